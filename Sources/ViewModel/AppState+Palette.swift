import ProgramModel
import Session

/// The palette: a list of all that can be done, narrowed by what is typed.
extension AppState {
    package var paletteLayout: PaletteLayout { PaletteLayout(width: width, height: height) }

    mutating func movePalette(_ movement: Action.Movement) {
        guard case .palette(var palette) = modal else { return }
        let last = max(0, palette.matches.count - 1)
        let page = paletteLayout.rows
        let moved =
            switch movement {
            case .up, .left: palette.selected - 1
            case .down, .right: palette.selected + 1
            case .pageUp: palette.selected - page
            case .pageDown: palette.selected + page
            case .first: 0
            case .last: last
            }
        palette.selected = min(max(0, moved), last)
        modal = .palette(palette)
    }

    /// Runs the chosen entry, or says why it cannot act.
    mutating func choose() -> [AppEffect] {
        guard case .palette(let palette) = modal else { return [] }
        let matches = palette.matches
        guard matches.indices.contains(palette.selected) else { return [] }
        switch matches[palette.selected].entry.meaning {
        case .command(let name):
            modal = .prompt(Prompt(.command, LineEditor(name + " ")))
            return []
        case .action(let action):
            modal = nil
            toast = nil
            if case .refused(let reason) = availability(of: action) {
                show(.warning, reason)
                return []
            }
            return perform(action)
        }
    }

    mutating func pressPalette(_ action: MouseAction, isDouble: Bool) -> [AppEffect] {
        guard case .palette(var palette) = modal else { return [] }
        switch action.kind {
        case .wheelUp: movePalette(.up)
        case .wheelDown: movePalette(.down)
        default:
            let layout = paletteLayout
            guard layout.area.contains(row: action.row, column: action.column) else {
                modal = nil
                return []
            }
            let count = palette.matches.count
            let line = action.row - layout.firstRow
            let index = layout.first(selected: palette.selected, count: count) + line
            guard (0..<layout.rows).contains(line), index < count else { return [] }
            // The second press falls on what the first has chosen: the list may have moved under it.
            if isDouble { return choose() }
            palette.selected = index
            modal = .palette(palette)
        }
        return []
    }
}
