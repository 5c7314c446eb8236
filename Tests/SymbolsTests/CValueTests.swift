import ProgramModel
import Symbols
import TestSupport
import Testing

@Suite("Values of a C program", .timeLimit(.minutes(10)))
struct CValueTests {
    private static let source = #"""
        #include <complex.h>
        #include <stdatomic.h>
        #include <stdbool.h>
        #include <stdint.h>
        #include <stdio.h>
        #include <uchar.h>
        #include <wchar.h>
        enum mode { IDLE, BUSY = 3 };
        enum rights { READ = 1, WRITE = 2, RUN = 4 };
        struct flags { unsigned ready : 1, mode : 3; int low : 4; unsigned : 2; unsigned count : 10; bool on : 1; enum mode state : 2; } flags
            = { 1, 3, -8, 17, true, BUSY };
        struct mixed { char letter; unsigned a : 4, b : 4; int n; uint64_t wide : 40, : 0; uint64_t next : 3; } mixed
            = { 'A', 1, 2, 7, 0x123456789a, 5 };
        struct __attribute__((packed)) packed { uint8_t head; unsigned middle : 13, over : 30; unsigned short tail; } packed
            = { 9, 5000, 0x3abcdef1, 77 };
        struct __attribute__((packed)) tiny { unsigned low : 3, high : 5; } tiny = { 5, 19 };
        union number { int i; float f; unsigned char bytes[4]; } number = { .f = 1.0f };
        struct value { int kind; union { long whole; double real; struct { short lo, hi; }; }; struct { int x; } only; } value
            = { 2, { .whole = 0x20001 }, { 7 } };
        struct buffer { int count; int data[]; } *buffer, empty = { 4 };
        struct empty { } nothing;
        struct holder { struct empty none; int zero[0]; int n; } holder = { .n = 3 };
        enum rights rights = READ | RUN;
        wchar_t wide_text[4] = L"h€";
        char16_t text16[4] = u"😀x";
        char32_t text32[3] = U"é";
        _Atomic long counter = 12;
        atomic_bool ready = true;
        __int128 large = -5;
        long double ratio = 1.5L;
        double complex root = 1.5 + 2.5 * I;
        int bump(int x) { return x + 1; }
        int (*callback)(int) = bump;
        int (*table[2])(int) = { 0, bump };
        char *text = "text";
        struct node { struct node *next; int *where; } first = { 0, &mixed.n };
        int grid[300][300];
        int main(void) {
            grid[299][298] = 8;
            printf("bump %p\nmixed.n %p\nflags %p\n", (void *)bump, (void *)&mixed.n, (void *)&flags);
            puts("ready");
            fflush(stdout);
            getchar();
            flags.count++;
            puts("ready");
            fflush(stdout);
            return getchar() + ready + (int)counter + (int)large;
        }
        """#

    static let flags: [[String]] = ["-gdwarf-3", "-gdwarf-4", "-gdwarf-5"].flatMap { version in
        ["-O0", "-O2"].map { [$0, version, "-w"] }
    }

    @Test(.enabled(if: Compiler.gcc.isInstalled, "gcc is not installed"), arguments: flags)
    func compiledByGCC(flags: [String]) throws { try check(.gcc, flags) }

    @Test(.enabled(if: Compiler.clang.isInstalled, "clang is not installed"), arguments: flags)
    func compiledByClang(flags: [String]) throws { try check(.clang, flags) }

    private func check(_ compiler: Compiler, _ flags: [String]) throws {
        let named = try NamedProgram(CompiledProgram(Self.source, compiler: compiler, flags: flags))
        let cases = [
            ("flags", "{ready=1, mode=3, low=-8, count=17, on=true, state=BUSY}"),
            ("mixed", "{letter='A' 65, a=1, b=2, n=7, wide=78187493530, next=5}"),
            ("packed", "{head=9, middle=5000, over=985456369, tail=77}"),
            ("tiny", "{low=5, high=19}"),
            ("empty", "{count=4, data={}}"), ("holder", "{zero={}, n=3}"), ("rights", "READ|RUN"),
            ("wide_text", "\"h€\""), ("text16", "\"😀x\""), ("text32", "\"é\""), ("counter", "12"), ("ready", "true"),
            ("large", "-5"), ("ratio", "1.5"), ("root", "{real=1.5, imaginary=2.5}"),
        ]
        for (text, expected) in cases {
            #expect(try named.value(text) == expected, "\(text)")
        }
        #expect(try named.value("number").hasPrefix("{i=1065353216 | f=1.0 | bytes="))
        #expect(try named.value("value").hasPrefix("{kind=2, whole=131073 | real="))
        #expect(try named.value("value").hasSuffix(" | lo=1, hi=2, only=7}"))
        try checkPointers(named)
        try checkPieces(named)
        try checkWords(named)
        try checkChange(named)
    }

    private func checkPointers(_ named: NamedProgram) throws {
        let bump = try #require(named.addresses["bump"])
        let number = try #require(named.addresses["mixed.n"])
        let names = [bump: "bump", number: "mixed.n"]
        func hexadecimal(_ address: UInt64) -> String { "0x" + String(address, radix: 16) }
        #expect(try named.value("callback", names: names) == "\(hexadecimal(bump)) <bump>")
        #expect(try named.value("callback") == hexadecimal(bump))
        #expect(try named.value("table", names: names) == "{0x0, \(hexadecimal(bump)) <bump>}")
        #expect(try named.value("first", names: names) == "{next=0x0, where=\(hexadecimal(number)) <mixed.n>}")
        let first = try named.reading("first")
        #expect(ValueFormatter().pointers(in: first.bytes, type: first.type) == [number])
        #expect(try named.value("text").hasPrefix("0x"))
        #expect(try named.value("buffer") == "0x0")
    }

    private func checkPieces(_ named: NamedProgram) throws {
        let grid = try #require(try named.questions.expression("grid").type)
        #expect(grid.byteCount == 360_000)
        #expect(
            ValueFormatter().text(bits: 8, byteCount: 8, type: grid, offset: (299 * 300 + 298) * 4)
                == "[299][298] = 8, [299][299] = 0")
        let mixed = try named.reading("mixed")
        #expect(
            ValueFormatter().text(bytes: Array(mixed.bytes[0..<2]), type: mixed.type)
                == ".letter = 'A' 65, .a = 1, .b = 2")
        let packed = try named.reading("packed")
        #expect(
            ValueFormatter().text(bytes: Array(packed.bytes[0..<4]), type: packed.type)
                .hasPrefix(".head = 9, .middle = 5000, .over = 0x"))
    }

    /// The words that hold bit-fields: of the member's type, and none that reaches out of its struct.
    private func checkWords(_ named: NamedProgram) throws {
        func words(_ text: String) throws -> [String] {
            guard case .structure(_, _, let members) = try named.questions.expression(text).type else { return [] }
            return members.compactMap { member in
                guard case .bitField(_, let size, let first, let count) = member.type else { return nil }
                return "\(member.name) \(member.byteOffset)/\(size) \(first):\(count)"
            }
        }
        #expect(
            try words("flags") == [
                "ready 0/4 0:1", "mode 0/4 1:3", "low 0/4 4:4", "count 0/4 10:10", "on 2/1 4:1", "state 0/4 21:2",
            ])
        #expect(try words("mixed") == ["a 0/4 8:4", "b 0/4 12:4", "wide 8/8 0:40", "next 16/8 0:3"])
        #expect(try words("packed") == ["middle 0/4 8:13", "over 2/5 5:30"])
        #expect(try words("tiny") == ["low 0/1 0:3", "high 0/1 3:5"])
    }

    /// Which field of the word the program changed.
    private func checkChange(_ named: NamedProgram) throws {
        let before = try named.reading("flags")
        named.child.sendLine()
        _ = try named.child.readUntilReady()
        let after = try named.reading("flags")
        let change = ValueChange(old: before.bytes, new: after.bytes, type: after.type)
        #expect(change.summary == ".count 17 → 18")
        #expect(change.rows.count == 6)
        #expect(change.rows.filter(\.isChanged).map(\.path) == [".count"])
    }

    @Test(.enabled(if: Compiler.gcc.isInstalled, "gcc is not installed"))
    func structsOfStructsMultiply() throws {
        let structs = (1...20).map { "struct s\($0) { struct s\($0 - 1) a, b; };" }.joined(separator: "\n")
        let source = """
            #include <stdio.h>
            struct s0 { int x, y; };
            \(structs)
            struct s20 all;
            int main(void) { all.a.b.a.b.a.b.a.b.a.b.a.b.a.b.a.b.a.b.a.b.y = 1; puts("ready"); fflush(stdout); getchar(); }
            """
        let named = try NamedProgram(CompiledProgram(source, compiler: .gcc, flags: ["-g"]))
        let clock = ContinuousClock()
        let time = try clock.measure {
            let type = try #require(try named.questions.expression("all").type)
            #expect(type.byteCount == 8 << 20)
            // What is no longer taken apart is bytes.
            let path = String(repeating: ".b", count: 20)
            let text = ValueFormatter().text(bits: 7, byteCount: 4, type: type, offset: (8 << 20) - 4)
            #expect(path.hasPrefix(text.prefix { $0 != "+" && $0 != " " }) && text.hasSuffix(" = 0x7"))
            // The first are.
            let first = ValueFormatter().text(bits: 7, byteCount: 4, type: type)
            #expect(first == String(repeating: ".a", count: 20) + ".x = 7")
        }
        #expect(time < .seconds(5))
    }
}
