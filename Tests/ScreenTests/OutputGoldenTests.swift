import Configuration
import Screen
import Session
import Testing
import Tracing
import ViewModel

/// The output pane with a program's colours: on a dark and a light theme, with few colours and none.
@Suite struct OutputGoldenTests {
    struct Look: Sendable, CustomTestStringConvertible {
        let name: String
        let theme: String
        let depth: ColorDepth
        var isUnicode = true
        var testDescription: String { name }
    }

    static let looks = [
        Look(name: "dark", theme: "tokyo-night", depth: .truecolor),
        Look(name: "light", theme: "solarized-light", depth: .truecolor),
        Look(name: "dark-256", theme: "tokyo-night", depth: .indexed256),
        Look(name: "terminal", theme: "terminal", depth: .truecolor),
        Look(name: "basic", theme: "tokyo-night", depth: .sixteen),
        Look(name: "eight", theme: "tokyo-night", depth: .eight),
        Look(name: "mono", theme: "tokyo-night", depth: .monochrome, isUnicode: false),
    ]

    static func capabilities(_ look: Look) throws -> ScreenCapabilities {
        let theme = try #require(try ThemeLibrary.builtIn.theme(named: look.theme))
        return ScreenCapabilities(depth: look.depth, unicode: look.isUnicode, theme: theme)
    }

    /// A build with everything that such programs print.
    private static let build =
        "\u{1B}[1mBuilding\u{1B}[0m \u{1B}[4mserver\u{1B}[0m \u{1B}[2m(debug)\u{1B}[0m\r\n"
        + "\u{1B}[31mred \u{1B}[32mgreen \u{1B}[33myellow \u{1B}[34mblue \u{1B}[35mmagenta \u{1B}[36mcyan\u{1B}[0m\r\n"
        + "\u{1B}[90mgrey \u{1B}[91mred \u{1B}[97mwhite \u{1B}[30mblack\u{1B}[0m\r\n"
        + "\u{1B}[1;37;41m FAIL \u{1B}[0m \u{1B}[30;42m PASS \u{1B}[0m \u{1B}[43m WARN \u{1B}[0m \u{1B}[7mreverse\u{1B}[0m\r\n"
        + "\u{1B}[38;5;208morange \u{1B}[38;2;255;105;180mpink \u{1B}[38:5:27mblue \u{1B}[38:2::0:90:0mforest\u{1B}[m\r\n"
        + "\u{1B}[32m██\u{1B}[90m░░\u{1B}[0m 漢字 and e\u{301} and \u{1B}[32m✔\u{1B}[0m done\r\n"
        + "  0%\r\u{1B}[K\u{1B}[36m[#####>    ]\u{1B}[0m  42%"

    static func state(_ width: Int, _ height: Int) throws -> AppState {
        var state = Scenes.press(.character("o"), in: try Scenes.running(width, height))
        _ = state.update(.output(Array("\u{1B}[H\u{1B}[2J\(build)".utf8)))
        return state
    }

    @Test(arguments: looks) func colours(_ look: Look) throws {
        let frame = ScreenRenderer(try Self.capabilities(look)).frame(of: try Self.state(80, 24))
        try GoldenTests.compare(Self.pane(of: frame), with: "output-\(look.name)")
    }

    @Test func fullScreenProgram() throws {
        var state = try Self.state(80, 24)
        _ = state.update(.output(Array("\u{1B}[?1049h\u{1B}[H~\r\n~".utf8)))
        let renderer = ScreenRenderer(try Self.capabilities(Self.looks[0]))
        try GoldenTests.compare(renderer.frame(of: state), with: "output-full-screen", hasStyles: false)
        // Nobody is left who could draw.
        var ended = state
        _ = ended.update(.session(.target(.exited(.signal(9, coreDumped: false)))))
        ended.focus = .output
        let words = AnsiDump.plain(renderer.frame(of: ended)).joined()
        #expect(words.contains("Building server (debug)") && !words.contains("which wants a terminal"))
        _ = state.update(.output(Array("\u{1B}[?1049l".utf8)))
        state.toast = nil
        #expect(Self.pane(of: renderer.frame(of: state)) == Self.pane(of: renderer.frame(of: try Self.state(80, 24))))
    }

    /// A pane of another size shows its lines broken anew at once, whatever the program does about it.
    @Test func anotherSizeOfThePane() throws {
        let renderer = ScreenRenderer(try Self.capabilities(Self.looks[0]))
        var state = Scenes.press(.character("o"), in: try Scenes.running(120, 36))
        let text = "begin " + String(repeating: "-", count: 60) + " end"
        _ = state.update(.output(Array(text.utf8)))
        func rows() -> [String] { AnsiDump.plain(renderer.frame(of: state)) }
        #expect(!rows().contains { $0.contains(text) })
        _ = state.update(.resize(width: 200, height: 60))
        #expect(rows().contains { $0.contains(text) })
        _ = state.update(.resize(width: 120, height: 36))
        #expect(rows().contains { $0.contains("---- end") } && !rows().contains { $0.contains(text) })
    }

    /// Whatever a program's colour is, its text can be read on the theme's ground.
    @Test(
        arguments: ["tokyo-night", "solarized-light", "gruvbox", "high-contrast"], [ColorDepth.truecolor, .indexed256])
    func everyColourCanBeRead(_ theme: String, _ depth: ColorDepth) throws {
        let renderer = ScreenRenderer(
            try Self.capabilities(OutputGoldenTests.Look(name: theme, theme: theme, depth: depth)))
        var state = Scenes.press(.character("o"), in: try Scenes.running(80, 24))
        for start in stride(from: 0, to: 256, by: 64) {
            let text = (start..<start + 64).map { "\u{1B}[38;5;\($0)mX" }.joined()
            _ = state.update(.output(Array("\u{1B}[H\u{1B}[2J\(text)".utf8)))
            let frame = renderer.frame(of: state)
            let row = try #require((0..<frame.height).first { frame[$0, 2].character == "X" })
            for column in 2..<66 {
                let style = frame[row, column].style
                let contrast = Self.value(style.foreground).flatMap { text in
                    Self.value(style.background).map { Self.contrast(text, $0) }
                }
                #expect((contrast ?? 0) > 3.4, "colour \(start + column - 2)")
            }
        }
    }

    private static func value(_ color: TerminalColor) -> ColorValue? {
        switch color {
        case .standard: nil
        case .indexed(let index): index >= 16 ? ColorValue.fixed(index) : nil
        case .rgb(let red, let green, let blue): ColorValue(red: red, green: green, blue: blue)
        }
    }

    private static func contrast(_ a: ColorValue, _ b: ColorValue) -> Double {
        func luminance(_ color: ColorValue) -> Double {
            func linear(_ level: UInt8) -> Double { Double(level) / 255 * Double(level) / 255 }
            return 0.2126 * linear(color.red) + 0.7152 * linear(color.green) + 0.0722 * linear(color.blue) + 0.05
        }
        return max(luminance(a), luminance(b)) / min(luminance(a), luminance(b))
    }

    /// The rows of the output pane alone.
    private static func pane(of frame: Frame) -> Frame {
        let top = (0..<frame.height).first { row in
            String((0..<frame.width).map { frame[row, $0].character }).contains(" Output ")
        }
        let rows = (top ?? 0)..<frame.height - 1
        var pane = Frame(width: frame.width, height: rows.count)
        for row in rows {
            for column in 0..<frame.width { pane[row - rows.lowerBound, column] = frame[row, column] }
        }
        pane.cursor = frame.cursor.map { Position(row: $0.row - rows.lowerBound, column: $0.column) }
        return pane
    }
}
