import Screen
import Testing

@testable import CursesTerminal

@Suite struct DescriptionTests {
    @Test(
        "colour depth",
        arguments: [
            (.auto, 256, false, ["COLORTERM": "truecolor"], .truecolor),
            (.auto, 256, false, ["COLORTERM": "24bit"], .truecolor), (.auto, 256, false, [:], .indexed256),
            (.auto, 256, true, [:], .truecolor), (.auto, 88, false, [:], .sixteen),
            (.auto, 8, false, ["COLORTERM": "truecolor"], .eight), (.auto, -1, false, [:], .monochrome),
            (.auto, 256, false, ["COLORTERM": "truecolor", "STY": "1.pts"], .indexed256),
            (.auto, 256, false, ["COLORTERM": "truecolor", "STY": "1.pts", "TMUX": "/tmp"], .truecolor),
            (.auto, 256, false, ["NO_COLOR": "1"], .monochrome), (.auto, 256, false, ["NO_COLOR": ""], .indexed256),
            (.always, 256, false, ["NO_COLOR": "1"], .indexed256), (.never, 256, true, [:], .monochrome),
        ] as [(ColorChoice, Int, Bool, [String: String], ColorDepth)])
    func depth(choice: ColorChoice, colors: Int, direct: Bool, environment: [String: String], depth: ColorDepth) {
        let found = ColorDepth.detected(
            choice: choice, terminfoColors: colors, directColor: direct, environment: environment)
        #expect(found == depth)
    }

    @Test func directEntryLeavesThePaletteAlone() {
        var entry = TerminfoEntry(name: "x")
        entry.flags = ["ccc", "am"]
        entry.strings = ["initc": [1], "oc": [2], "cup": [3]]
        let derived = entry.withDirectColor()
        #expect(derived.flags == ["am"])
        #expect(Set(derived.strings.keys) == ["cup", "setaf", "setab", "op"])
        #expect(derived.numbers == ["colors": 0x100_0100, "pairs": 0x1_0000])
    }

    @Test func colorNumbers() {
        let orange = TerminalColor.rgb(red: 0xFF, green: 0x80, blue: 0)
        #expect(ColorDepth.allCases.map { orange.number(at: $0) } == [-1, 3, 3, 208, 0xFF8000])
        #expect(ColorDepth.allCases.map { TerminalColor.indexed(9).number(at: $0) } == [-1, 1, 9, 9, 0x100_0009])
        #expect(ColorDepth.allCases.allSatisfy { TerminalColor.standard.number(at: $0) == -1 })
    }

    @Test func paddingIsTakenOut() {
        #expect(TerminalDescription.withoutPadding(Array("a$<5/>b$<100>c$".utf8)) == Array("abc$".utf8))
    }

    @Test("a span never cuts a wide character in half")
    func spans() {
        var old = Frame(width: 8, height: 1)
        old[0, 3] = Cell("漢", CellStyle())
        old[0, 4] = Cell("\0", CellStyle())
        var new = old
        #expect(new.changedSpan(row: 0, since: old, width: 8) == nil)
        #expect(new.changedSpan(row: 0, since: nil, width: 8) == 0..<8)
        new[0, 3] = Cell("字", CellStyle())
        #expect(new.changedSpan(row: 0, since: old, width: 8) == 3..<5)
        new[0, 3] = Cell("a", CellStyle())
        new[0, 4] = Cell("b", CellStyle())
        #expect(new.changedSpan(row: 0, since: old, width: 8) == 3..<5)
    }
}
