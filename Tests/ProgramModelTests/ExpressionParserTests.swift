import ProgramModel
import Testing

@Suite("The expression parser")
struct ExpressionParserTests {
    private static func name(_ components: String..., at column: Int = 0) -> Expression {
        .name(SymbolName(components: components), column: column)
    }

    private static func number(_ value: UInt64, column: Int) -> Expression {
        .constant(Constant(value), column: column)
    }

    private static func binary(
        _ operation: Expression.BinaryOperator, _ left: Expression, _ right: Expression, at column: Int
    ) -> Expression { .binary(operation, left, right, column: column) }

    @Test(arguments: [
        ("0x10", number(16, column: 0)),
        ("  42 ", number(42, column: 2)),
        ("0xFFFFFFFFFFFFFFFF", number(.max, column: 0)),
        ("counter", name("counter")),
        ("ns::inner::counter", name("ns", "inner", "counter")),
        ("::counter", .name(SymbolName(components: ["counter"], isGlobal: true), column: 0)),
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
        ("a+8", binary(.add, name("a"), number(8, column: 2), at: 1)),
        ("a - 0x8", binary(.subtract, name("a"), number(8, column: 4), at: 2)),
        (
            "a+8-4",
            binary(.subtract, binary(.add, name("a"), number(8, column: 2), at: 1), number(4, column: 4), at: 3)
        ),
        ("a.b", .member(name("a"), name: "b", column: 2)),
        ("a->b", .pointerMember(name("a"), name: "b", column: 3)),
        ("a[2]", .index(name("a"), number(2, column: 2), column: 1)),
        ("a[i]", .index(name("a"), name("i", at: 2), column: 1)),
        (
            "c.l[2].m",
            .member(
                .index(.member(name("c"), name: "l", column: 2), number(2, column: 4), column: 3), name: "m", column: 7
            )
        ),
        ("*p", .dereference(name("p", at: 1), column: 0)),
        ("**p", .dereference(.dereference(name("p", at: 2), column: 1), column: 0)),
        ("*p->q", .dereference(.pointerMember(name("p", at: 1), name: "q", column: 4), column: 0)),
        ("(*p).q", .member(.dereference(name("p", at: 2), column: 1), name: "q", column: 5)),
        ("&a[1]", .addressOf(.index(name("a", at: 1), number(1, column: 3), column: 2), column: 0)),
        ("*p+8", binary(.add, .dereference(name("p", at: 1), column: 0), number(8, column: 3), at: 2)),
        ("a . b -> c", .pointerMember(.member(name("a"), name: "b", column: 4), name: "c", column: 9)),
    ])
    func reads(text: String, expected: Expression) throws {
        #expect(try Expression(parsing: text) == expected)
    }

    @Test(arguments: [
        ("", 0), ("   ", 0), ("a b", 2), ("a.", 2), ("a->", 3), ("a.5", 2), ("a[", 2), ("a[]", 2), ("a[1", 3),
        ("a[1", 3), ("a+", 2), ("*", 1), ("&", 1), ("(a", 2), ("()", 1), ("a)", 1), ("$", 1), ("$eax", 0),
        ("0xZZ", 0), ("12ab", 0), ("0x10000000000000000", 0), ("a::", 3), ("a@b", 1), ("a=b", 1), ("a+=1", 1),
        ("a<<=1", 1),
        ("1.5.2", 4), ("1.5x", 0), ("1uu", 0), ("08x", 0), ("f(x)", 1), ("a++", 3), ("++a", 0), ("--a", 0), ("a?b", 3),
        ("a?b:", 4), ("a&&", 3), ("a||*", 4), ("!", 1), ("sizeof", 6), ("(int", 4), ("(int)", 5), ("(long char)x", 1),
        ("(struct)x", 7), ("'\\q'", 0), ("a < ", 4),
        ("f.c::", 5), ("a = 1", 2), ("\u{1b}[0m", 0), ("''", 0), ("'a", 0),
    ])
    func refusesWithAColumn(text: String, column: Int) {
        let error = #expect(throws: ExpressionError.self) { try Expression(parsing: text) }
        #expect(error?.column == column, "\(error?.message ?? "")")
        #expect(error?.message.unicodeScalars.contains("\u{1b}") == false)
    }

    @Test(arguments: [
        ("a+b*c", "(a + (b * c))"), ("a*b+c", "((a * b) + c)"), ("a-b-c", "((a - b) - c)"),
        ("a<<b+c", "(a << (b + c))"), ("a < b == c", "((a < b) == c)"), ("a&b==c", "(a & (b == c))"),
        ("a|b^c&d", "(a | (b ^ (c & d)))"), ("a||b&&c", "(a || (b && c))"), ("a&&b||c", "((a && b) || c)"),
        ("a?b:c?d:e", "(a ? b : (c ? d : e))"), ("a||b?c:d", "((a || b) ? c : d)"), ("-a*b", "(-a * b)"),
        ("!a==b", "(!a == b)"), ("~a&b", "(~a & b)"), ("-*p", "-*p"), ("*p * *q", "(*p * *q)"), ("a&&&b", "(a && &b)"),
        ("a - -b", "(a - -b)"), ("(a+b)*c", "((a + b) * c)"), ("new > 100 && tid == 2", "((new > 100) && (tid == 2))"),
        ("a!=b", "(a != b)"), ("a >= b", "(a >= b)"), ("a>>2", "(a >> 2)"), ("a%b/c", "((a % b) / c)"),
        ("(char)x", "(char)x"), ("(unsigned char)x+1", "((unsigned char)x + 1)"),
        ("(struct foo *)p", "(struct foo *)p"),
        ("(struct foo*)p->q", "(struct foo *)p->q"), ("*(int *)0x10", "*(int *)16"), ("(foo *)p", "(foo *)p"),
        ("(foo)p", "(foo)p"), ("(foo)-1", "(foo - 1)"), ("(typed)-1", "(typed)-1"), ("(typed)*p", "(typed)*p"),
        ("(foo)*p", "(foo * p)"), ("(foo)&p", "(foo & p)"), ("(typed)&&p", "(typed && p)"), ("(foo)!=p", "(foo != p)"),
        ("(foo)!p", "(foo)!p"), ("(ns::foo)(p)", "(ns::foo)p"),
        ("(const volatile long int unsigned)x", "(unsigned long)x"),
        ("(char const * const *)x", "(char * *)x"), ("(a.b)[1]", "a.b[1]"), ("(a)", "a"), ("(a)+1", "(a + 1)"),
        ("sizeof x", "sizeof x"), ("sizeof(x)", "sizeof x"), ("sizeof(int)", "sizeof(int)"),
        ("sizeof(int*)*2", "(sizeof(int *) * 2)"),
        ("sizeof(struct foo)", "sizeof(struct foo)"), ("sizeof x + 1", "(sizeof x + 1)"),
        ("sizeof(x)[0]", "sizeof x[0]"),
        ("sizeofx", "sizeofx"), ("$rsp+8", "($rsp + 8)"), ("*(long*)($rbp-16)", "*(long *)($rbp - 16)"),
        ("$PC", "$rip"),
        ("ns::x<y", "(ns::x < y)"), ("new<5||old>7", "((new < 5) || (old > 7))"), ("a<b&&c>d", "((a < b) && (c > d))"),
        ("a<p->x", "(a < p->x)"), ("Box<int>::n<3", "(Box<int>::n < 3)"), ("Box<int &&>::n", "Box<int &&>::n"),
        ("a < b > c", "((a < b) > c)"), ("a<=b", "(a <= b)"), ("a<<b>c", "((a << b) > c)"),
        ("f.c::x+1", "(f.c::x + 1)"),
        ("lib.so!x!=1", "(lib.so!x != 1)"), ("'a'", "97"), ("'\\n'", "10"), ("'\\''", "39"), ("'\\x41'", "65"),
        ("'\\0'", "0"), ("'\\377'", "-1"), ("x == 'a'", "(x == 97)"), ("'a'::x", "a::x"), ("'ab'", "ab"),
        ("a[-1]", "a[-1]"),
        ("::new+new", "(::new + new)"), ("a+b", "(a + b)"), ("p[i+1].q", "p[(i + 1)].q"), ("+a", "+a"),
    ])
    func bindsAsCDoes(text: String, expected: String) throws {
        let tree = try Expression(parsing: text) { $0.path == "typed" }
        #expect(tree.written == expected)
    }

    @Test(
        arguments: [
            ("1", 1, ScalarType.int), ("2147483647", 0x7FFF_FFFF, .int), ("2147483648", 0x8000_0000, .long),
            ("0x7fffffff", 0x7FFF_FFFF, .int), ("0x80000000", 0x8000_0000, .unsignedInt),
            ("0x100000000", 1 << 32, .long),
            ("1u", 1, .unsignedInt), ("1U", 1, .unsignedInt), ("1l", 1, .long), ("1LL", 1, .long),
            ("1ul", 1, .unsignedLong),
            ("1LLU", 1, .unsignedLong), ("4294967296u", 1 << 32, .unsignedLong), ("0xFFu", 255, .unsignedInt),
            ("9223372036854775808", 1 << 63, .unsignedLong), ("0x8000000000000000", 1 << 63, .unsignedLong),
            ("010", 10, .int),
            ("1.5", (1.5).bitPattern, .double), (".5", (0.5).bitPattern, .double),
            ("1e3", (1000.0).bitPattern, .double),
            ("1.5e-3", (0.0015).bitPattern, .double), ("2.", (2.0).bitPattern, .double),
            ("1.5f", UInt64(Float(1.5).bitPattern), .float), ("1e3F", UInt64(Float(1000).bitPattern), .float),
            ("0xef", 0xEF, .int),
        ] as [(String, UInt64, ScalarType)])
    func givesConstantsTheirTypes(text: String, bits: UInt64, type: ScalarType) throws {
        #expect(try Expression(parsing: text) == .constant(Constant(bits: bits, type: type), column: 0))
    }

    @Test(arguments: [
        ("(int)x", 0), ("a + (char)b", 4), ("sizeof(int)", 0), ("a == $rax", 5), ("a ? b : c", 2), ("x && !y", 2),
    ])
    func remembersColumns(text: String, column: Int) throws {
        switch try Expression(parsing: text) {
        case .binary(_, _, let right, let own): #expect(column == right.column || column == own)
        case let tree: #expect(tree.column == column)
        }
    }

    /// Nothing that can be typed, and no noise either, brings the parsers down; what a watch's text parses to is described
    /// by a text that parses to the same.
    @Test(.timeLimit(.minutes(5))) func neverTrapsOnRandomText() throws {
        var random = SplitMix(seed: 0xB9)
        let words = [
            "a", "new", "p->q", "0x10", "1.5", "'", "'a'", "(", ")", "[", "]", "*", "&", "&&", "||", "?", ":", "::",
            "<", ">", "<<",
            ">>=", "=", "==", "!", "!=", "~", "-", "+", "%", "/", "$rax", "$", "sizeof", "int", "unsigned", "struct",
            "(int)", "if",
            " if ", ",", "@", "@1", "/8", ":w", ",once", ",ignore=", ",ignore=3", "file.c::", "lib!", ".", "->", "\\",
            "\"", "é",
            "\u{1b}", "\u{301}", "\u{202e}", "😀", "9999999999999999999999", "(anonymous namespace)", " ", "\t", "\0",
            ";",
        ]
        for _ in 0..<60_000 {
            let text = (0..<random.below(9)).map { _ in words[Int(random.below(UInt64(words.count)))] }.joined()
            do { _ = try Expression(parsing: text) } catch {
                #expect((0...text.count).contains(error.column ?? 0), "\(text): \(error)")
            }
            do {
                let spec = try WatchSpec(parsing: text)
                #expect(try WatchSpec(parsing: spec.description) == spec, "\(text)")
            } catch {
                #expect((0...text.count).contains(error.column ?? 0), "\(text): \(error)")
            }
            _ = TypeName(parsing: text)
        }
        for _ in 0..<20_000 {
            let text = String(
                decoding: (0..<random.below(24)).map { _ in UInt8(random.below(128)) }, as: UTF8.self)
            _ = try? Expression(parsing: text)
            _ = try? WatchSpec(parsing: text)
        }
    }

    @Test func refusesWhatIsTooDeep() {
        for unit in ["a+", "a?b:", "a?", "-", "(int)", "a[", "sizeof ", "!", "a->b.", "a,", "(a)(", "a<"] {
            #expect(throws: ExpressionError.self) {
                try Expression(parsing: String(repeating: unit, count: 20_000) + "a")
            }
        }
        #expect(throws: ExpressionError.self) {
            try Expression(parsing: "a" + String(repeating: "[1]", count: 20_000))
        }
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
