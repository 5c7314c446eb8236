import DebugRegisters
import ProgramModel
import Session
import WatchSlots

/// Commands that take one of a few words: what a key goes through one by one can be said outright.
extension AppState {
    mutating func choose(_ command: Command, _ text: String, column: Int) -> [AppEffect] {
        if text.isEmpty {
            switch command.meaning {
            case .kind, .length, .onHit, .group: return runAction(of: command)
            case .filter:
                modal = nil
                clearFilter()
                return []
            default: break
            }
        }
        switch command.meaning {
        case .kind: return setKind(text, column: column)
        case .length: return setLength(text, column: column)
        case .onHit: return setAction(text, column: column)
        case .slot: return chooseSlot(text, column: column)
        case .focus: return chooseFocus(text, column: column)
        case .filter: return filterBy(text, column: column)
        case .group: return group(text, column: column)
        case .hit: return goToHit(text, column: column)
        case .scrub: return scrub(text, column: column)
        default: return []
        }
    }

    private mutating func runAction(of command: Command) -> [AppEffect] {
        guard let action = command.action else { return [] }
        if let words = refusalWords(of: action) { return refusePrompt(words, column: nil) }
        modal = nil
        return perform(action)
    }

    /// The word of a list that was typed, or the only one that begins so.
    private mutating func word<Value>(
        _ text: String, of words: [(String, Value)], column: Int
    ) -> Value? {
        let typed = text.lowercased()
        if let exact = words.first(where: { $0.0 == typed }) { return exact.1 }
        let begun = words.filter { $0.0.hasPrefix(typed) }
        if !text.isEmpty, begun.count == 1 { return begun[0].1 }
        let all = words.map(\.0)
        let list = all.dropLast().joined(separator: ", ") + (all.count > 1 ? " or " : "") + (all.last ?? "")
        _ = refusePrompt(
            text.isEmpty ? "give \(list)" : "'\(DisplayText.sanitized(text))' is none of \(list)", column: column)
        return nil
    }

    // MARK: The watch

    /// By `DR2`, `2`, or the name that it was watched under.
    private mutating func setKind(_ text: String, column: Int) -> [AppEffect] {
        if let words = refusalWords(of: .toggleArmed) { return refusePrompt(words, column: nil) }
        let words = WatchSpec.Kind.allCases.map { ($0.rawValue, $0) }
        guard let id = board.assignment(of: selectedSlot)?.watch.watch.id,
            let kind = word(text, of: words, column: column)
        else { return [] }
        modal = nil
        return [.session(Self.setKind(kind, of: id))]
    }

    private mutating func setLength(_ text: String, column: Int) -> [AppEffect] {
        if let words = refusalWords(of: .toggleArmed) { return refusePrompt(words, column: nil) }
        guard let (watch, piece) = board.assignment(of: selectedSlot) else { return [] }
        if piece.kind == .execute { return refusePrompt("an execute slot is always one byte long", column: column) }
        let words = WatchLength.allCases.map { ("\($0.byteCount)", $0) }
        guard let length = word(text, of: words, column: column) else { return [] }
        guard watch.watch.request.address.isAligned(to: length) else {
            return refusePrompt(
                "\(watch.watch.request.address) is not aligned to \(length.byteCount) bytes", column: column)
        }
        modal = nil
        return [.session(.setLength(watch.watch.id, length))]
    }

    private mutating func setAction(_ text: String, column: Int) -> [AppEffect] {
        if let words = refusalWords(of: .toggleAction) { return refusePrompt(words, column: nil) }
        guard let id = board.assignment(of: selectedSlot)?.watch.watch.id,
            let action = word(text, of: [("log", HitAction.log), ("stop", .stop)], column: column)
        else { return [] }
        modal = nil
        return [.session(.setAction(id, action))]
    }

    // MARK: The screen

    private mutating func chooseSlot(_ text: String, column: Int) -> [AppEffect] {
        let words = SlotIndex.allCases.flatMap { [("\($0.number)", $0), ("dr\($0.number)", $0)] }
        guard let slot = words.first(where: { $0.0 == text.lowercased() })?.1 else {
            return refusePrompt("give a slot's number: 0, 1, 2 or 3", column: column)
        }
        modal = nil
        return perform(.selectSlot(slot))
    }

    package static let focusWords: [(String, Focus)] = [
        ("slots", .slots), ("dr7", .control), ("dr6", .status), ("hits", .hits), ("writers", .writers),
        ("output", .output),
    ]

    private mutating func chooseFocus(_ text: String, column: Int) -> [AppEffect] {
        guard let pane = word(text, of: Self.focusWords, column: column) else { return [] }
        modal = nil
        focus = pane
        return []
    }

    private mutating func filterBy(_ text: String, column: Int) -> [AppEffect] {
        do throws(FilterError) {
            try setFilter(text)
            modal = nil
            if focus != .writers { focus = .hits }
            return []
        } catch {
            return refusePrompt(error.message, column: error.column + column)
        }
    }

    private mutating func group(_ text: String, column: Int) -> [AppEffect] {
        guard let grouping = word(text, of: WriterGrouping.allCases.map { ($0.word, $0) }, column: column) else {
            return []
        }
        modal = nil
        focus = .writers
        writerView.grouping = grouping
        filter?.group(by: grouping, hits: hits)
        writerView.selected = nil
        writerView.first = 0
        return []
    }

    private mutating func goToHit(_ text: String, column: Int) -> [AppEffect] {
        guard let action = word(text, of: [("next", Action.nextHit), ("previous", .previousHit)], column: column) else {
            return []
        }
        if let words = refusalWords(of: action) { return refusePrompt(words, column: nil) }
        modal = nil
        focus = .hits
        return perform(action)
    }

    package static let scrubWords: [(String, Scrub)] = [
        ("start", .start), ("end", .end), ("back", .back), ("forward", .forward), ("previous", .previousHit),
        ("next", .nextHit), ("play", .play),
    ]

    private mutating func scrub(_ text: String, column: Int) -> [AppEffect] {
        guard let scrub = word(text, of: Self.scrubWords, column: column) else { return [] }
        if let words = refusalWords(of: .scrub(scrub)) { return refusePrompt(words, column: nil) }
        modal = nil
        return perform(.scrub(scrub))
    }
}
