import ProgramModel
import Testing

@Suite("The expression parser")
struct ExpressionParserTests {
    private static func name(_ components: String..., at column: Int = 0) -> Expression {
        .name(SymbolName(components: components), column: column)
    }

    @Test(arguments: [
        ("0x10", Expression.number(16, column: 0)),
        ("  42 ", .number(42, column: 2)),
        ("0xFFFFFFFFFFFFFFFF", .number(.max, column: 0)),
        ("counter", name("counter")),
        ("ns::inner::counter", name("ns", "inner", "counter")),
        ("::counter", name("counter")),
        ("(anonymous namespace)::hidden", name("(anonymous namespace)", "hidden")),
        ("Box<int>::count", name("Box<int>", "count")),
        ("Box<Box<int>>::count", name("Box<Box<int>>", "count")),
        ("'counter.0'", name("counter.0")),
        ("zähler", name("zähler")),
        ("file.c::name", .name(SymbolName(file: "file.c", components: ["name"]), column: 0)),
        ("src/a-b.c::f::x", .name(SymbolName(file: "src/a-b.c", components: ["f", "x"]), column: 0)),
        ("'my file.c'::name", .name(SymbolName(file: "my file.c", components: ["name"]), column: 0)),
        ("libc.so.6!environ", .name(SymbolName(module: "libc.so.6", components: ["environ"]), column: 0)),
        ("a!b.c::x", .name(SymbolName(module: "a", file: "b.c", components: ["x"]), column: 0)),
        ("(a)", name("a", at: 1)),
        ("a+8", .offset(name("a"), by: 8, column: 1)),
        ("a - 0x8", .offset(name("a"), by: -8, column: 2)),
        ("a+8-4", .offset(.offset(name("a"), by: 8, column: 1), by: -4, column: 3)),
        ("a.b", .member(name("a"), name: "b", column: 2)),
        ("a->b", .pointerMember(name("a"), name: "b", column: 3)),
        ("a[2]", .index(name("a"), .number(2, column: 2), column: 1)),
        ("a[i]", .index(name("a"), name("i", at: 2), column: 1)),
        (
            "c.l[2].m",
            .member(
                .index(.member(name("c"), name: "l", column: 2), .number(2, column: 4), column: 3), name: "m", column: 7
            )
        ),
        ("*p", .dereference(name("p", at: 1), column: 0)),
        ("**p", .dereference(.dereference(name("p", at: 2), column: 1), column: 0)),
        ("*p->q", .dereference(.pointerMember(name("p", at: 1), name: "q", column: 4), column: 0)),
        ("(*p).q", .member(.dereference(name("p", at: 2), column: 1), name: "q", column: 5)),
        ("&a[1]", .addressOf(.index(name("a", at: 1), .number(1, column: 3), column: 2), column: 0)),
        ("*p+8", .offset(.dereference(name("p", at: 1), column: 0), by: 8, column: 2)),
        ("a . b -> c", .pointerMember(.member(name("a"), name: "b", column: 4), name: "c", column: 9)),
    ])
    func reads(text: String, expected: Expression) throws {
        #expect(try Expression(parsing: text) == expected)
    }

    @Test(arguments: [
        ("", 0), ("   ", 0), ("a b", 2), ("a.", 2), ("a->", 3), ("a.5", 2), ("a[", 2), ("a[]", 2), ("a[1", 3),
        ("a[-1]", 2), ("a+", 2), ("a+b", 2), ("*", 1), ("&", 1), ("(a", 2), ("()", 1), ("a)", 1), ("$rsp+8", 0),
        ("0xZZ", 0), ("12ab", 0), ("0x10000000000000000", 0), ("a::", 3), ("a@b", 1), ("a+9223372036854775808", 2),
        ("f.c::", 5), ("a = 1", 2), ("\u{1b}[0m", 0), ("''", 0), ("'a", 0),
    ])
    func refusesWithAColumn(text: String, column: Int) {
        let error = #expect(throws: ExpressionError.self) { try Expression(parsing: text) }
        #expect(error?.column == column, "\(error?.message ?? "")")
        #expect(error?.message.unicodeScalars.contains("\u{1b}") == false)
    }

    @Test func refusesWhatIsTooDeep() {
        #expect(throws: ExpressionError.self) {
            try Expression(parsing: String(repeating: "*", count: 10_000) + "a")
        }
        #expect(throws: ExpressionError.self) {
            try Expression(parsing: String(repeating: "(", count: 10_000) + "a")
        }
    }

    @Test func neverTrapsOnAnyShortText() {
        let alphabet = Array("a0.:-> []*&('!<@/$ ,")
        for first in alphabet {
            for second in alphabet {
                for third in alphabet {
                    for fourth in alphabet {
                        let text = String([first, second, third, fourth])
                        _ = try? Expression(parsing: text)
                        _ = try? WatchSpec(parsing: text)
                    }
                }
            }
        }
    }

    @Test func aSymbolNameReadsAsItWasWritten() {
        let name = SymbolName(module: "libx.so", file: "a.c", components: ["ns", "x"])
        #expect(name.description == "libx.so!a.c::ns::x")
    }
}
