import DebugRegisters
import Session
import WatchSlots

/// The keys of the last line: those that can act now, where they stand, and what a click on each is.
package struct FooterBar: Hashable, Sendable {
    package struct Hint: Hashable, Sendable {
        package let key: KeyPress
        package let label: String
        package let column: Int

        package var labelColumn: Int { column + key.name.count + 1 }
        var end: Int { labelColumn + label.count }
    }

    package let hints: [Hint]

    /// Help and quit always have their place.
    package init(_ state: AppState) {
        let all = Self.candidates(in: state)
        let pinnedWidth = all.filter(\.isPinned).reduce(0) { $0 + $1.width + 2 }
        var at = 1
        let end = state.width - 1
        var hints: [Hint] = []
        for hint in all where !hint.isPinned && at + hint.width + 2 + pinnedWidth <= end + 2 {
            hints.append(Hint(key: hint.key, label: hint.label, column: at))
            at += hint.width + 2
        }
        for hint in all where hint.isPinned {
            hints.append(Hint(key: hint.key, label: hint.label, column: at))
            at += hint.width + 2
        }
        self.hints = hints
    }

    /// The key at a column.
    package func key(at column: Int) -> KeyPress? { hints.first { $0.column <= column && column < $0.end }?.key }

    private struct Candidate {
        let key: KeyPress
        let label: String
        let isPinned: Bool
        var width: Int { key.name.count + 1 + label.count }
    }

    /// Bindings of the present context that can act now.
    private static func candidates(in state: AppState) -> [Candidate] {
        let context = state.keyContext
        let bindings = state.keys.bindings.filter { $0.contexts.contains(context) }
        let near = bindings.filter { isNear($0, in: context) }
        return (near + bindings.filter { !isNear($0, in: context) }).compactMap { binding in
            guard let label = binding.label, let key = binding.keys.first,
                state.availability(of: binding.action) == .ready
            else { return nil }
            let isPinned = binding.action == .help || binding.action == .quit
            return Candidate(key: key, label: words(label, for: binding.action, in: state), isPinned: isPinned)
        }
    }

    /// What this pane alone can do, and what is done with hits where they are, comes first.
    private static func isNear(_ binding: KeyBinding, in context: KeyContext) -> Bool {
        if binding.contexts.count <= 2 { return true }
        guard context == .hits || context == .writers else { return false }
        return binding.action == .filter || binding.action == .cycleWriters
            || context == .hits && binding.action == .follow
    }

    /// The word for what the key would do now.
    private static func words(_ label: String, for action: Action, in state: AppState) -> String {
        switch action {
        case .toggleArmed: state.board.status(of: state.selectedSlot) == .disarmed ? "arm" : "disarm"
        case .toggleAction:
            state.board.assignment(of: state.selectedSlot)?.watch.watch.request.action == .stop ? "log" : "stop"
        case .follow: state.isFollowing ? "stay" : "follow"
        case .submit: submitWord(state)
        default: label
        }
    }

    private static func submitWord(_ state: AppState) -> String {
        guard case .prompt(let prompt) = state.modal else { return "watch" }
        return switch prompt.purpose {
        case .watch: "watch"
        case .condition, .ignoreCount: "set"
        case .command: "run"
        }
    }
}
