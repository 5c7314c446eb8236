import ProgramModel
import Session

/// The choice of a theme. The state holds names; what they look like is the renderer's.
extension AppState {
    var themesAvailability: Availability {
        themes.entries.isEmpty ? .refused("there are no themes to choose from") : .ready
    }

    mutating func openThemes() {
        modal = .themes(ThemePicker(former: themes.shown, selected: themes.shown))
    }

    /// The place of the chosen theme in the list.
    package func index(of picker: ThemePicker) -> Int {
        themes.entries.firstIndex { $0.name == picker.selected } ?? 0
    }

    package var themeLayout: ThemeLayout { ThemeLayout(width: width, height: height, count: themes.entries.count) }

    /// Goes through the list; the screen follows at once.
    mutating func moveTheme(_ movement: Action.Movement) {
        guard case .themes(let picker) = modal else { return }
        let last = themes.entries.count - 1
        let (index, page) = (index(of: picker), themeLayout.rows)
        let moved =
            switch movement {
            case .up, .left: index - 1
            case .down, .right: index + 1
            case .pageUp: index - page
            case .pageDown: index + page
            case .first: 0
            case .last: last
            }
        chooseTheme(min(max(0, moved), last))
    }

    private mutating func chooseTheme(_ index: Int) {
        guard case .themes(var picker) = modal, themes.entries.indices.contains(index) else { return }
        picker.selected = themes.entries[index].name
        modal = .themes(picker)
        themes.show(picker.selected)
    }

    mutating func keepTheme() -> [AppEffect] {
        guard case .themes(let picker) = modal, let entry = themes.entry(picker.selected) else { return [] }
        if let problem = entry.problem {
            show(.error, problem)
            return []
        }
        modal = nil
        toast = nil
        guard picker.selected != picker.former else { return [] }
        show(.information, "theme \(DisplayText.sanitized(picker.selected))")
        return [.rememberTheme(picker.selected)]
    }

    /// What Escape does to what lies over the panes.
    mutating func closeModal() {
        if case .themes(let picker) = modal {
            themes.show(picker.former)
            toast = nil
        }
        modal = nil
    }

    mutating func pressTheme(_ action: MouseAction) {
        switch action.kind {
        case .wheelUp: moveTheme(.up)
        case .wheelDown: moveTheme(.down)
        case .press:
            guard case .themes(let picker) = modal else { return }
            let layout = themeLayout
            let line = action.row - layout.area.row - 1
            guard layout.area.contains(row: action.row, column: action.column) else { return closeModal() }
            guard (0..<layout.rows).contains(line) else { return }
            let first = layout.first(selected: index(of: picker), count: themes.entries.count)
            chooseTheme(first + line)
        case .drag, .release: break
        }
    }

    /// Themes came, went or were read anew.
    mutating func take(_ entries: [ThemeEntry]) {
        themes.entries = entries
        // What could not be shown may be mended.
        if case .themes(let picker) = modal { themes.show(picker.selected) }
    }

    // MARK: `:theme`

    mutating func submitTheme(_ name: String, column: Int) -> [AppEffect] {
        if case .refused(let words) = themesAvailability { return refusePrompt(words, column: nil) }
        guard !name.isEmpty else {
            openThemes()
            return []
        }
        guard let entry = themes.entry(name) else {
            return refusePrompt(
                "no theme '\(DisplayText.sanitized(name))'", column: column,
                suggestions: NameSuggestions.nearest(to: name, among: themes.entries.map(\.name)))
        }
        if let problem = entry.problem { return refusePrompt(problem, column: nil) }
        modal = nil
        themes.show(name)
        show(.information, "theme \(DisplayText.sanitized(name))")
        return [.rememberTheme(name)]
    }

    /// As far as all names that begin so agree.
    func themeCompletion(of prefix: String) -> String {
        let matches = themes.entries.map(\.name).filter { $0.hasPrefix(prefix) }
        guard var common = matches.first else { return prefix }
        for match in matches { while !match.hasPrefix(common) { common.removeLast() } }
        return common
    }
}
