import ProgramModel
import Session
import Testing
import ViewModel

/// The choice of a theme: what is shown follows the cursor, Enter keeps it, Escape returns.
@Suite struct ThemeTests {
    private static let entries = [
        ThemeEntry("nord"), ThemeEntry("terminal"), ThemeEntry("tokyo-night"),
        ThemeEntry("mine", isUsers: true, problem: "mine.toml:3:1: ok: no such colour in the palette: lime"),
    ]

    private func start() -> AppState {
        var state = Samples.stopped()
        _ = state.update(.themes(Self.entries))
        state.themes.shown = "tokyo-night"
        return state
    }

    private func picker(_ selected: String, former: String = "tokyo-night") -> Modal {
        .themes(ThemePicker(former: former, selected: selected))
    }

    @Test func theScreenFollowsTheCursorAndEnterKeeps() {
        var state = expect(start(), .character("T")) { $0.modal = picker("tokyo-night") }
        state = expect(state, .up) {
            $0.modal = picker("terminal")
            $0.themes.shown = "terminal"
        }
        state = expect(state, .home) {
            $0.modal = picker("nord")
            $0.themes.shown = "nord"
        }
        state = expect(state, .up)
        expect(state, .enter, effects: [.rememberTheme("nord")]) {
            $0.modal = nil
            $0.toast = Samples.toast(.information, "theme nord")
        }
    }

    @Test(arguments: [KeyPress.escape, .character("q"), .control("c"), .character("T")])
    func escapeReturnsToTheFormerOne(_ key: KeyPress) {
        let state = Samples.press(.character("T"), .home, in: start())
        #expect(state.themes.shown == "nord")
        expect(state, key) {
            $0.modal = nil
            $0.themes.shown = "tokyo-night"
        }
    }

    @Test func enterOnTheFormerOneSaysNothing() {
        expect(Samples.press(.character("T"), in: start()), .enter) { $0.modal = nil }
    }

    @Test func aBrokenOneIsNotShownAndSaysWhy() {
        let state = expect(Samples.press(.character("T"), in: start()), .end) { $0.modal = picker("mine") }
        expect(state, .enter) { $0.toast = Samples.toast(.error, Self.entries[3].problem!) }
        // Once it is mended it can be kept.
        let mended = Self.entries.dropLast() + [ThemeEntry("mine", isUsers: true)]
        let after = expect(state, .themes(Array(mended))) {
            $0.themes.entries = Array(mended)
            $0.themes.shown = "mine"
        }
        expect(after, .enter, effects: [.rememberTheme("mine")]) {
            $0.modal = nil
            $0.toast = Samples.toast(.information, "theme mine")
        }
    }

    @Test func aClickChoosesAndTheWheelMoves() {
        let state = Samples.press(.character("T"), in: start())
        let area = state.themeLayout.area
        let second = MouseAction(kind: .press, row: area.row + 2, column: area.column + 5)
        expect(state, .mouse(second)) {
            $0.modal = picker("terminal")
            $0.themes.shown = "terminal"
        }
        expect(state, .mouse(MouseAction(kind: .wheelUp, row: 0, column: 0))) {
            $0.modal = picker("terminal")
            $0.themes.shown = "terminal"
        }
        expect(state, .mouse(MouseAction(kind: .press, row: 0, column: 0))) { $0.modal = nil }
    }

    @Test func withoutThemesTheKeySaysWhy() {
        expect(Samples.stopped(), .character("T")) {
            $0.toast = Samples.toast(.warning, "there are no themes to choose from")
        }
    }

    @Test(arguments: [(80, 24), (120, 36), (200, 60), (100, 30)])
    func theListLiesOnTheScreen(width: Int, height: Int) {
        for count in [1, 3, 12, 40, 300] {
            let layout = ThemeLayout(width: width, height: height, count: count)
            #expect(layout.area.row >= 1 && layout.area.column >= 0)
            #expect(layout.area.endRow <= height - 1 && layout.area.endColumn <= width)
            #expect(layout.rows >= min(count, 4))
            for selected in [0, count / 2, count - 1] {
                let first = layout.first(selected: selected, count: count)
                #expect((first..<first + layout.rows).contains(selected))
                #expect(first + layout.rows <= max(count, layout.rows))
            }
        }
    }

    // MARK: `:theme`

    private func typed(_ text: String) -> AppState {
        text.reduce(Samples.press(.character(":"), in: start())) { Samples.press(.character($1), in: $0) }
    }

    @Test func theCommandTakesAName() {
        expect(typed("theme nord"), .enter, effects: [.rememberTheme("nord")]) {
            $0.modal = nil
            $0.themes.shown = "nord"
            $0.toast = Samples.toast(.information, "theme nord")
        }
        expect(typed("theme"), .enter) { $0.modal = picker("tokyo-night") }
    }

    @Test(arguments: [("theme n", "theme nord"), ("theme t", "theme t"), ("theme to", "theme tokyo-night")])
    func tabCompletesTheName(_ text: String, _ completed: String) {
        let state = Samples.press(.tab, in: typed(text))
        guard case .prompt(let prompt) = state.modal else { return #expect(Bool(false), "no prompt") }
        #expect(prompt.editor.text == completed)
    }

    @Test(arguments: [
        ("theme nrod", "no theme 'nrod'", 6, ["nord"]),
        ("theme mine", "mine.toml:3:1: ok: no such colour in the palette: lime", nil, []),
    ]) func theCommandSaysWhatIsWrong(_ text: String, _ message: String, _ column: Int?, _ near: [String]) {
        let state = Samples.press(.enter, in: typed(text))
        guard case .prompt(let prompt) = state.modal else { return #expect(Bool(false), "no prompt") }
        #expect(prompt.error == ExpressionError(message, column: column, suggestions: near))
        #expect(state.themes.shown == "tokyo-night")
    }
}
