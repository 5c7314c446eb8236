import ProgramModel
import Testing

@Suite("What changed in a value")
struct ValueChangeTests {
    typealias S = Samples
    typealias Row = ValueChange.Row

    private func change(
        _ old: UInt64, _ new: UInt64, _ byteCount: Int, _ type: ValueType?, _ offset: Int = 0, width: Int = 60
    ) -> ValueChange {
        ValueChange(
            old: old, new: new, byteCount: byteCount, type: type, offset: offset,
            formatter: ValueFormatter(width: width))
    }

    @Test func aSingleValue() {
        let change = change(41, 42, 8, S.long)
        #expect(change.rows == [Row(path: "", old: "41", new: "42", isChanged: true)])
        #expect(change.summary == "41 → 42")
        #expect(change.isChanged && change.omitted == 0)
    }

    @Test func theSameValue() {
        let change = change(41, 41, 8, S.long)
        #expect(change.rows == [Row(path: "", old: "41", new: "41", isChanged: false)])
        #expect(change.summary == nil && !change.isChanged)
    }

    @Test func aFieldOfAWordOfBitFields() {
        let change = change(0b0_011_0, 0b1_011_1, 4, S.flags)
        #expect(
            change.rows == [
                Row(path: ".ready", old: "0", new: "1", isChanged: true),
                Row(path: ".mode", old: "3", new: "3", isChanged: false),
                Row(path: ".count", old: "0", new: "1", isChanged: true),
                Row(path: ".low", old: "0", new: "0", isChanged: false),
                Row(path: ".state", old: "IDLE", new: "IDLE", isChanged: false),
            ])
        #expect(change.summary == ".ready 0 → 1, .count 0 → 1")
    }

    @Test func aBitFieldThatIsWatchedAlone() {
        let field = S.bits(S.unsigned, 1, 3)
        #expect(change(0b0110, 0b1111, 4, field).rows == [Row(path: "", old: "3", new: "7", isChanged: true)])
        let other = change(0b0110, 0b0111, 4, field)
        #expect(
            other.rows == [
                Row(path: "", old: "3", new: "3", isChanged: false),
                Row(path: "other bits", old: "0x6", new: "0x7", isChanged: true),
            ])
        #expect(other.summary == "other bits 0x6 → 0x7")
    }

    @Test func aPieceOfALargerValue() {
        let limits = S.structure(8, S.member("min", 0, S.int), S.member("max", 4, S.int))
        let config = S.structure(
            32, S.member("id", 0, S.long), S.member("limits", 8, .array(element: limits, count: 3)))
        let change = change(0x6_0000_0005, 0x7_0000_0005, 8, config, 24)
        #expect(
            change.rows == [
                Row(path: ".limits[2].min", old: "5", new: "5", isChanged: false),
                Row(path: ".limits[2].max", old: "6", new: "7", isChanged: true),
            ])
        #expect(change.summary == ".limits[2].max 6 → 7")
    }

    @Test func aPartOfASingleValue() {
        let pair = S.structure(16, S.member("a", 0, S.long), S.member("b", 8, S.long))
        #expect(change(1, 2, 4, pair, 12).summary == ".b+4 0x1 → 0x2")
        #expect(change(1, 2, 2, S.long, 2).summary == "0x1 → 0x2")
    }

    @Test func bytesWithoutAType() {
        #expect(change(0x2A, 0x2B, 8, nil).summary == "0x2a → 0x2b")
        #expect(change(1, 2, 8, S.int).summary == "0x1 → 0x2")
        #expect(change(1, 1, 8, nil).rows == [Row(path: "", old: "0x1", new: "0x1", isChanged: false)])
        #expect(change(0, 0, 0, nil).summary == nil)
    }

    @Test func paddingIsNoValue() {
        let padded = S.structure(8, S.member("flag", 0, S.boolean), S.member("n", 4, S.int))
        let change = change(0x0000_0001, 0x0000_FF01, 8, padded)
        #expect(change.rows.map(\.path) == [".flag", ".n", "other bits"])
        #expect(change.rows.map(\.isChanged) == [false, false, true])
        // Bits that an x87 number does not use.
        let bytes: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0xC0, 0xFF, 0x3F]
        let long = ValueChange(
            old: bytes + [0, 0, 0, 0, 0, 0], new: bytes + [9, 0, 0, 0, 0, 0],
            type: .floatingPoint(name: "long double", byteCount: 16))
        #expect(long.rows.map(\.path) == ["", "other bits"] && long.rows[0].new == "1.5")
    }

    @Test func whatReadsTheSameIsToldByItsBits() {
        let change = change(0x7FF8_0000_0000_0000, 0x7FF8_0000_0000_0001, 8, S.double)
        #expect(change.summary == "0x7ff8000000000000 → 0x7ff8000000000001")
        let text = ValueType.array(element: S.character, count: 8)
        #expect(self.change(0x6100_6261, 0x6200_6261, 8, text).summary == "0x61006261 → 0x62006261")
        #expect(self.change(0x6261, 0x6361, 8, text).summary == #""ab" → "ac""#)
        #expect(self.change(0, 1 << 63, 8, S.double).summary == "0.0 → -0.0")
    }

    @Test func textInPart() {
        let memo = S.structure(
            24, S.member("memo", 0, .array(element: S.character, count: 16)), S.member("n", 16, S.long))
        #expect(change(0x6162, 0x6163, 8, memo, 8).summary == #".memo[8…15] "ba" → "ca""#)
        #expect(change(0x61, 0x62, 1, memo, 3).summary == ".memo[3] 'a' 97 → 'b' 98")
    }

    @Test func allReadingsOfAUnion() {
        let change = change(0, 0x3F80_0000, 4, S.number)
        #expect(change.summary == ".i 0 → 1065353216, .f 0.0 → 1.0")
    }

    @Test func anotherVariant() {
        let circle = S.bytes(0, 0x3FF8_0000_0000_0000)
        let rectangle = S.bytes(0x7_0000_0001, 8)
        let whole = ValueChange(old: circle, new: rectangle, type: S.shape)
        #expect(whole.rows == [Row(path: "", old: "Circle(1.5)", new: "Rect{w=7, h=8}", isChanged: true)])
        #expect(change(0, 1, 4, S.shape).summary == "Circle → Rect")
        #expect(change(1, 9, 4, S.shape).summary == "Rect → ?")
        #expect(change(0x7_0000_0001, 0x8_0000_0001, 8, S.shape).summary == ".Rect.w 7 → 8")
        #expect(change(0, 0x1234, 8, S.option).summary == "None → Some(0x1234)")
        #expect(change(0x1234, 0x1235, 8, S.option).summary == ".Some 0x1234 → 0x1235")
    }

    @Test func namesOfPointersStandOnBothSides() {
        let change = ValueChange(
            old: 0x5000, new: 0x6000, byteCount: 8, type: S.pointer,
            formatter: ValueFormatter(names: [0x5000: "first", 0x6000: "last"]))
        #expect(change.summary == "0x5000 <first> → 0x6000 <last>")
    }

    @Test func manyRowsKeepTheChangedOnes() {
        let type = ValueType.array(element: S.unsigned, count: 16)
        let old = [UInt8](repeating: 0, count: 64)
        var new = old
        new[60] = 1
        let change = ValueChange(old: old, new: new, type: type, maximumRows: 3)
        #expect(change.rows.map(\.path) == ["[0]", "[1]", "[15]"])
        #expect(change.omitted == 13)
        let all = ValueChange(old: old, new: [UInt8](repeating: 1, count: 64), type: type, maximumRows: 3)
        #expect(all.rows.map(\.path) == ["[0]", "[1]", "[2]"] && all.omitted == 13)
        #expect(all.summary?.hasSuffix("…") == true && all.summary?.count == 60)
    }

    @Test func ofManyBytesThoseThatChangedAreCompared() {
        let type = ValueType.array(element: S.int, count: 1 << 20)
        let old = [UInt8](repeating: 0, count: 4 << 20)
        var new = old
        new[4_000_000] = 5
        new[4_000_005] = 1
        let change = ValueChange(old: old, new: new, type: type)
        #expect(change.summary == "[1000000] 0 → 5, [1000001] 0 → 256")
        #expect(change.rows.count == 2)
    }
}
