import DebugRegisters
import ProgramModel
import Session
import Tracing
import ViewModel

/// DR6 of the last trap shown, in a pane beside DR7.
struct StatusPane {
    /// In the place of DR6, which nobody read.
    static let perfWords = "perf saw this hit: register chosen by the kernel"

    let state: AppState

    func draw(on canvas: inout Canvas, in area: CellRectangle) {
        let hasFocus = state.focus == .status
        canvas.pane(area, title: "DR6", hasFocus: hasFocus)
        guard !state.isShownByPerf else {
            let lines = TextWrap.lines(Self.perfWords, width: area.width - 4)
            for (index, line) in lines.prefix(area.height - 2).enumerated() {
                canvas.put(line, area.row + 1 + index, area.column + 2, .dim)
            }
            return
        }
        let status = state.shownStatus
        canvas.putRight(
            " \(Numbers.register((status ?? .cleared).rawValue)) ", area.row, endingAt: area.endColumn - 2,
            Style(hasFocus ? .text : .dim))
        let (left, width) = (area.column + 2, area.width - 4)
        let bits = StatusBits(state: state)
        let grid = StatusGrid(area)
        for place in grid.places { bits.draw(place.bit, on: &canvas, row: place.row, column: place.column) }
        if hasFocus {
            let text = (status ?? .cleared).explanation(ofBit: state.bits.status)
            let row = grid.isWide ? area.row + 3 : area.row + 4
            let lines = TextWrap.lines(text, width: width)
            // In the narrow form the meaning alone, in the border where the line would not fit.
            if grid.isWide {
                for (index, line) in lines.prefix(2).enumerated() { canvas.put(line, row + index, left, .text) }
            } else {
                canvas.put(shortExplanation(status ?? .cleared), row, left, .text, width: width)
            }
            return
        }
        drawFired(on: &canvas, row: area.row + 4, left: left, width: width)
    }

    private func shortExplanation(_ status: StatusRegister) -> String {
        let field = StatusRegister.field(atBit: state.bits.status)
        if let slot = field.slot { return status.isNews(field) ? "\(slot) was hit" : "\(slot) was not hit" }
        let happened = status.isNews(field)
        return switch field.role {
        case .singleStep: happened ? "a single step" : "no single step"
        case .debugRegisterAccess: happened ? "debug register access" : "no register access"
        case .taskSwitch: happened ? "a task switch" : "no task switch"
        case .busLock: happened ? "a bus lock (bit clear)" : "no bus lock (bit set)"
        default: happened ? "transaction (bit clear)" : "no transaction (bit set)"
        }
    }

    /// Whose watch fired and in which thread, in its slot's colour.
    private func drawFired(on canvas: inout Canvas, row: Int, left: Int, width: Int) {
        guard let status = state.shownStatus else { return }
        var thread = ""
        if let ordinal = state.currentHit, state.hits[ordinal].status == status {
            thread = "tid \(state.hits[ordinal].tid)"
        } else if case .stopped(let stop) = state.target {
            thread = "tid \(stop.tid)"
        }
        var at = left
        if let slot = status.slots.first(where: { _ in true }) {
            let others = status.slots.count - 1
            let name = state.board.assignment(of: slot)?.watch.expression ?? slot.description
            let words = DisplayText.sanitized(name) + (others > 0 ? " +\(others)" : "")
            at = canvas.put(words, row, left, Style(Role(slot)), width: width - thread.count - 1)
        } else if status.isSingleStep {
            at = canvas.put("single step", row, left, .text)
        }
        canvas.putRight(thread, row, endingAt: left + width, .dim, width: left + width - at - 1)
    }
}
