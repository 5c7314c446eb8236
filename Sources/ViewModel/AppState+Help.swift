/// The help, and what is typed to narrow it.
extension AppState {
    /// The lines of the help that have every word of a text in them; all for an empty text.
    package static func helpEntries(_ filter: String, _ keys: KeyTable) -> [HelpEntry] {
        let words = filter.lowercased().split(separator: " ")
        guard !words.isEmpty else { return HelpEntry.all(keys) }
        return HelpEntry.all(keys).filter { entry in
            let text = (entry.name + " " + entry.text).lowercased()
            return !entry.text.isEmpty && words.allSatisfy { text.contains($0) }
        }
    }

    mutating func moveHelp(_ movement: Action.Movement) {
        guard case .help(let line, let filter) = modal else { return }
        let count = Self.helpEntries(filter.text, keys).count
        let first = scrolled(line, by: movement, page: max(1, height - 4), end: count)
        modal = .help(firstLine: first, filter: filter)
    }

    /// - Returns: whether something that lists is being narrowed.
    mutating func editSearch(_ change: (inout LineEditor) -> Void) -> Bool {
        switch modal {
        case .help(_, var filter):
            change(&filter)
            modal = .help(firstLine: 0, filter: filter)
        case .palette(var palette):
            let before = palette.editor.characters
            change(&palette.editor)
            if palette.editor.characters != before { palette.selected = 0 }
            modal = .palette(palette)
        default: return false
        }
        return true
    }

    /// Escape takes away what was typed first.
    mutating func cancelHelp() -> Bool {
        guard case .help(_, let filter) = modal, !filter.characters.isEmpty else { return false }
        modal = .help(firstLine: 0)
        return true
    }
}
