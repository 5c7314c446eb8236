import ProgramModel
import ViewModel

/// A question that is answered by y or n.
struct ConfirmationOverlay {
    let question: Confirmation
    let state: AppState

    func draw(on canvas: inout Canvas) {
        let name = state.program.map { "\(DisplayText.sanitized($0.path)) (\($0.pid))" } ?? "the program"
        let words = question == .quit ? "Quitting kills \(name)." : "Kill \(name)?"
        let yes = question == .quit ? "quit and kill it" : "kill it"
        let width = min(canvas.frame.width - 4, max(40, DisplayWidth.of(words) + 6))
        let box = OverlayBox(width: width, height: 6, on: canvas)
        box.draw(title: question == .quit ? "Quit" : "Kill", on: &canvas, role: .warning)
        let (row, left) = (box.area.row + 1, box.area.column + 3)
        canvas.put(words, row, left, Style(.text, on: .overlay), width: width - 6)
        for (index, answer) in [("y", yes), ("n", "no, go on")].enumerated() {
            canvas.put(answer.0, row + 2 + index, left, Style(.key, on: .overlay, .bold))
            canvas.put(answer.1, row + 2 + index, left + 3, Style(.dim, on: .overlay), width: width - 9)
        }
    }
}
