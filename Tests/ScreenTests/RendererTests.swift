import Configuration
import DebugRegisters
import Screen
import Session
import Testing
import Tracing
import ViewModel
import WatchSlots

@Suite struct RendererTests {
    @Test func everySizeAndDepthCanBeDrawn() throws {
        for (width, height) in [
            (0, 0), (1, 1), (79, 24), (80, 24), (93, 30), (101, 31), (133, 40), (152, 50), (260, 80),
        ] {
            for depth in ColorDepth.allCases {
                let theme = try ThemeFile.parse(ThemeFile.builtIn["tokyo-night"]!).get()
                for unicode in [true, false] {
                    let renderer = ScreenRenderer(ScreenCapabilities(depth: depth, unicode: unicode, theme: theme))
                    let frame = renderer.frame(of: try Scenes.stopped(width, height))
                    #expect(frame.width == width && frame.height == height)
                    for cell in frame.cells {
                        if !unicode { #expect(cell.character.isASCII) }
                        if depth == .monochrome { #expect(cell.style.foreground == .standard) }
                    }
                }
            }
        }
    }

    @Test func aSlotThatFiredIsLitForAMoment() throws {
        let renderer = ScreenRenderer(try GoldenTests.capabilities(.plain))
        var state = try Scenes.running(120, 36)
        func isLit(_ state: AppState) -> Bool {
            renderer.frame(of: state)[2, 33].style.attributes.contains(.reverse)
        }
        #expect(!isLit(state))
        let hit = Scenes.hit(
            9000, 1, .dr1, tid: 1, pc: Scenes.check, old: 1, new: 2, watch: 2, length: .four, kind: .readWrite)
        Scenes.apply([.hits([hit])], to: &state)
        #expect(isLit(state))
        _ = state.update(.tick(state.now + 200_000_000))
        #expect(!isLit(state))
    }

    /// What the traced program is called, prints or contains must not break the screen.
    @Test func hostileTextStaysHarmlessAndAligned() throws {
        var state = Scenes.size(120, 36)
        Scenes.apply(
            [
                .started(program: "./日本\u{1B}[2J語", arguments: [], pid: 1, backend: "ptrace"), .target(.running),
                .notice(Notice(.error, "a\u{7}b\u{9B}c")),
            ], to: &state)
        _ = state.update(.output(Array("日本語のテキスト e\u{301} 👍\u{1F3FD} \u{200B}x\r\n".utf8)))
        var board = Scenes.Board()
        try board.add("变量\u{202E}x", nil, at: 0x1000, 8)
        Scenes.apply([.watches(board.board(threads: 1))], to: &state)
        let frame = ScreenRenderer(try GoldenTests.capabilities(.color)).frame(of: state)
        for row in 0..<frame.height {
            var column = 0
            while column < frame.width {
                let character = frame[row, column].character
                let width = character.unicodeScalars.reduce(0) { $0 + DisplayWidth.of($1) }
                #expect(width == 1 || width == 2, "\(character.unicodeScalars.map(\.value)) at \(row),\(column)")
                if width == 2 { #expect(frame[row, column + 1].character == "\0") }
                column += max(1, width)
            }
        }
        for row in 17..<34 {
            #expect(["│", "╮", "╯"].contains(frame[row, 119].character), "the border is where it belongs")
        }
    }

    @Test func aSlotKeepsItsColourEverywhere() throws {
        let theme = try ThemeFile.parse(ThemeFile.builtIn["tokyo-night"]!).get()
        let color = try #require(theme[.slot1].color)
        let cell = TerminalColor.rgb(red: color.red, green: color.green, blue: color.blue)
        let frame = ScreenRenderer(try GoldenTests.capabilities(.color)).frame(of: try Scenes.running(120, 36))
        func has(_ rows: Range<Int>, _ columns: Range<Int>) -> Bool {
            rows.contains { row in columns.contains { frame[row, $0].style.foreground == cell } }
        }
        #expect(has(2..<11, 30..<60))
        #expect(has(11..<17, 0..<93))
        #expect(has(17..<34, 0..<80))
    }

    @Test(arguments: [
        ("a", 1), ("é", 1), ("日", 2), ("e\u{301}", 1), ("👍", 2), ("\u{200B}", 0), ("ｱ", 1), ("\u{1B}", 0), ("한", 2),
        ("█", 1),
    ]) func widths(_ text: String, _ width: Int) { #expect(DisplayWidth.of(text) == width) }

    @Test func numbers() {
        #expect(
            [0, 999, 1000, 12_408, 1_234_567].map(Numbers.grouped) == ["0", "999", "1 000", "12 408", "1 234 567"])
        #expect(
            [0, 40, 999.6, 1234, 12_340, 2_500_000].map(Numbers.rate) == [
                "0/s", "40/s", "1000/s", "1.2k/s", "12k/s", "2.5M/s",
            ])
        #expect(Numbers.seconds(3_201_911_999) == "3.201911")
        #expect(Numbers.clock(3_723_000_000_000) == "01:02:03")
        #expect(Numbers.address(0x401136) == "0x0000000000401136")
        #expect(Numbers.register(0xF90405) == "0x00F90405")
        #expect(Numbers.count(1, "hit") == "1 hit")
    }

    @Test func wrapping() {
        #expect(TextWrap.lines("one two three", width: 7) == ["one two", "three"])
        #expect(TextWrap.lines("abcdefgh ij", width: 4) == ["abcd", "efgh", "ij"])
        #expect(TextWrap.lines("", width: 4) == [""])
        #expect(TextWrap.rows("日本語", width: 4).map(String.init) == ["日本", "語"])
        #expect(TextWrap.rows("", width: 4) == [""])
    }

    @Test func nearestColoursAvoidTheUsersPalette() {
        #expect(ColorValue(red: 0, green: 0, blue: 0).nearestIndex == 16)
        #expect(ColorValue(red: 255, green: 255, blue: 255).nearestIndex == 231)
        #expect(ColorValue(hexadecimal: "#1a1b26")?.nearestIndex ?? 0 >= 16)
        #expect(ColorValue(hexadecimal: "1a1b26") == nil)
        #expect(ColorValue(hexadecimal: "#1a1b2g") == nil)
    }

    @Test(.timeLimit(.minutes(10))) func aMillionHitsAreDrawnFast() throws {
        var state = try Scenes.running(200, 60)
        let record = Scenes.hit(1, 1, .dr0, tid: 1, pc: Scenes.bump, old: 1, new: 2, watch: 1)
        _ = state.update(.session(.hits(Array(repeating: record, count: 1_000_000))))
        let renderer = ScreenRenderer(try GoldenTests.capabilities(.color))
        _ = renderer.frame(of: state)
        let time = ContinuousClock().measure { for _ in 0..<10 { _ = renderer.frame(of: state) } } / 10
        #if DEBUG
            #expect(time < .milliseconds(150))
        #else
            #expect(time < .milliseconds(5))
        #endif
    }
}
