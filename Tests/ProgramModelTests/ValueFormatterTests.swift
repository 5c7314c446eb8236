import ProgramModel
import Testing

@Suite("Values as text")
struct ValueFormatterTests {
    static let int = ValueType.integer(name: "int", byteCount: 4, isSigned: true)
    static let unsigned = ValueType.integer(name: "unsigned int", byteCount: 4, isSigned: false)
    static let long = ValueType.integer(name: "long", byteCount: 8, isSigned: true)
    static let character = ValueType.character(name: "char", byteCount: 1, isSigned: true)
    static let double = ValueType.floatingPoint(name: "double", byteCount: 8)
    static let point = ValueType.structure(
        name: "struct point", byteCount: 8,
        members: [.init(name: "x", byteOffset: 0, type: int), .init(name: "y", byteOffset: 4, type: int)])
    static let line = ValueType.structure(
        name: "struct line", byteCount: 24,
        members: [
            .init(name: "from", byteOffset: 0, type: point), .init(name: "to", byteOffset: 8, type: point),
            .init(name: "weight", byteOffset: 16, type: double),
        ])
    static let color = ValueType.enumeration(
        name: "enum color", byteCount: 4, isSigned: true,
        cases: [.init(name: "RED", value: 0), .init(name: "GREEN", value: 5), .init(name: "NONE", value: -1)])
    static let mode = ValueType.enumeration(
        name: "enum mode", byteCount: 4, isSigned: false,
        cases: [
            .init(name: "READ", value: 1), .init(name: "WRITE", value: 2), .init(name: "BOTH", value: 3),
            .init(name: "X", value: 8),
        ])

    @Test(arguments: [
        (UInt64(42), 4, int, "42"),
        (0xFFFF_FFFF, 4, int, "-1"),
        (0xFFFF_FFFF, 4, unsigned, "4294967295"),
        (.max, 8, long, "-1"),
        (0x8000_0000_0000_0000, 8, long, "-9223372036854775808"),
        (0x80, 1, .integer(name: "int8_t", byteCount: 1, isSigned: true), "-128"),
        (0, 1, .boolean(name: "bool", byteCount: 1), "false"),
        (1, 1, .boolean(name: "bool", byteCount: 1), "true"),
        (2, 1, .boolean(name: "bool", byteCount: 1), "true (2)"),
        (65, 1, character, "'A' 65"),
        (10, 1, character, #"'\n' 10"#),
        (0, 1, character, #"'\0' 0"#),
        (39, 1, character, #"'\'' 39"#),
        (0xFF, 1, character, #"'\xff' -1"#),
        (0x1B, 1, character, #"'\x1b' 27"#),
        (0x20AC, 4, .character(name: "char32_t", byteCount: 4, isSigned: false), "'€' 8364"),
        (0x202E, 4, .character(name: "char32_t", byteCount: 4, isSigned: false), #"'\u{202e}' 8238"#),
        (0xFFFF_FFFF, 4, .character(name: "char32_t", byteCount: 4, isSigned: false), #"'\u{ffffffff}' 4294967295"#),
        (0x3F80_0000, 4, .floatingPoint(name: "float", byteCount: 4), "1.0"),
        (0x3FB9_9999_9999_999A, 8, double, "0.1"),
        (0x7FF0_0000_0000_0000, 8, double, "inf"),
        (0x7FF8_0000_0000_0000, 8, double, "nan"),
        (0x3C00, 2, .floatingPoint(name: "_Float16", byteCount: 2), "1.0"),
        (5, 4, color, "GREEN"), (7, 4, color, "7"), (0xFFFF_FFFF, 4, color, "NONE"), (0xFFFF_FFFE, 4, color, "-2"),
        (0, 4, mode, "0"), (2, 4, mode, "WRITE"), (3, 4, mode, "BOTH"), (9, 4, mode, "READ|X"),
        (0x19, 4, mode, "READ|X|0x10"), (0x10, 4, mode, "16"),
        (0x7FFF_0010, 8, .pointer(target: "char", byteCount: 8), "0x7fff0010"),
        (0, 8, .pointer(target: "char", byteCount: 8), "0x0"),
        (0x4_0000_0003, 8, point, "{x=3, y=4}"),
        (0x1_0000_0002, 8, .array(element: int, count: 2), "{2, 1}"),
        (0x6F6C_6C65_68, 8, .array(element: character, count: 8), #""hello""#),
        (0x41FF, 2, .array(element: character, count: 2), #""\xffA""#),
        (0, 2, .array(element: character, count: 2), #""""#),
        (0x1234, 8, .opaque(name: "struct hidden", byteCount: 8), "0x1234"),
    ])
    func wholeValues(bits: UInt64, byteCount: Int, type: ValueType, expected: String) {
        #expect(ValueFormatter().text(bits: bits, byteCount: byteCount, type: type) == expected)
    }

    @Test(arguments: [
        (UInt64(3), 4, line, 12, ".to.y = 3"),
        (0x4_0000_0003, 8, line, 8, ".to = {x=3, y=4}"),
        (0x4_0000_0003, 8, line, 4, ".from.y = 3, .to.x = 4"),
        (0x3FF0_0000_0000_0000, 8, line, 16, ".weight = 1.0"),
        (0x3FF0, 2, line, 22, ".weight+6 = 0x3ff0"),
        (9, 4, point, 4, ".y = 9"),
        (9, 2, point, 4, ".y = 0x9"),
        (9, 2, point, 6, ".y+2 = 0x9"),
        (7, 4, .array(element: int, count: 4), 8, "[2] = 7"),
        (7, 8, .array(element: int, count: 4), 8, "[2] = 7, [3] = 0"),
        (7, 4, .array(element: point, count: 4), 20, "[2].y = 7"),
        (
            0x6569_7265_636f_7267, 8,
            .array(element: .character(name: "char", byteCount: 1, isSigned: true), count: 16),
            0, "[0…7] = \"grocerie\""
        ),
        (7, 2, int, 0, "0x7"), (7, 2, int, 2, "0x7"),
    ])
    func piecesOfALargerValue(bits: UInt64, byteCount: Int, type: ValueType, offset: Int, expected: String) {
        #expect(ValueFormatter().text(bits: bits, byteCount: byteCount, type: type, offset: offset) == expected)
    }

    @Test func whatHasNoTypeOrDoesNotFitIsHexadecimal() {
        let formatter = ValueFormatter()
        #expect(formatter.text(bits: 42, byteCount: 8, type: nil) == "0x2a")
        #expect(formatter.text(bits: 0x0102_0003, byteCount: 4, type: nil) == "0x1020003")
        #expect(formatter.text(bits: 42, byteCount: 8, type: Self.int) == "0x2a")
        #expect(formatter.text(bits: 42, byteCount: 4, type: Self.int, offset: 4) == "0x2a")
        #expect(formatter.text(bits: 42, byteCount: 4, type: Self.int, offset: -4) == "0x2a")
        #expect(formatter.text(bytes: [], type: Self.int) == "0x0")
    }

    @Test func longBytesAreReadWhole() {
        let bytes: [UInt8] = [1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xF8, 0x3F]
        #expect(
            ValueFormatter().text(bytes: bytes, type: Self.line) == "{from={x=1, y=2}, to={x=3, y=4}, weight=1.5}")
        let negative = [UInt8](repeating: 0xFF, count: 16)
        #expect(
            ValueFormatter().text(bytes: negative, type: .integer(name: "__int128", byteCount: 16, isSigned: true))
                == "-1")
        let extended: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0xC0, 0xFF, 0x3F, 0, 0, 0, 0, 0, 0]
        #expect(
            ValueFormatter().text(bytes: extended, type: .floatingPoint(name: "long double", byteCount: 16)) == "1.5")
    }

    @Test func aLongTextIsCut() {
        let type = ValueType.array(element: Self.int, count: 1000)
        let text = ValueFormatter(width: 12).text(bytes: [UInt8](repeating: 0, count: 4000), type: type)
        #expect(text == "{0, 0, 0, 0…")
        #expect(text.count == 12)
    }

    @Test func namesFromTheProgramAreSanitized() {
        let type = ValueType.structure(
            name: "s", byteCount: 8,
            members: [
                .init(name: "\u{1b}[2J", byteOffset: 0, type: Self.int),
                .init(name: "y", byteOffset: 4, type: Self.int),
            ])
        #expect(ValueFormatter().text(bits: 1, byteCount: 8, type: type) == #"{\x1b[2J=1, y=0}"#)
        #expect(ValueFormatter().text(bits: 1, byteCount: 4, type: type) == #".\x1b[2J = 1"#)
    }

    @Test func aMemberOutsideOfItsStructIsNoTrap() {
        let type = ValueType.structure(
            name: "s", byteCount: 4, members: [.init(name: "far", byteOffset: 100, type: Self.int)])
        #expect(ValueFormatter().text(bits: 1, byteCount: 4, type: type) == "{far=?}")
    }
}
