import Configuration
import Glibc
import Screen
import Testing
import ViewModel

/// The screen in every built-in theme, at every depth of colour.
@Suite struct ThemeScreenTests {
    static let names = ThemeLibrary.builtIn.names

    static let themes: [String: Theme] = {
        var themes: [String: Theme] = [:]
        for name in names { themes[name] = try? ThemeLibrary.builtIn.theme(named: name) }
        return themes
    }()

    private static func capabilities(_ name: String, _ depth: ColorDepth, unicode: Bool = true) throws
        -> ScreenCapabilities
    {
        ScreenCapabilities(depth: depth, unicode: unicode, theme: try #require(themes[name]), themes: themes)
    }

    /// The list of themes over a program that runs.
    static func choosing(_ width: Int, _ height: Int, _ keys: KeyPress...) throws -> AppState {
        var state = try Scenes.running(width, height)
        let broken = ThemeEntry(
            "rose", isUsers: true,
            problem: "/home/anna/.config/bptui/themes/rose.toml:12:1: ok: no such colour in the palette: lime")
        _ = state.update(.themes(names.map { ThemeEntry($0) } + [broken, ThemeEntry("nord-mine", isUsers: true)]))
        state.themes.shown = ThemeFile.standardName
        state = Scenes.press(.character("T"), in: state)
        for key in keys { state = Scenes.press(key, in: state) }
        return state
    }

    // MARK: The list of themes

    @Test(arguments: [(80, 24), (120, 36)]) func list(width: Int, height: Int) throws {
        var capabilities = try Self.capabilities(ThemeFile.standardName, .truecolor)
        capabilities.themes["nord-mine"] = Self.themes["nord"]
        let frame = ScreenRenderer(capabilities).frame(of: try Self.choosing(width, height, .up, .up))
        try GoldenTests.compare(frame, with: "themes-\(width)x\(height)")
    }

    @Test func aBrokenOne() throws {
        let frame = ScreenRenderer(try Self.capabilities(ThemeFile.standardName, .sixteen)).frame(
            of: try Self.choosing(80, 24, .end, .up))
        try GoldenTests.compare(frame, with: "themes-broken-80x24-basic")
    }

    @Test func withoutColoursOrScript() throws {
        let frame = ScreenRenderer(try Self.capabilities("mono", .monochrome, unicode: false)).frame(
            of: try Self.choosing(80, 24, .up, .up))
        try GoldenTests.compare(frame, with: "themes-80x24-plain")
    }

    /// What is under the cursor is what the whole screen looks like.
    @Test func theScreenIsDrawnInTheChosenTheme() throws {
        let renderer = ScreenRenderer(try Self.capabilities(ThemeFile.standardName, .truecolor))
        for name in Self.names {
            let state = try Self.choosing(120, 36)
            let keys = try #require(Self.names.firstIndex(of: name))
            var chosen = Scenes.press(.home, in: state)
            for _ in 0..<keys { chosen = Scenes.press(.down, in: chosen) }
            let kept = Scenes.press(.enter, in: chosen)
            var plain = kept
            plain.toast = nil
            let other = ScreenRenderer(try Self.capabilities(name, .truecolor))
            var bare = plain
            bare.themes.shown = ""
            #expect(renderer.frame(of: plain) == other.frame(of: bare), "\(name)")
            guard let folder = getenv("BPTUI_PICTURES") else { continue }
            let text = AnsiDump.text(renderer.frame(of: chosen))
            try GoldenFile.write(text, to: String(cString: folder) + "/theme-\(name).ans")
        }
    }

    // MARK: Every theme on every screen

    private static func frames(_ name: String, _ depth: ColorDepth) throws -> [Frame] {
        let renderer = ScreenRenderer(try capabilities(name, depth))
        let scenes = GoldenTests.scenes + DetailGoldenTests.scenes
        return try scenes.map { renderer.frame(of: try $0.state($0.width, $0.height)) }
            + [renderer.frame(of: try choosing(120, 36))]
    }

    private struct Pair: Hashable {
        let foreground: TerminalColor
        let background: TerminalColor
    }

    /// A terminal of eight colours has 64 pairs, the first of which is its own.
    @Test(arguments: names) func eightColoursNeedNoMorePairsThanThereAre(_ name: String) throws {
        var pairs: Set<Pair> = []
        for frame in try Self.frames(name, .eight) {
            for cell in frame.cells {
                pairs.insert(Pair(foreground: cell.style.foreground, background: cell.style.background))
            }
        }
        pairs.remove(Pair(foreground: .standard, background: .standard))
        #expect(pairs.count <= 63)
    }

    /// No colour that the depth does not have, and nothing but plain text where there is none.
    @Test(arguments: names) func aDepthIsKept(_ name: String) throws {
        let deepest = try #require(Self.themes[name]).deepest
        for depth in ColorDepth.allCases {
            let limit = min(depth, deepest)
            let renderer = ScreenRenderer(try Self.capabilities(name, depth))
            for cell in renderer.frame(of: try Scenes.stopped(120, 36)).cells {
                for color in [cell.style.foreground, cell.style.background] {
                    switch color {
                    case .standard: break
                    case .indexed(let index):
                        #expect(limit == .indexed256 ? index >= 16 : Int(index) < limit.rawValue, "\(depth)")
                    case .rgb: #expect(limit == .truecolor, "\(depth)")
                    }
                }
            }
        }
    }

    /// A slot is told from the others wherever there are colours.
    @Test(arguments: names) func slotsAreToldApart(_ name: String) throws {
        let deepest = try #require(Self.themes[name]).deepest
        for depth in ColorDepth.allCases where min(depth, deepest) > .monochrome {
            let frame = ScreenRenderer(try Self.capabilities(name, depth)).frame(of: try Scenes.running(120, 36))
            // The titles of the four panes.
            let colors = (0..<4).map { frame[2, $0 * 30 + 4].style.foreground }
            #expect(Set(colors).count == 4, "\(depth): \(colors)")
        }
    }
}
