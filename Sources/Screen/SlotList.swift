import DebugRegisters
import HitRules
import ProgramModel
import Session
import Tracing
import ViewModel
import WatchSlots

/// The four slots as a line each, where there is no room for panes.
struct SlotList {
    let state: AppState

    func draw(on canvas: inout Canvas, in area: CellRectangle) {
        canvas.pane(area, title: "Slots", hasFocus: state.focus == .slots)
        let waiting = state.board.queue.count
        if waiting > 0, let key = state.keys.bindings.first(where: { $0.action == .watches })?.keys.first?.name {
            canvas.putRight(
                " \(waiting) more wait for a register, \(key) lists them ", area.row, endingAt: area.endColumn - 2,
                Style(.warning))
        }
        for slot in SlotIndex.allCases { draw(slot, on: &canvas, row: area.row + 1 + slot.number, in: area) }
    }

    private func draw(_ slot: SlotIndex, on canvas: inout Canvas, row: Int, in area: CellRectangle) {
        let isSelected = state.selectedSlot == slot
        let hasFocus = isSelected && state.focus == .slots
        let ground: Role = hasFocus ? .selection : .background
        let (left, end) = (area.column + 2, area.endColumn - 2)
        if hasFocus {
            canvas.fill(
                CellRectangle(row: row, column: area.column + 1, height: 1, width: area.width - 2),
                Style(.text, on: ground))
        }
        if isSelected { canvas.put(canvas.glyphs.marker, row, area.column + 1, Style(.bright, on: ground, .bold)) }
        let status = state.board.status(of: slot)
        let sign = SlotSign(status, glyphs: canvas.glyphs)
        let isFlashing = state.isFlashing(slot)
        canvas.put("\(slot)", row, left, Style(Role(slot), on: ground, isFlashing ? [.bold, .reverse] : .bold))
        let signRole: Role =
            switch status {
            case .armed: Role(slot)
            case .failed: .error
            case .pending: .warning
            default: .dim
            }
        canvas.put(sign.glyph, row, left + 4, Style(signRole, on: ground))
        let text = left + 6
        guard let (description, piece) = state.board.assignment(of: slot) else {
            drawEmpty(status, slot, on: &canvas, row: row, at: text, end: end, ground: ground)
            return
        }
        let kindName = description.watch.request.rule.readsOnly ? "read" : piece.kind.shortName
        let kind = piece.kind == .execute ? "exec" : "\(kindName) \(piece.length.byteCount)"
        canvas.put(kind, row, text, Style(signRole, on: ground))
        let isPerf = description.watch.request.mechanism == .perf
        let action = description.watch.request.action == .stop ? "stop" : isPerf ? "perf" : "log"
        canvas.put(
            action, row, end - 4, action == "stop" ? Style(.warning, on: ground, .bold) : Style(.dim, on: ground))
        let name = DisplayText.sanitized(description.expression)
        if case .failed(let error) = status {
            let at = canvas.put(name, row, text + 9, Style(.text, on: ground, .bold), width: 16) + 2
            canvas.put(
                TextWrap.line(DisplayText.sanitized(error.message), width: end - 6 - at), row, at,
                Style(.error, on: ground))
            return
        }
        drawNumbers(
            slot, description, name, on: &canvas, row: row, left: text + 9, end: end - 6, ground: ground,
            isOn: status != .disarmed)
    }

    private func drawEmpty(
        _ status: SlotStatus, _ slot: SlotIndex, on canvas: inout Canvas, row: Int, at: Int, end: Int, ground: Role
    ) {
        if case .taken(let holder) = status {
            canvas.put("taken", row, at, Style(.dim, on: ground))
            canvas.put(
                TextWrap.line(DisplayText.sanitized(holder), width: end - at - 9), row, at + 9, Style(.dim, on: ground))
            return
        }
        canvas.put("free", row, at, Style(.dim, on: ground))
        let isFirst = SlotIndex.allCases.first { state.board.status(of: $0) == .free } == slot
        guard isFirst, state.target.isAlive || state.program == nil else { return }
        canvas.put("a", row, at + 9, Style(.key, on: ground, .bold))
        canvas.put("adds a watch: a name or an address", row, at + 11, Style(.dim, on: ground))
    }

    private func drawNumbers(
        _ slot: SlotIndex, _ description: WatchDescription, _ name: String, on canvas: inout Canvas, row: Int,
        left: Int, end: Int, ground: Role, isOn: Bool
    ) {
        let statistics = state.statistics[slot.number]
        var end = end
        let rate = state.target == .running && statistics.hits > 0 ? statistics.rates.rate.map(Numbers.rate) ?? "" : ""
        canvas.putRight(rate, row, endingAt: end, Style(.dim, on: ground))
        end -= 8
        var hits = statistics.hits == 0 ? "no hits" : Numbers.count(statistics.hits, "hit")
        let scaled = CoverageText(of: description.watch.id, in: state, isUnicode: canvas.isUnicode)
        let isLogged = description.watch.request.every > 1 && statistics.hits > 0
        if isLogged { hits = LoggedText.words(statistics.hits, of: nil) }
        if let scaled, !scaled.coverage.isComplete { hits = scaled.count }
        canvas.putRight(hits, row, endingAt: end, Style(statistics.hits == 0 ? .dim : .text, on: ground))
        end -= max(13, hits.count + 2)
        // What is left goes to the name and the value, the name giving way first.
        let room = end - left
        var value = ""
        var new = ""
        if let last = statistics.last {
            let hit = HitText(last, in: state, valueWidth: 22)
            new = hit.new ?? ""
            if let old = hit.replaced, !new.isEmpty { value = old + " → " }
            if DisplayWidth.of(value) + DisplayWidth.of(new) > room - 10 { value = "" }
        } else if let present = state.values[slot] ?? nil, let piece = state.board.assignment(of: slot)?.piece,
            piece.kind != .execute
        {
            new = ValueFormatter(width: 22).text(
                bits: present, byteCount: piece.length.byteCount, type: description.type,
                offset: HitText.offset(of: slot, in: description))
            value = "= "
        }
        let newWidth = DisplayWidth.of(new)
        if newWidth > 0 {
            canvas.put(new, row, end - newWidth, Style(.newValue, on: ground, .bold))
            canvas.putRight(value, row, endingAt: end - newWidth, Style(.oldValue, on: ground))
        }
        let nameRoom = max(6, room - newWidth - DisplayWidth.of(value) - 2)
        let at = canvas.put(
            name, row, left, isOn ? Style(.text, on: ground, .bold) : Style(.dim, on: ground), width: nameRoom)
        // Which hits are shown, where the name leaves room for a part of it that says something.
        let ruleRoom = left + nameRoom - at - 1
        if ruleRoom >= 6 {
            canvas.put(
                WatchRuleText.words(description), row, at + 1, Style(.warning, on: ground), width: ruleRoom)
        }
    }
}
