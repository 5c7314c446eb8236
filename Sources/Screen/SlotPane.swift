import DebugRegisters
import HitRules
import ProgramModel
import Session
import Tracing
import ViewModel
import WatchSlots

/// One slot in a pane of its own: what it watches, the last change, how often, by whom.
struct SlotPane {
    let state: AppState
    let slot: SlotIndex

    private var color: Role { Role(slot) }
    private var status: SlotStatus { state.board.status(of: slot) }
    private var statistics: SlotStatistics { state.statistics[slot.number] }

    func draw(on canvas: inout Canvas, in area: CellRectangle) {
        let isSelected = state.selectedSlot == slot
        let hasFocus = isSelected && state.focus == .slots
        let isFlashing = state.isFlashing(slot)
        canvas.border(area, Style(isFlashing ? color : hasFocus ? .borderFocused : .border))
        if isSelected {
            canvas.put(canvas.glyphs.marker, area.row, area.column + 1, Style(hasFocus ? .bright : color, .bold))
        }
        let sign = SlotSign(status, glyphs: canvas.glyphs)
        // Reversed while it flashes: seen without colour too.
        canvas.put(" \(slot) ", area.row, area.column + 2, Style(color, isFlashing ? [.bold, .reverse] : .bold))
        let assignment = state.board.assignment(of: slot)
        let title =
            assignment.map { " \(sign.glyph) " + Self.title($0.watch, $0.piece) + " " }
            ?? " \(sign.glyph) \(sign.word) "
        canvas.put(title, area.row, area.column + 7, Style(titleRole), width: area.width - 9)
        let inner = CellRectangle(
            row: area.row + 1, column: area.column + 2, height: area.height - 2, width: area.width - 4)
        guard let assignment else { return drawEmpty(on: &canvas, in: inner) }
        drawWatch(assignment.watch, assignment.piece, on: &canvas, in: inner)
        let isPerf = assignment.watch.watch.request.mechanism == .perf
        let foot = assignment.watch.watch.request.action == .stop ? "stop" : isPerf ? "perf" : "log"
        canvas.putRight(
            " \(foot) ", area.endRow - 1, endingAt: area.endColumn - 2,
            foot == "stop" ? Style(.warning, .bold) : .dim)
        let room = area.width - 6 - foot.count - 2
        let choice = "register chosen by the kernel"
        let kernels = !isPerf ? "" : choice.count <= room - 2 ? choice : "kernel's choice"
        let others = [footWords ?? "", WatchRuleText.words(assignment.watch), kernels].filter { !$0.isEmpty }
        let claim = claimWords(
            assignment.watch, isUnicode: canvas.isUnicode,
            width: room - 2 - others.reduce(0) { $0 + DisplayWidth.of($1) + 3 })
        let words = (claim.isEmpty ? [] : [claim]) + others
        if isPerf, statistics.hits == 0 { drawBlindness(on: &canvas, in: inner) }
        if !words.isEmpty {
            canvas.put(
                " \(TextWrap.line(words.joined(separator: " · "), width: room - 2)) ", area.endRow - 1, area.column + 2,
                Style(words == [kernels] ? .dim : .warning), width: room)
        }
    }

    /// What the kernel stores is not seen, and the setting that would show it, while there is room for it.
    private func drawBlindness(on canvas: inout Canvas, in inner: CellRectangle) {
        guard let blindness = state.board.installation?.blindness, inner.height > 5 else { return }
        let room = inner.height - 4
        let lines = TextWrap.lines(DisplayText.sanitized(blindness.words), width: inner.width)
        let texts = lines.count <= room ? lines : ["kernel stores not seen:", blindness.short]
        for (index, line) in texts.prefix(room).enumerated() {
            canvas.put(line, inner.row + 4 + index, inner.column, Style(.warning), width: inner.width)
        }
    }

    static func title(_ description: WatchDescription, _ piece: WatchPiece) -> String {
        let name = description.watch.request.rule.readsOnly ? "read" : piece.kind.name
        return piece.kind == .execute ? name : "\(name) \(piece.length.byteCount)"
    }

    private static func name(of type: ValueType) -> String {
        if case .function = type { return "function" }
        return DisplayText.sanitized(type.name)
    }

    private var titleRole: Role {
        switch status {
        case .armed: color
        case .failed: .error
        case .pending: .warning
        case .free, .taken, .disarmed: .dim
        }
    }

    private var footWords: String? {
        switch status {
        case .disarmed: "disarmed"
        case .pending(let armed, let all) where all > 1: "\(armed) of \(all) threads"
        case .pending(_, 0) where state.target.isAlive && threadOfWatch != nil: "thread has ended"
        case .pending: "pending"
        default: nil
        }
    }

    /// `flexible, 38 % covered, next: b, c`, or where that is too long `38 %, 2 wait: W`, with the key that lists them; empty
    /// for a pinned watch that was armed all the time.
    private func claimWords(_ description: WatchDescription, isUnicode: Bool, width: Int) -> String {
        let watch = description.watch
        let text = CoverageText(of: watch.id, in: state, isUnicode: isUnicode)
        let share = text.map { $0.coverage.isComplete && watch.request.claim == .pinned ? "" : $0.share } ?? ""
        let next =
            watch.request.claim == .flexible ? state.board.queue.map { DisplayText.sanitized($0.expression) } : []
        let words = [
            watch.request.claim == .pinned ? "" : watch.request.claim.word, share,
            next.isEmpty ? "" : "next: " + next.joined(separator: ", "),
        ]
        let all = words.filter { !$0.isEmpty }.joined(separator: ", ")
        guard DisplayWidth.of(all) > width, !share.isEmpty else { return all }
        let percent = share.split(separator: " ").prefix(2).joined(separator: " ")
        let key = state.keys.bindings.first { $0.action == .watches }?.keys.first?.name
        guard !next.isEmpty, let key else { return percent + " of the time" }
        return "\(percent), \(next.count) wait: \(key)"
    }

    private var threadOfWatch: Int32? { state.board.assignment(of: slot)?.watch.watch.request.thread }

    // MARK: A slot without a watch of ours

    private func drawEmpty(on canvas: inout Canvas, in inner: CellRectangle) {
        if case .taken(let holder) = status {
            for (index, line) in TextWrap.lines(DisplayText.sanitized(holder), width: inner.width).prefix(5)
                .enumerated()
            {
                canvas.put(line, inner.row + 1 + index, inner.column, .dim)
            }
            return
        }
        guard state.target.isAlive || state.program == nil else { return }
        let firstFree = SlotIndex.allCases.first { state.board.status(of: $0) == .free }
        if slot == firstFree {
            canvas.put("a", inner.row + 1, inner.column, .key)
            let words = ["adds a watch:", "a name or an address"]
            for (index, line) in words.enumerated() {
                canvas.put(line, inner.row + 1 + index, inner.column + 3, .dim, width: inner.width - 3)
            }
        } else if slot == state.selectedSlot, state.focus == .slots {
            canvas.put("Enter", inner.row + 1, inner.column, .key)
            canvas.put("watch in this slot", inner.row + 1, inner.column + 6, .dim, width: inner.width - 6)
        }
    }

    // MARK: A watch

    private func drawWatch(
        _ description: WatchDescription, _ piece: WatchPiece, on canvas: inout Canvas, in inner: CellRectangle
    ) {
        let (left, width, end) = (inner.column, inner.width, inner.endColumn)
        let isOn = status != .disarmed
        // Name and type; the type goes when there is no room for both.
        let name = DisplayText.sanitized(description.expression)
        let type = description.type.map(Self.name) ?? ""
        canvas.put(name, inner.row, left, isOn ? .strong : .dim, width: width)
        canvas.putRight(
            type, inner.row, endingAt: end, .dim, width: width - min(width, DisplayWidth.of(name)) - 2)
        canvas.put(Numbers.address(piece.address.rawValue), inner.row + 1, left, .dim, width: width)
        let pieces = description.watch.assignments
        if pieces.count > 1, let index = pieces.firstIndex(where: { $0.slot == slot }) {
            canvas.putRight("\(index + 1) of \(pieces.count)", inner.row + 1, endingAt: end, .dim, width: width - 19)
        }
        if case .failed(let error) = status {
            let lines = TextWrap.lines(DisplayText.sanitized(error.message), width: width)
            let room = inner.height - 2
            for (index, line) in lines.prefix(room).enumerated() {
                let isCut = index == room - 1 && lines.count > room
                canvas.put(isCut ? line + " …" : line, inner.row + 2 + index, left, Style(.error), width: width)
            }
            return
        }
        drawValue(description, on: &canvas, row: inner.row + 2, left: left, width: width)
        drawCounts(on: &canvas, in: inner)
        let rate = statistics.rates.rate.map(Numbers.rate) ?? ""
        if statistics.hits > 0 {
            let spark = Sparkline.text(statistics.rates, width: width - 9, glyphs: canvas.glyphs)
            canvas.put(spark, inner.row + 4, left, Style(color))
            if state.target == .running { canvas.putRight(rate, inner.row + 4, endingAt: end, .dim) }
        }
        if let last = statistics.last {
            let hit = HitText(last, in: state, valueWidth: width)
            PlaceLine(hit, isRare: false).draw(on: &canvas, row: inner.row + 5, left: left, width: width)
            SlotHistory(state: state, slot: slot).draw(
                on: &canvas,
                in: CellRectangle(row: inner.row + 7, column: left, height: inner.height - 7, width: width))
        }
    }

    private func drawValue(
        _ description: WatchDescription, on canvas: inout Canvas, row: Int, left: Int, width: Int
    ) {
        let present = state.values[slot] ?? nil
        guard let last = statistics.last else {
            guard let present, let piece = state.board.assignment(of: slot)?.piece, piece.kind != .execute else {
                return
            }
            let text = ValueFormatter(width: width - 2).text(
                bits: present, byteCount: piece.length.byteCount, type: description.type,
                offset: HitText.offset(of: slot, in: description))
            canvas.put("=", row, left, .dim)
            canvas.put(text, row, left + 2, Style(.newValue, .bold), width: width - 2)
            return
        }
        let hit = HitText(last, in: state, valueWidth: width - 2)
        guard let new = hit.new else { return }
        var at = left
        // The arrow stands still while the values are short.
        if let old = hit.replaced {
            let (oldWidth, newWidth) = (DisplayWidth.of(old), DisplayWidth.of(new))
            let column = oldWidth <= 10 && 13 + newWidth <= width ? 10 : oldWidth
            if column + 3 + newWidth <= width {
                canvas.putRight(old, row, endingAt: left + column, Style(.oldValue))
                at = left + column + 1
            }
            canvas.put("→", row, at, .dim)
            at += 2
        }
        at = canvas.put(new, row, at, Style(.newValue, .bold), width: left + width - at)
        if let word = Self.word(hit.outcome), at + 2 + word.count <= left + width {
            canvas.put(word, row, at + 2, .dim)
        } else if let present, present != last.new, at + 6 <= left + width {
            // What stands there now is not what the last hit left: somebody wrote unseen.
            let text = ValueFormatter(width: 20).text(
                bits: present, byteCount: last.length.byteCount, type: description.type,
                offset: HitText.offset(of: slot, in: description))
            canvas.putRight("now \(text)", row, endingAt: left + width, Style(.warning), width: left + width - at - 2)
        }
    }

    /// What a hit did that changed nothing.
    private static func word(_ outcome: HitOutcome) -> String? {
        switch outcome {
        case .same: "silent"
        case .read: "read"
        case .changed, .executed, .written, .unknown: nil
        }
    }

    /// Hits, and which of them did not change the value; what has no room beside them goes to the last line.
    private func drawCounts(on canvas: inout Canvas, in inner: CellRectangle) {
        let row = inner.row + 3
        let watch = state.board.assignment(of: slot)?.watch.watch
        // Those are counted by register, which has had other watches as well.
        let hidden = watch?.request.claim == .flexible ? 0 : state.suppressed[slot.number]
        let scaled = watch.flatMap { CoverageText(of: $0.id, in: state, isUnicode: canvas.isUnicode) }
        var parts: [String] = []
        if statistics.changes > 0 { parts.append("\(Numbers.grouped(statistics.changes)) by the kernel") }
        if statistics.reads > 0 { parts.append("\(Numbers.grouped(statistics.reads)) read") }
        if statistics.silent > 0 { parts.append("\(Numbers.grouped(statistics.silent)) silent") }
        if hidden > 0 { parts.append("\(Numbers.grouped(hidden)) not shown") }
        var hits = statistics.hits == 0 ? "no hits yet" : Numbers.count(statistics.hits, "hit")
        // A part of the time must not look like all of it.
        let isPart = scaled?.coverage.isComplete == false
        if let scaled, isPart { hits = scaled.count }
        if let watch, watch.request.every > 1, statistics.hits > 0, !isPart {
            hits = LoggedText.words(statistics.hits, of: state.coverage[watch.id]?.hits)
        }
        let at = canvas.put(
            hits, row, inner.column, statistics.hits == 0 && !isPart ? .dim : .text, width: inner.width)
        var (room, shown) = (inner.endColumn - at - 2, 0)
        while shown < parts.count, parts[shown].count <= room {
            room -= parts[shown].count + 2
            shown += 1
        }
        canvas.putRight(parts[..<shown].joined(separator: "  "), row, endingAt: inner.endColumn, .dim)
        if shown < parts.count, inner.height > 6 {
            canvas.putRight(
                parts[shown...].joined(separator: "  "), inner.row + 6, endingAt: inner.endColumn, .dim,
                width: inner.width)
        }
    }
}
