import DebugRegisters
import ProgramModel
import Session
import Tracing
import ViewModel

/// The newest hits of one slot, where its pane has room for more than the last: the newest first.
struct SlotHistory {
    let state: AppState
    let slot: SlotIndex

    /// Hits that are looked through for those of the slot.
    private static let reach = 4096

    func draw(on canvas: inout Canvas, in area: CellRectangle) {
        let hits = newest(area.height - 1)
        guard area.height >= 3, hits.count > 1 else { return }
        canvas.put("before that", area.row, area.column, .dim)
        for (index, hit) in hits.dropFirst().enumerated() {
            draw(hit, on: &canvas, row: area.row + 1 + index, left: area.column, end: area.endColumn)
        }
    }

    private func newest(_ count: Int) -> [Hit] {
        var found: [Hit] = []
        var ordinal = state.hits.ordinals.upperBound - 1
        let least = max(state.hits.ordinals.lowerBound, ordinal - Self.reach)
        while ordinal >= least, found.count < count, state.hits.isInMemory(ordinal) {
            if state.hits[ordinal].slot == slot { found.append(state.hits[ordinal]) }
            ordinal -= 1
        }
        return found
    }

    private func draw(_ hit: Hit, on canvas: inout Canvas, row: Int, left: Int, end: Int) {
        let text = HitText(hit, in: state, valueWidth: 20)
        canvas.putRight(Numbers.seconds(hit.time), row, endingAt: left + 10, .dim)
        var at = left + 12
        if let new = text.new {
            if let old = text.replaced {
                at = canvas.put(old, row, at, Style(.oldValue), width: 20) + 1
                at = canvas.put("→", row, at, .dim) + 1
            }
            at = canvas.put(new, row, at, Style(text.isQuiet ? .dim : .newValue), width: 20) + 2
        }
        at = max(at, min(left + 32, end - 12))
        canvas.put(text.function + text.functionOffset, row, at, Style(text.isQuiet ? .dim : .text), width: end - at)
    }
}
