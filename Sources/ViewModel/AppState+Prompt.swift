import HitRules
import ProgramModel
import Session
import WatchSlots

/// What is typed, handed in and completed.
extension AppState {
    /// Opens the prompt that an action asks for.
    mutating func openPrompt(_ action: Action) {
        let watch = board.assignment(of: selectedSlot)?.watch
        switch (action, watch) {
        case (.condition, let watch?):
            modal = .prompt(Prompt(.condition(watch.watch.id), LineEditor(watch.condition ?? "")))
        case (.ignoreCount, let watch?):
            let count = watch.watch.request.rule.ignoreCount
            modal = .prompt(Prompt(.ignoreCount(watch.watch.id), LineEditor(count == 0 ? "" : "\(count)")))
        case (.command, _): modal = .prompt(Prompt(.command))
        default: break
        }
    }

    mutating func edit(_ change: (inout LineEditor) -> Void) {
        if editFilter(change) || editSearch(change) { return }
        guard case .prompt(var prompt) = modal else { return }
        let before = prompt.editor.characters
        change(&prompt.editor)
        if prompt.editor.characters != before {
            prompt.edited()
            commandHistory.stopBrowsing()
        }
        modal = .prompt(prompt)
    }

    /// Up and down: the lines that were typed before.
    mutating func browse(_ action: Action) {
        guard case .prompt(var prompt) = modal, prompt.purpose == .command else { return }
        let line =
            action == .olderLine ? commandHistory.older(than: prompt.editor.text) : commandHistory.newer()
        guard let line else { return }
        prompt.editor = LineEditor(line)
        prompt.edited()
        modal = .prompt(prompt)
    }

    mutating func submit() -> [AppEffect] {
        guard case .prompt(let prompt) = modal, !prompt.isSubmitted else { return [] }
        let (text, column) = Self.trimmed(prompt.editor.characters)
        switch prompt.purpose {
        case .watch: return submitWatch(prompt.editor.text, column: 0)
        case .condition(let id): return submitCondition(text, of: id, column: column)
        case .ignoreCount(let id): return submitIgnoreCount(text, of: id, column: column)
        case .command:
            commandHistory.add(prompt.editor.text)
            return run(CommandText(prompt.editor.characters))
        }
    }

    // MARK: What is handed in

    func isBlank(_ text: String) -> Bool { !text.contains { $0 != " " } }

    mutating func submitWatch(_ text: String, column: Int) -> [AppEffect] {
        guard !isBlank(text) else { return refusePrompt("give a name or an address to watch", column: nil) }
        handIn(.watch, text, column: column)
        return [.addWatch(text)]
    }

    mutating func submitCondition(_ text: String, of id: WatchID, column: Int) -> [AppEffect] {
        guard let watch = board.watches.first(where: { $0.watch.id == id }) else {
            return refusePrompt("the watch is gone", column: nil)
        }
        // Taken away at once; nothing has to be understood first.
        if text.isEmpty || text == watch.condition {
            modal = nil
            return text.isEmpty && watch.condition != nil ? [.session(.setCondition(id, nil))] : []
        }
        handIn(.condition(id), text, column: column)
        return [.session(.setCondition(id, text))]
    }

    mutating func submitIgnoreCount(_ text: String, of id: WatchID, column: Int) -> [AppEffect] {
        guard let count = text.isEmpty ? 0 : UInt64(text) else {
            return refusePrompt("'\(DisplayText.sanitized(text))' is not a count of hits", column: column)
        }
        modal = nil
        return [.session(.setIgnoreCount(id, count))]
    }

    mutating func submitExpression(
        _ subject: Prompt.Submission.Subject, _ text: String, column: Int, _ command: SessionCommand
    ) -> [AppEffect] {
        handIn(subject, text, column: column)
        return [.session(command)]
    }

    private mutating func handIn(_ subject: Prompt.Submission.Subject, _ text: String, column: Int) {
        guard case .prompt(var prompt) = modal else { return }
        prompt.error = nil
        prompt.submission = Prompt.Submission(subject, text, column: column)
        modal = .prompt(prompt)
    }

    /// The text stays where it is, with the reason.
    mutating func refusePrompt(_ message: String, column: Int?, suggestions: [String] = []) -> [AppEffect] {
        guard case .prompt(var prompt) = modal else { return [] }
        prompt.refuse(ExpressionError(message, column: column, suggestions: suggestions))
        modal = .prompt(prompt)
        return []
    }

    /// Without the blanks around it, and the column that it begins at.
    private static func trimmed(_ characters: [Character]) -> (text: String, column: Int) {
        guard let first = characters.firstIndex(where: { $0 != " " }),
            let last = characters.lastIndex(where: { $0 != " " })
        else { return ("", 0) }
        return (String(characters[first...last]), first)
    }
}
