import DebugRegisters
import ViewModel

/// DR6 as one line of DR7's pane.
struct StatusLine {
    let state: AppState

    func draw(on canvas: inout Canvas, row: Int, left: Int, width: Int) {
        canvas.put("DR6", row, left, Style(.title, .bold))
        guard !state.isShownByPerf else {
            canvas.put(StatusPane.perfWords, row, left + 4, .dim, width: width - 4)
            return
        }
        var at = canvas.put(Numbers.register((state.shownStatus ?? .cleared).rawValue), row, left + 4, .dim) + 3
        let bits = StatusBits(state: state)
        for bit in AppState.statusBits {
            if bit == 14 { at += 1 }
            at = bits.draw(bit, on: &canvas, row: row, column: at) + (width >= 84 ? 2 : 1)
        }
    }
}
