import ProgramModel
import Symbols
import TestSupport
import Testing

@Suite("Values of a Swift program", .timeLimit(.minutes(10)))
struct SwiftValueTests {
    private static let swiftc = Compiler("swiftc")
    private static let source = #"""
        import Glibc
        final class Account { var balance = 3 }
        struct Point { var x = 1; var y = 2.5 }
        var whole = -41
        var natural: UInt = 42
        var a8: Int8 = -8
        var b8: UInt8 = 200
        var a16: Int16 = -300
        var b16: UInt16 = 65535
        var a32: Int32 = -5
        var b32: UInt32 = 4_000_000_000
        var a64: Int64 = .min
        var b64: UInt64 = .max
        var on = true
        var real = 2.5
        var small: Float = 1.5
        var letter: Unicode.Scalar = "é"
        var account = Account()
        var point = Point()
        var some: Int? = 5
        var none: Int? = nil
        var maybe: Double? = 0.5
        var pointer = UnsafeMutablePointer<Int>(bitPattern: 0x5000)!
        var raw = UnsafeRawPointer(bitPattern: 0x6000)!
        @inline(never) func touch(_ n: Int) {
            whole += n; natural += UInt(n); a8 += Int8(n); b8 += UInt8(n); a16 += Int16(n); b16 -= UInt16(n)
            a32 += Int32(n); b32 += UInt32(n); a64 += Int64(n); b64 -= UInt64(n); on = n > 0; real += Double(n)
            small += Float(n); account.balance += n; point.x += n; some = n; none = n; maybe = 1; pointer += n; raw += n
            letter = "x"
        }
        print("ready")
        fflush(nil)
        _ = readLine()
        touch(CommandLine.arguments.count)
        """#

    @Test(.enabled(if: swiftc.isInstalled, "swiftc is not installed"))
    func primitives() throws {
        let program = try CompiledProgram()
        try program.write(Self.source, to: "values.swift")
        try program.run(Self.swiftc, ["-g", "-Onone", "-module-name", "values", "values.swift", "-o", "program"])
        let named = try NamedProgram(program)
        let cases = [
            ("whole", "-41"), ("natural", "42"), ("a8", "-8"), ("b8", "200"), ("a16", "-300"), ("b16", "65535"),
            ("a32", "-5"), ("b32", "4000000000"), ("a64", "-9223372036854775808"), ("b64", "18446744073709551615"),
            ("on", "true"), ("real", "2.5"), ("small", "1.5"), ("letter", "'é' 233"), ("some", "some(5)"),
            ("none", "none"), ("maybe", "some(0.5)"), ("pointer", "0x5000"), ("raw", "0x6000"),
        ]
        for (text, expected) in cases {
            #expect(try named.value("values::" + text) == expected, "\(text)")
        }
    }
}
