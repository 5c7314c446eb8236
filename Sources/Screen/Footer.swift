import ProgramModel
import Session
import ViewModel
import WatchSlots

/// The last line: the keys that can act, or a notice while there is one.
struct Footer {
    let state: AppState

    func draw(on canvas: inout Canvas, in area: CellRectangle) {
        if let toast = state.toast { return draw(toast.notice, on: &canvas, in: area) }
        let hints = self.hints
        let pinned = hints.filter { $0.isPinned }
        let pinnedWidth = pinned.reduce(0) { $0 + $1.width + 2 }
        var at = area.column + 1
        let end = area.endColumn - 1
        for hint in hints where !hint.isPinned && at + hint.width + 2 + pinnedWidth <= end + 2 {
            at = hint.draw(on: &canvas, row: area.row, column: at) + 2
        }
        for hint in pinned { at = hint.draw(on: &canvas, row: area.row, column: at) + 2 }
    }

    private struct Hint {
        let key: String
        let label: String
        let isPinned: Bool
        var width: Int { DisplayWidth.of(key) + 1 + DisplayWidth.of(label) }

        func draw(on canvas: inout Canvas, row: Int, column: Int) -> Int {
            let at = canvas.put(key, row, column, .key)
            return canvas.put(label, row, at + 1, .dim)
        }
    }

    /// Bindings of the present context that can act now. Help and quit always have their place.
    private var hints: [Hint] {
        let context = state.keyContext
        let bindings = state.keys.bindings.filter { $0.contexts.contains(context) }
        let near = bindings.filter { isNear($0, in: context) }
        return (near + bindings.filter { !isNear($0, in: context) }).compactMap { binding in
            guard let label = binding.label, let key = binding.keys.first,
                state.availability(of: binding.action) == .ready
            else { return nil }
            let isPinned = binding.action == .help || binding.action == .quit
            return Hint(key: key.name, label: words(label, for: binding.action), isPinned: isPinned)
        }
    }

    /// What this pane alone can do, and what is done with hits where they are, comes first.
    private func isNear(_ binding: KeyBinding, in context: KeyContext) -> Bool {
        if binding.contexts.count <= 2 { return true }
        guard context == .hits || context == .writers else { return false }
        return binding.action == .filter || binding.action == .cycleWriters
            || context == .hits && binding.action == .follow
    }

    /// The word for what the key would do now.
    private func words(_ label: String, for action: Action) -> String {
        switch action {
        case .toggleArmed: state.board.status(of: state.selectedSlot) == .disarmed ? "arm" : "disarm"
        case .toggleAction:
            state.board.assignment(of: state.selectedSlot)?.watch.watch.request.action == .stop ? "log" : "stop"
        case .follow: state.isFollowing ? "stay" : "follow"
        case .submit: PromptWords(state).submit
        default: label
        }
    }

    private func draw(_ notice: Notice, on canvas: inout Canvas, in area: CellRectangle) {
        let (sign, role): (String, Role) =
            switch notice.severity {
            case .information: ("i", .accent)
            case .warning: ("!", .warning)
            case .error: ("✗", .error)
            }
        let lines = TextWrap.lines(DisplayText.sanitized(notice.text), width: area.width - 5).prefix(4)
        let top = area.endRow - lines.count
        canvas.fill(
            CellRectangle(row: top, column: area.column, height: lines.count, width: area.width),
            Style(.text, on: .overlay))
        canvas.put(
            sign == "✗" ? String(canvas.glyphs.failed) : sign, top, area.column + 1, Style(role, on: .overlay, .bold))
        for (index, line) in lines.enumerated() {
            canvas.put(line, top + index, area.column + 3, Style(role, on: .overlay))
        }
    }
}
