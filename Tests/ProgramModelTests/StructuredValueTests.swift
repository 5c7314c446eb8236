import ProgramModel
import Testing

@Suite("Bit-fields, unions, classes and variants as text")
struct StructuredValueTests {
    typealias S = Samples
    private func text(_ bits: UInt64, _ byteCount: Int, _ type: ValueType, _ offset: Int = 0) -> String {
        ValueFormatter().text(bits: bits, byteCount: byteCount, type: type, offset: offset)
    }

    // MARK: Bit-fields

    @Test(arguments: [
        (UInt64(0), S.unsigned, 0, 1, "0"), (1, S.unsigned, 0, 1, "1"), (2, S.unsigned, 0, 1, "0"),
        (0b1010, S.unsigned, 1, 3, "5"), (0xFFFF_FFFF, S.unsigned, 0, 32, "4294967295"),
        (0xFFFF_FFFF, S.int, 0, 32, "-1"), (0b1000, S.int, 0, 4, "-8"), (0b0111, S.int, 0, 4, "7"),
        (0b1, S.int, 0, 1, "-1"), (0x8000_0000, S.int, 31, 1, "-1"), (0x8000_0000, S.unsigned, 31, 1, "1"),
        (0b100, S.boolean, 2, 1, "true"), (0b011, S.boolean, 2, 1, "false"), (0b1100, S.boolean, 2, 2, "true (3)"),
        (0b110, S.mode, 1, 2, "BUSY"), (0b000, S.mode, 1, 2, "IDLE"), (0b100, S.mode, 1, 2, "2"),
        (0x4100, S.character, 8, 8, "'A' 65"),
    ])
    func aBitField(bits: UInt64, of type: ValueType, offset: Int, count: Int, expected: String) {
        #expect(text(bits, 4, S.bits(type, offset, count)) == expected)
        // What lies around the field does not matter.
        let around = ~((UInt64(1) << UInt64(count) - 1) << UInt64(offset)) & 0xFFFF_FFFF
        #expect(text(bits | around, 4, S.bits(type, offset, count)) == expected)
    }

    @Test func aWordOfBitFields() {
        #expect(
            text(0b01_1000_0000010001_011_1 | 0b11 << 18, 4, S.flags)
                == "{ready=1, mode=3, count=17, low=-8, state=BUSY}")
        #expect(text(0, 4, S.flags) == "{ready=0, mode=0, count=0, low=0, state=IDLE}")
        let outer = S.structure(16, S.member("id", 0, S.long), S.member("flags", 8, S.flags))
        #expect(text(0b111, 8, outer, 8) == ".flags = {ready=1, mode=3, count=0, low=0, state=IDLE}")
        // The fields of one struct share the word with another member.
        let mixed = S.structure(
            8, S.member("letter", 0, S.character), S.member("a", 0, S.bits(S.unsigned, 8, 4)),
            S.member("b", 0, S.bits(S.unsigned, 12, 4)), S.member("n", 4, S.int))
        #expect(text(0x7_0000_2141, 8, mixed) == "{letter='A' 65, a=1, b=2, n=7}")
    }

    @Test func aPieceOfAWordOfBitFields() {
        // The lowest byte has `ready`, `mode` and four bits of `count`.
        #expect(text(0b0101_011_1, 1, S.flags) == ".ready = 1, .mode = 3, .count = 0x5")
        #expect(text(0b10_0000_11, 1, S.flags, 1) == ".count+1 = 0x3, .low = 0x2")
        // A field needs its own bits only, and not its word.
        #expect(
            text(0b1010_1, 1, S.structure(8, S.member("a", 0, S.bits(S.unsigned, 1, 4)), S.member("n", 4, S.int)))
                == ".a = 10")
    }

    @Test func wideAndBrokenBitFields() {
        let wide = S.bits(S.long, 7, 64, of: 9)
        #expect(ValueFormatter().text(bytes: [0x80] + [UInt8](repeating: 0xFF, count: 7) + [0x7F], type: wide) == "-1")
        for broken in [S.bits(S.int, 31, 2), S.bits(S.int, -1, 2), S.bits(S.int, 0, 0), S.bits(S.int, .max, .max)] {
            #expect(text(0x1234, 4, broken) == "0x1234")
        }
    }

    // MARK: Unions

    @Test func allReadingsOfAUnion() {
        #expect(text(0x3F80_0000, 4, S.number) == "{i=1065353216 | f=1.0}")
        let outer = S.structure(8, S.member("kind", 0, S.int), S.member("as", 4, S.number))
        #expect(text(0x3F80_0000_0000_0002, 8, outer) == "{kind=2, as={i=1065353216 | f=1.0}}")
        #expect(text(5, 4, outer, 4) == ".as = {i=5 | f=7e-45}")
        let larger = S.structure(16, S.member("words", 0, .array(element: S.long, count: 2)), S.member("n", 0, S.int))
        #expect(text(5, 8, larger) == ".words[0] = 5 | .n = 5")
    }

    @Test func anonymousMembersAreNamedWithoutThem() {
        let pair = S.structure(8, S.member("lo", 0, S.int), S.member("hi", 4, S.int))
        let outer = S.structure(
            24, S.member("kind", 0, S.int), S.member("", 8, S.number),
            S.member("", 16, S.structure(8, S.member("all", 0, S.long), S.member("", 0, pair))))
        #expect(
            ValueFormatter().text(bytes: S.bytes(1, 0x3F80_0000, 0x2_0000_0001), type: outer)
                == "{kind=1, i=1065353216 | f=1.0, all=8589934593 | lo=1, hi=2}")
        #expect(text(0x3F80_0000, 4, outer, 8) == ".i = 1065353216 | .f = 1.0")
        // A struct that reads as its one member when it has a name keeps the member's name when it has none.
        let single = S.structure(8, S.member("", 0, S.structure(4, S.member("x", 0, S.int))), S.member("y", 4, S.int))
        #expect(text(0x2_0000_0001, 8, single) == "{x=1, y=2}")
        #expect(text(1, 4, single) == ".x = 1")
    }

    // MARK: Classes

    @Test func membersOfABaseClassAreTheClassesOwn() {
        let account = S.structure(
            16, S.base("Base", 0, S.structure(12, S.member("kept", 8, S.int))), S.member("balance", 12, S.int))
        #expect(ValueFormatter().text(bytes: S.bytes(0x5555, 0x3_0000_0001), type: account) == "{kept=1, balance=3}")
        #expect(text(0x3_0000_0001, 8, account, 8) == ".kept = 1, .balance = 3")
    }

    @Test func aWrapperReadsAsWhatItHolds() {
        let atomic = S.structure(4, S.base("__atomic_base<int>", 0, S.structure(4, S.member("_M_i", 0, S.int))))
        #expect(text(5, 4, atomic) == "5")
        #expect(
            text(0x5_0000_0001, 8, S.structure(8, S.member("a", 0, S.int), S.member("n", 4, atomic))) == "{a=1, n=5}")
        #expect(text(5, 4, .array(element: atomic, count: 2), 4) == "[1] = 5")
        let array = S.structure(8, S.member("_M_elems", 0, .array(element: S.int, count: 2)))
        #expect(text(0x2_0000_0001, 8, array) == "{1, 2}")
        #expect(text(1, 4, array) == "[0] = 1")
        #expect(
            text(1, 4, S.structure(4, S.member("m", 0, .structure(name: "E", byteCount: 4, members: [])))) == "{m=0x1}")
        // Not of the same size, or not alone.
        #expect(text(5, 8, S.structure(8, S.member("value", 0, S.int))) == "{value=5}")
        #expect(text(5, 4, S.structure(4, S.member("value", 0, S.number))) == "{value={i=5 | f=7e-45}}")
    }

    @Test func aStringInItsOwnBufferIsText() {
        func text(pointer: UInt64, length: UInt64, address: UInt64?, offset: Int = 0) -> String {
            ValueFormatter(width: 100).text(
                bytes: S.bytes(pointer, length, 0x6F6C_6C65_68, 0), type: S.string, offset: offset, address: address)
        }
        #expect(text(pointer: 0x1010, length: 5, address: 0x1000) == "\"hello\"")
        #expect(text(pointer: 0x1010, length: 0, address: 0x1000) == "\"\"")
        let members =
            #"{_M_dataplus=0x1010, _M_string_length=5, _M_local_buf="hello" | _M_allocated_capacity=478560413032}"#
        #expect(text(pointer: 0x1010, length: 5, address: nil) == members)
        #expect(text(pointer: 0x1010, length: 5, address: 0x2000) == members)
        #expect(text(pointer: 0x1010, length: 16, address: 0x1000).hasPrefix("{_M_dataplus"))
        #expect(text(pointer: 0xFFFF_FFFF_FFFF_FFFF, length: .max, address: 0xFFFF_FFFF_FFFF_FFEF).hasPrefix("{"))
        // In a struct, by the struct's address.
        let outer = S.structure(40, S.member("id", 0, S.long), S.member("name", 8, S.string))
        #expect(
            ValueFormatter().text(
                bytes: S.bytes(7, 0x1018, 5, 0x6F6C_6C65_68, 0), type: outer, address: 0x1000)
                == "{id=7, name=\"hello\"}")
    }

    // MARK: Variants

    @Test func theActiveVariantIsNamed() {
        func text(_ words: UInt64...) -> String {
            ValueFormatter().text(
                bytes: words.flatMap { S.bytes($0) }, type: words.count == 1 ? S.option : S.shape)
        }
        #expect(text(0, 0x3FF8_0000_0000_0000) == "Circle(1.5)")
        #expect(text(0x7_0000_0001, 8) == "Rect{w=7, h=8}")
        #expect(text(2, 0) == "Unit")
        #expect(text(3, 0) == "0x3")
        #expect(text(0) == "None")
        #expect(text(0x1234) == "Some(0x1234)")
    }

    @Test func aPieceOfAVariant() {
        #expect(text(0x7_0000_0001, 8, S.shape) == "Rect, .Rect.w = 7")
        // Without the number that tells, all readings.
        #expect(text(8, 8, S.shape, 8) == ".Circle.__0 = 4e-323 | .Rect.h = 8")
        let outer = S.structure(24, S.member("id", 0, S.long), S.member("shape", 8, S.shape))
        #expect(text(2, 8, outer, 8) == ".shape = Unit")
        #expect(text(1, 4, outer, 8) == ".shape = Rect")
    }

    @Test func tuplesHaveNoNames() {
        let tuple = S.structure(8, S.member("__0", 0, S.int), S.member("__1", 4, S.boolean))
        #expect(text(0x1_0000_0002, 8, tuple) == "(2, true)")
        #expect(text(2, 4, tuple) == ".__0 = 2")
    }

    // MARK: Pointers

    @Test func aPointerIsFollowedByTheNameOfItsTarget() {
        let formatter = ValueFormatter(names: [0x5555_8010: "config.limits", 0x5139: "evil\u{1b}"])
        #expect(formatter.text(bits: 0x5555_8010, byteCount: 8, type: S.pointer) == "0x55558010 <config.limits>")
        #expect(formatter.text(bits: 0x5139, byteCount: 8, type: S.pointer) == #"0x5139 <evil\x1b>"#)
        #expect(formatter.text(bits: 0x5140, byteCount: 8, type: S.pointer) == "0x5140")
        #expect(formatter.text(bits: 0, byteCount: 8, type: S.pointer) == "0x0")
        // Only a pointer's.
        #expect(formatter.text(bits: 0x5139, byteCount: 8, type: S.long) == "20793")
        let node = S.structure(16, S.member("next", 0, S.pointer), S.member("n", 8, S.long))
        #expect(formatter.text(bits: 0x5139, byteCount: 8, type: node) == #".next = 0x5139 <evil\x1b>"#)
    }

    @Test func addressesWorthANameAreFound() {
        let node = S.structure(
            24, S.member("next", 0, S.pointer), S.member("n", 8, S.long),
            S.member("owner", 16, S.structure(8, S.member("_M_p", 0, S.pointer))))
        let formatter = ValueFormatter()
        #expect(formatter.pointers(in: S.bytes(0x5000, 0x6000, 0x7000), type: node) == [0x5000, 0x7000])
        #expect(formatter.pointers(in: S.bytes(0x7000), type: node, offset: 16) == [0x7000])
        #expect(formatter.pointers(in: S.bytes(0x7000), type: node, offset: 8) == [])
        #expect(formatter.pointers(in: [0, 0x70, 0, 0], type: node, offset: 16) == [])
        #expect(formatter.pointers(in: S.bytes(0x5000, 0, 0x5000), type: node) == [0x5000])
        for nothing: UInt64 in [0, 0xFFF, 1 << 47, .max] {
            #expect(formatter.pointers(in: S.bytes(nothing), type: S.pointer) == [])
        }
        #expect(formatter.pointers(in: S.bytes(0x5000), type: nil) == [])
        #expect(formatter.pointers(in: S.bytes(0x5000), type: S.option) == [0x5000])
        let many = ValueType.array(element: S.pointer, count: 1000)
        let bytes = (1...1000).flatMap { S.bytes(UInt64($0) * 0x1000) }
        #expect(formatter.pointers(in: bytes, type: many).count == 16)
    }
}
