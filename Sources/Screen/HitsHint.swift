import DebugRegisters
import ProgramModel
import Session
import Tracing
import ViewModel
import WatchSlots

/// What an empty log says: how far things are, and what to do next.
struct HitsHint {
    struct Line: Hashable {
        var key = ""
        var text: String
        /// It says how things are, not what could be done.
        var isState = false
    }

    let lines: [Line]

    init(_ state: AppState) {
        lines = state.isReadOnly ? Self.onlooker(state) : Self.lines(state)
    }

    private static func lines(_ state: AppState) -> [Line] {
        let hasWatches = !state.board.watches.isEmpty
        switch state.target {
        case .running where hasWatches:
            return [Line(text: armedWords(state), isState: true)]
                + (isArmed(state)
                    ? [Line(key: "p", text: "pauses it, if you think that the access should have come by now")]
                    : [Line(text: "Space arms the chosen slot")])
        case .stopped where hasWatches:
            return [
                Line(text: armedWords(state) + ", the program stands still", isState: true),
                Line(key: "c", text: "continue: every access shows up here, with who did it"),
            ]
        case .stopped:
            return [
                Line(key: "a", text: "watch a variable or an address, for example  counter"),
                Line(key: "c", text: "then continue: every access shows up here"),
                Line(key: "?", text: "all keys and commands; F1 says what a pane shows"),
            ]
        case .running where state.isAttached:
            return [
                Line(text: "nothing is armed", isState: true),
                Line(key: "a", text: "watch a variable or an address: every access shows up here"),
                Line(key: "p", text: "pause it, all its threads"),
                Line(key: "d", text: "let it go: it runs on, unwatched, as when you leave"),
            ]
        case .running:
            return [
                Line(text: "nothing is armed", isState: true),
                Line(key: "a", text: "watch a variable or an address: every access shows up here"),
            ]
        case .exited:
            return [
                Line(text: "the program ended without a hit", isState: true),
                Line(key: "r", text: hasWatches ? "restart it, with the same watches" : "restart it"),
            ]
        case .starting: return [Line(text: "starting the program")]
        case .absent: return [Line(text: "nothing was started")]
        case .lost(let reason): return [Line(text: DisplayText.sanitized(reason))]
        }
    }

    private static func onlooker(_ state: AppState) -> [Line] {
        let words = state.board.watches.isEmpty ? "nothing is armed" : armedWords(state)
        let next = Line(text: "--readonly: watches are asked for with -w at the start")
        if case .stopped = state.target {
            return [Line(text: words, isState: true), Line(key: "c", text: "continue"), next]
        }
        return [Line(text: words, isState: true), next]
    }

    private static func isArmed(_ state: AppState) -> Bool {
        SlotIndex.allCases.contains { slot in
            switch state.board.status(of: slot) {
            case .armed, .pending: true
            default: false
            }
        }
    }

    /// `armed in 4 of 4 threads, no hit yet`.
    private static func armedWords(_ state: AppState) -> String {
        guard isArmed(state) else { return "every watch is disarmed" }
        guard let installation = state.board.installation else { return "armed when the program starts" }
        let slots = SlotIndex.allCases.filter { state.board.assignment(of: $0)?.watch.watch.isEnabled == true }
        let armed = slots.compactMap { slot in
            installation.armedThreads.indices.contains(slot.number) ? installation.armedThreads[slot.number] : nil
        }
        let most = armed.min() ?? 0
        let all = installation.threadCount
        return "armed in \(most) of \(Numbers.count(UInt64(clamping: all), "thread")), no hit yet"
    }
}
