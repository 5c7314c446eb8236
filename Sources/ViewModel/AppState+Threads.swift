import ProgramModel
import Session
import WatchSlots

/// The matrix of threads and slots.
extension AppState {
    mutating func openThreads() -> [AppEffect] {
        modal = .threads(firstLine: 0)
        return askForThreads()
    }

    /// While the matrix is open and the program runs, it is looked at twice a second.
    mutating func refreshThreads() -> [AppEffect] {
        guard case .threads = modal, target.isAlive, threads.isDue(at: now, isRunning: target == .running) else {
            return []
        }
        return askForThreads()
    }

    private mutating func askForThreads() -> [AppEffect] {
        threads.askedAt = now
        return [.session(.describeThreads)]
    }

    mutating func moveThreads(_ movement: Action.Movement) {
        guard case .threads(let line) = modal else { return }
        // The heading takes a line.
        let page = max(1, DetailLayout(width: width, height: height).rows - 1)
        modal = .threads(firstLine: scrolled(line, by: movement, page: page, end: threads.lines.count))
    }

    /// `:thread TID`, `:thread all`.
    mutating func setThread(_ text: String, column: Int) -> [AppEffect] {
        guard let id = board.assignment(of: selectedSlot)?.watch.watch.id else {
            return refusePrompt("\(selectedSlot) has no watch: choose its slot first (0…3)", column: nil)
        }
        if text == "all" {
            modal = nil
            return [.session(.setThread(id, nil))]
        }
        guard let tid = Int32(text), tid > 0 else {
            return refusePrompt(
                text.isEmpty
                    ? "give a thread's number, or all"
                    : "'\(DisplayText.sanitized(text))' is not a thread's number; give one, or all",
                column: column)
        }
        modal = nil
        return [.session(.setThread(id, tid))]
    }
}
