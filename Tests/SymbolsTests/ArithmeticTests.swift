import HitRules
import ProgramModel
import Symbols
import TestSupport
import Testing

/// The compiler is the judge: every operator with every pair of types gives what C gives, with the same type, read at once
/// and in a condition that a tracer evaluates.
@Suite("Arithmetic as in C", .timeLimit(.minutes(10))) struct ArithmeticTests {
    private static let variables: [(type: String, name: String, value: String)] = [
        ("signed char", "sc", "-7"), ("unsigned char", "uc", "200"), ("short", "ss", "-300"),
        ("unsigned short", "us", "60000"), ("int", "si", "-70000"), ("unsigned int", "ui", "4000000000u"),
        ("long", "sl", "-5000000000"), ("unsigned long", "ul", "9223372036854775813ul"), ("_Bool", "b", "1"),
        ("float", "f", "2.7f"), ("double", "d", "-3.3"), ("enum color", "e", "GREEN"),
    ]
    private static let floating: Set<String> = ["f", "d"]

    private static var expressions: [String] {
        var all: [String] = []
        let names = variables.map(\.name)
        for left in names {
            for right in names {
                for operation in ["+", "-", "*", "/", "<", "<=", ">", ">=", "==", "!=", "&&", "||"] {
                    all.append("\(left) \(operation) \(right)")
                }
                all.append("b ? \(left) : \(right)")
                all.append("!b ? \(left) : \(right)")
                guard !floating.contains(left), !floating.contains(right) else { continue }
                for operation in ["%", "&", "|", "^"] { all.append("\(left) \(operation) \(right)") }
            }
            all += ["-\(left)", "+\(left)", "!\(left)", "\(left) + 1", "1.5 * \(left)", "\(left) - 3u", "\(left) < 0"]
            all += ["sizeof \(left)", "sizeof(\(left) + \(left))", "\(left) == \(left) && \(left) != 0"]
            for (type, name, _) in variables where !(floating.contains(left) && type.contains("unsigned")) {
                all.append("(\(type))\(left)")
                all.append("(\(type))\(left) + \(name)")
            }
            if !floating.contains(left) {
                all += [
                    "~\(left)", "\(left) << 3", "\(left) >> 3", "\(left) << three", "\(left) >> three", "3 << three",
                ]
            }
        }
        for left in ["bits.three", "bits.signed_five", "bits.whole"] {
            for right in names {
                for operation in ["+", "-", "*", "<", "=="] { all.append("\(left) \(operation) \(right)") }
            }
            all += ["-\(left)", "~\(left)", "\(left) - 6", "\(left) << 2"]
        }
        // gcc computes with the 40 bits of a wide bit-field, clang and C++ with its type: only what they agree on is asked.
        all += ["bits.wide + 1ul", "bits.wide - sl + 0ul", "bits.wide == 737893491525", "bits.wide > 0"]
        all += [
            "numbers[2] - numbers[1]", "&numbers[3] - &numbers[1]", "*(numbers + 2)", "numbers[three]", "*next - 1",
            "next[-1]", "next > numbers", "next == numbers + 1", "(long)(next + 1) - (long)next", "&numbers[4] - next",
            "*(int *)((char *)numbers + 4)", "sizeof(struct bits)", "sizeof numbers", "sizeof *next", "sizeof(int *)",
            "next && *next", "nothing && *nothing", "!nothing || *nothing", "nothing ? *nothing : 7", "'a' + 1",
            "'\\n'",
            "(unsigned char)'\\xff'", "0x80000000", "2147483648", "4294967295u + 1", "0x7fffffff + 1", "1 - 2u",
            "(char)200",
            "1.0f / 3", "1 / 3.0", "7 / -2", "-7 % 3", "GREEN + 1", "e == GREEN", "NONE < 0", "(enum color)5 == GREEN",
            "(1 ? 2 : 3u) - 4", "sizeof(1 ? 2 : 3.0)", "1 << 31", "1l << 40", "-1 >> 1", "-1u >> 1", "(short)70000",
            "(typed)-1", "sizeof(typed)", "1 < 2 == 1", "5 & 3 == 3", "2 | 4 ^ 6 & 12", "!0 + !5", "- - 3",
        ]
        return all
    }

    private static var source: String {
        let declarations = variables.map { "volatile \($0.type) \($0.name) = \($0.value);" }.joined(separator: "\n")
        let lines = expressions.map { "SHOW(\($0));" }.joined(separator: "\n")
        return #"""
            #include <stdio.h>
            enum color { RED, GREEN = 5, NONE = -1 };
            typedef unsigned short typed;
            struct bits { unsigned three : 3; int signed_five : 5; unsigned long wide : 40; unsigned whole : 32; };
            volatile struct bits bits = { 5, -9, 0xABCDE12345, 4000000000u };
            int numbers[5] = { 10, 20, 30, 40, 50 };
            int *next = numbers + 1, *nothing;
            int three = 3;
            \#(declarations)
            #define KIND(x) _Generic((x), int: "int", unsigned: "unsigned int", long: "long", unsigned long: "unsigned long", \
                float: "float", double: "double", default: "other")
            #define SHOW(...) do { \
                printf("%s\t%s\t", #__VA_ARGS__, KIND(__VA_ARGS__)); \
                if (_Generic((__VA_ARGS__), float: 1, double: 1, default: 0)) printf("%.17g\n", (double)(__VA_ARGS__)); \
                else if (_Generic((__VA_ARGS__), unsigned long: 1, default: 0)) printf("%lu\n", (unsigned long)(__VA_ARGS__)); \
                else printf("%ld\n", (long)(__VA_ARGS__)); } while (0)
            int main(void) {
            \#(lines)
            puts("ready");
            fflush(stdout);
            getchar();
            }
            """#
    }

    @Test(.enabled(if: Compiler.gcc.isInstalled, "gcc is not installed"))
    func isWhatTheCompilerMakesOfIt() throws {
        let program = try CompiledProgram(
            Self.source, compiler: .gcc, flags: ["-g", "-O0", "-w", "-fwrapv", "-fsigned-char"])
        let child = try program.start()
        let lines = try child.readUntilReady()
        let questions = SymbolQuestions()
        _ = try questions.load(child.pid, program.path)
        #expect(lines.count == Self.expressions.count)
        for line in lines {
            let parts = line.split(separator: "\t").map(String.init)
            try #require(parts.count == 3, "\(line)")
            try check(parts[0], kind: parts[1], expected: parts[2], questions, child.pid)
        }
    }

    private func check(
        _ text: String, kind: String, expected: String, _ questions: SymbolQuestions, _ pid: Int32
    ) throws {
        let number = kind == "float" ? expected + (expected.contains { ".e".contains($0) } ? "f" : ".0f") : expected
        let suffix = kind.hasPrefix("unsigned") ? "ul" : ""
        let isEqual =
            kind == "double" && !expected.contains { ".en".contains($0) }
            ? "(\(text)) == \(expected).0" : "(\(text)) == \(number)\(suffix)"
        do {
            let value = try questions.value(text)
            // A char or a bit-field that nothing was done with keeps its own name.
            if kind != "other", !text.hasPrefix("(") {
                #expect(Self.isName(value.typeName, of: kind), "\(text): \(value)")
            }
            if kind == "float" || kind == "double" {
                let shown = kind == "float" ? Float(value.text).map(Double.init) : Double(value.text)
                #expect(shown == Double(expected), "\(text): \(value)")
            }
            #expect(try questions.value(isEqual).text == "1", "\(isEqual)")
            let condition = try questions.condition(isEqual)
            #expect(try ProcessMemory(pid: pid).verdict(condition) == .holds, "\(isEqual): \(condition.instructions)")
            let opposite = try questions.condition("!(\(isEqual))")
            #expect(try ProcessMemory(pid: pid).verdict(opposite) == .fails, "\(isEqual)")
        } catch let error as ExpressionError {
            Issue.record("\(text): \(error)")
        }
    }

    private static func isName(_ name: String?, of kind: String) -> Bool {
        guard let name else { return false }
        return name == kind || name == kind + " int" || name.hasPrefix(kind + " :") || name == "bool" || name == "_Bool"
            || name == "enum color" || (kind == "unsigned long" && name == "long unsigned int")
    }
}
