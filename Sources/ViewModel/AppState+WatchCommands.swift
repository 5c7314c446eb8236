import DebugRegisters
import ProgramModel
import Session
import WatchSlots

/// Commands that name a watch: by its number, as it was written, or by the slot that it has (`DR0`).
extension AppState {
    /// `:delete`, `:disable` and `:enable`, of a watch that is named or of the chosen slot's.
    mutating func changeWatch(_ meaning: Command.Meaning, _ text: String, column: Int) -> [AppEffect] {
        if text.isEmpty, case .refused(let words) = availability(of: .remove) {
            return refusePrompt(words, column: nil)
        }
        let watch: Watch
        do throws(ExpressionError) { watch = try namedWatch(text) } catch {
            return refusePrompt(error.message, column: text.isEmpty ? nil : column, suggestions: error.suggestions)
        }
        modal = nil
        return switch meaning {
        case .removeWatch: [.session(.removeWatch(watch.id))]
        case .disableWatch: [.session(.setEnabled(watch.id, false))]
        default: [.session(.setEnabled(watch.id, true))]
        }
    }

    /// `:claim flexible counter`.
    mutating func setClaim(_ text: String, column: Int) -> [AppEffect] {
        let word = String(text.prefix { $0 != " " })
        let claims = ["pinned": RegisterClaim.pinned, "flexible": .flexible, "exclusive": .exclusive]
        guard let claim = claims[word] else {
            return refusePrompt(
                "give pinned, flexible or exclusive", column: column,
                suggestions: NameSuggestions.nearest(to: word, among: claims.keys.sorted()))
        }
        let name = String(text.dropFirst(word.count).drop { $0 == " " })
        do throws(ExpressionError) {
            let watch = try namedWatch(name)
            modal = nil
            return [.session(.setClaim(watch.id, claim))]
        } catch {
            return refusePrompt(error.message, column: nil, suggestions: error.suggestions)
        }
    }

    private func namedWatch(_ text: String) throws(ExpressionError) -> Watch {
        guard !text.isEmpty else {
            if let watch = board.assignment(of: selectedSlot)?.watch.watch { return watch }
            throw ExpressionError("\(selectedSlot) has no watch: choose its slot first (0…3), or name the watch")
        }
        if let named = board.watches.first(where: { $0.expression == text }) { return named.watch }
        if let slot = SlotIndex.allCases.first(where: { text.uppercased() == "\($0)" }) {
            guard let held = board.assignment(of: slot) else { throw ExpressionError("\(slot) has no watch of ours") }
            return held.watch.watch
        }
        if let number = UInt32(text), let numbered = board[WatchID(rawValue: number)] { return numbered.watch }
        throw ExpressionError(
            "nothing is watched as '\(DisplayText.sanitized(text))'; W lists what is",
            suggestions: NameSuggestions.nearest(to: text, among: board.watches.map(\.expression)))
    }
}
