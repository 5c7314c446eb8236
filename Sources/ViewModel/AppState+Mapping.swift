import ProgramModel
import Session

/// `:map`, `:unmap`, and keys that run commands.
extension AppState {
    /// A key that is bound to a command: the line is handed in as if it had been typed, and stays where it is refused.
    mutating func runLine(_ line: String) -> [AppEffect] {
        modal = .prompt(Prompt(.command, LineEditor(line)))
        return submit()
    }

    /// `KEY ACTION` or `KEY :COMMAND`.
    mutating func map(_ text: String, column: Int) -> [AppEffect] {
        let parts = text.split(separator: " ", maxSplits: 1)
        guard parts.count == 2 else {
            return refusePrompt("give a key and what it does, as in f5 restart or f6 :watch counter", column: column)
        }
        let meaningText = String(parts[1].drop { $0 == " " })
        let meaningColumn = column + text.count - meaningText.count
        let key: KeyPress
        do throws(ExpressionError) {
            key = try KeyPress(named: String(parts[0]))
        } catch {
            return refusePrompt(error.message, column: column, suggestions: error.suggestions)
        }
        let before = keys.action(for: key, in: keyContextBelow)
        do throws(ExpressionError) {
            try keys.map(KeyMapping(key, try KeyMapping.Meaning(named: meaningText, in: nil)))
        } catch {
            return refusePrompt(error.message, column: meaningColumn, suggestions: error.suggestions)
        }
        modal = nil
        let former = before.map { " (was \($0.name))" } ?? ""
        show(.information, "\(key.name) is \(DisplayText.sanitized(meaningText)) from now on\(former)")
        return []
    }

    mutating func unmap(_ text: String, column: Int) -> [AppEffect] {
        guard !text.isEmpty else { return refusePrompt("give a key, as in f5", column: column) }
        do throws(ExpressionError) {
            let key = try KeyPress(named: text)
            guard keys.unmap(key) else {
                return refusePrompt(
                    "\(key.name) is as it was made; :map \(key.writtenName) none takes its meaning away", column: column
                )
            }
            modal = nil
            let now = keys.action(for: key, in: keyContext)?.name ?? "nothing"
            show(.information, "\(key.name) is \(now) again")
            return []
        } catch {
            return refusePrompt(error.message, column: column, suggestions: error.suggestions)
        }
    }

    /// The action behind the key.
    func mapCompletion(of text: String) -> String {
        guard let blank = text.firstIndex(of: " ") else { return text }
        let meaning = text[blank...].drop { $0 == " " }
        guard !meaning.hasPrefix(":") else { return text }
        return text[..<meaning.startIndex] + KeyMapping.Meaning.completion(of: String(meaning))
    }

    /// What the keys are for when the prompt is gone.
    private var keyContextBelow: KeyContext { KeyContext(focus) }
}
