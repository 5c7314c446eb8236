import ProgramModel
import Session

/// The filter of the log and the writers.
extension AppState {
    mutating func openFilter() { modal = .filter(FilterPrompt(LineEditor(filter?.text ?? ""))) }

    /// - Returns: whether a filter is being typed.
    mutating func editFilter(_ change: (inout LineEditor) -> Void) -> Bool {
        guard case .filter(var prompt) = modal else { return false }
        let before = prompt.editor.characters
        change(&prompt.editor)
        if prompt.editor.characters != before { prompt.error = nil }
        modal = .filter(prompt)
        return true
    }

    mutating func submitFilter() {
        guard case .filter(var prompt) = modal else { return }
        do throws(FilterError) {
            try setFilter(prompt.editor.text)
            modal = nil
            if focus != .writers { focus = .hits }
        } catch {
            prompt.error = error
            modal = .filter(prompt)
        }
    }

    /// An empty text shows all hits again.
    package mutating func setFilter(_ text: String) throws(FilterError) {
        let parsed = try HitFilter(parsing: text)
        let current = currentHit
        filter =
            parsed.terms.isEmpty
            ? nil : LogFilter(parsed, text: text, state: self, countedFrom: writerView.reset?.ordinal ?? 0)
        writerView.selected = nil
        // The cursor stays where it was, or as near as it can.
        if !isFollowing, let current { selectHit(current) }
    }

    mutating func clearFilter() {
        // An empty text is a filter without terms, and cannot be wrong.
        try? setFilter("")
    }
}
