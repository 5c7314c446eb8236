import DebugRegisters
import ProgramModel
import Session
import Tracing
import ViewModel

/// Who hits, the busiest first, and what is known of the one under the cursor.
struct WritersPane {
    let state: AppState
    private let rows: [WriterRow]

    init(state: AppState) {
        self.state = state
        rows = state.writerRows
    }

    func draw(on canvas: inout Canvas, in area: CellRectangle) {
        let hasFocus = state.focus == .writers
        canvas.pane(area, title: "Writers", hasFocus: hasFocus)
        let view = state.writerView
        canvas.putRight(
            " by \(view.grouping.word) · \(view.order.word) ↓ ", area.row, endingAt: area.endColumn - 2,
            Style(hasFocus ? .text : .dim), width: area.width - 14)
        drawFoot(on: &canvas, in: area)
        let inner = CellRectangle(
            row: area.row + 1, column: area.column + 2, height: area.height - 2, width: area.width - 4)
        guard let selected = state.selectedWriter(among: rows) else { return drawHint(on: &canvas, in: inner) }
        let form = WritersForm(width: area.width, height: area.height)
        let first = state.firstWriter(among: rows, shown: form.rows)
        let shown = rows[first..<min(rows.count, first + form.rows)]
        let texts = shown.map { WriterText($0, in: state, valueWidth: form.kind == .wide ? 20 : 14) }
        if form.kind == .wide {
            drawWide(texts, selected: selected - first, on: &canvas, in: inner, area: area)
        } else {
            drawNarrow(texts, form, selected: selected - first, on: &canvas, in: inner, area: area)
        }
        if form.detailLines > 0, shown.indices.contains(selected) {
            WriterDetail(state: state, text: texts[selected - first]).draw(
                on: &canvas,
                in: CellRectangle(
                    row: inner.endRow - form.detailLines, column: inner.column, height: form.detailLines,
                    width: inner.width))
        }
    }

    /// What narrows the count: the filter, and where it began.
    private func drawFoot(on canvas: inout Canvas, in area: CellRectangle) {
        var end = area.endColumn - 2
        if let reset = state.writerView.reset {
            end = canvas.putRight(
                " since \(Numbers.seconds(reset.time)) ", area.endRow - 1, endingAt: end, Style(.warning))
        }
        if let filter = state.filter {
            canvas.put(
                " /\(DisplayText.sanitized(filter.text)) ", area.endRow - 1, area.column + 2, Style(.accent),
                width: end - area.column - 3)
        }
    }

    private func drawHint(on canvas: inout Canvas, in inner: CellRectangle) {
        let words =
            state.hits.isEmpty
            ? "who touches the watched memory, and how often"
            : state.filter != nil ? "no hit passes the filter" : "no hit since the counting began anew"
        for (index, line) in TextWrap.lines(words, width: inner.width).prefix(inner.height - 1).enumerated() {
            canvas.put(line, inner.row + 1 + index, inner.column, .dim)
        }
    }

    private var highest: UInt64 { rows.map(\.count).max() ?? 1 }

    private func style(of row: WriterRow, on ground: Role) -> Style {
        row.isRare ? Style(.error, on: ground, .bold) : Style(row.key == .others ? .dim : .text, on: ground)
    }

    /// One colour for one slot; several have none in common.
    private func barRole(_ row: WriterRow) -> Role {
        row.slots.count == 1 ? row.slots.first { _ in true }.map(Role.init) ?? .dim : .title
    }

    private func lay(
        _ isSelected: Bool, rows: Range<Int>, on canvas: inout Canvas, area: CellRectangle
    ) -> Role {
        guard isSelected, state.focus == .writers else {
            if isSelected {
                canvas.put(canvas.glyphs.marker, rows.lowerBound, area.column + 1, Style(.dim, .bold))
            }
            return .background
        }
        canvas.fill(
            CellRectangle(row: rows.lowerBound, column: area.column + 1, height: rows.count, width: area.width - 2),
            Style(.text, on: .selection))
        canvas.put(
            canvas.glyphs.marker, rows.lowerBound, area.column + 1, Style(.bright, on: .selection, .bold))
        return .selection
    }

    private func drawSlots(_ text: WriterText, on canvas: inout Canvas, row: Int, column: Int, ground: Role) {
        let slots = text.slots
        if slots.count == 1 {
            canvas.put(canvas.glyphs.armed, row, column, Style(Role(slots[0]), on: ground, .bold))
            canvas.put("\(slots[0].number)", row, column + 2, Style(Role(slots[0]), on: ground))
        } else {
            for (index, slot) in slots.enumerated() {
                canvas.put("\(slot.number)", row, column + index, Style(Role(slot), on: ground, .bold))
            }
        }
    }

    /// The name, its end cut before the offset is; a rare writer is marked by a sign as well.
    private func drawLabel(
        _ text: WriterText, on canvas: inout Canvas, row: Int, column: Int, width: Int, ground: Role
    ) {
        var style = style(of: text.row, on: ground)
        if case .value = text.row.key { style = Style(.newValue, on: ground) }
        var at = column
        if text.row.isRare { at = canvas.put("! ", row, at, style) }
        let room = column + width - at
        let offset = text.offset
        let showsOffset = room - offset.count >= 6
        at = canvas.put(text.label, row, at, style, width: showsOffset ? room - offset.count : room)
        if showsOffset { canvas.put(offset, row, at, text.row.isRare ? style : Style(.dim, on: ground)) }
    }

    // MARK: One or two lines a row

    private func drawNarrow(
        _ texts: [WriterText], _ form: WritersForm, selected: Int, on canvas: inout Canvas, in inner: CellRectangle,
        area: CellRectangle
    ) {
        let (left, end) = (inner.column, inner.endColumn)
        let slotWidth = max(3, texts.map { $0.slots.count }.max() ?? 0)
        let label = left + 9 + (form.kind == .tall ? max(5, slotWidth) : slotWidth) + (form.kind == .tall ? 1 : 2)
        canvas.putRight("count", inner.row, endingAt: left + 7, .dim)
        canvas.put("DR", inner.row, left + 9, .dim)
        canvas.put(heading, inner.row, label, .dim)
        if state.writerView.grouping != .value { canvas.putRight("last", inner.row, endingAt: end, .dim) }
        for (index, text) in texts.enumerated() {
            let row = inner.row + 1 + form.linesPerRow * index
            let ground = lay(index == selected, rows: row..<row + form.linesPerRow, on: &canvas, area: area)
            canvas.putRight(
                Numbers.grouped(text.row.count), row, endingAt: left + 7,
                Style(text.row.isRare ? .error : .text, on: ground, .bold))
            drawSlots(text, on: &canvas, row: row, column: left + 9, ground: ground)
            let valueWidth = DisplayWidth.of(text.value)
            canvas.putRight(
                text.value, row, endingAt: end,
                Style(text.hit?.isQuiet == true ? .dim : .newValue, on: ground), width: end - label - 8)
            let room = end - label - (valueWidth > end - label - 8 || valueWidth == 0 ? 0 : valueWidth + 1)
            drawLabel(text, on: &canvas, row: row, column: label, width: room, ground: ground)
            guard form.kind == .tall else { continue }
            Bar(share: Double(text.row.count) / Double(highest), width: 7).draw(
                on: &canvas, row: row + 1, column: left, Style(barRole(text.row), on: ground))
            canvas.put(
                text.row.access?.word ?? "", row + 1, left + 9, Style(.dim, on: ground), width: label - left - 10 + 1)
            let seen = text.hit.map { Numbers.seconds($0.record.time) } ?? ""
            canvas.putRight(seen, row + 1, endingAt: end, Style(.dim, on: ground))
            canvas.put(
                text.source, row + 1, label, Style(.dim, on: ground), width: end - label - seen.count - 1)
        }
    }

    private var heading: String {
        state.writerView.grouping == .instruction ? "function" : state.writerView.grouping.word
    }

    // MARK: One line a row

    private func drawWide(
        _ texts: [WriterText], selected: Int, on canvas: inout Canvas, in inner: CellRectangle, area: CellRectangle
    ) {
        let columns = columns(for: texts, width: inner.width)
        let left = inner.column
        func right(_ text: String, _ column: WriterColumns.Column, _ row: Int, _ style: Style) {
            if let span = columns[column] {
                canvas.putRight(text, row, endingAt: left + span.end, style, width: span.width)
            }
        }
        func start(_ text: String, _ column: WriterColumns.Column, _ row: Int, _ style: Style) {
            if let span = columns[column] { canvas.put(text, row, left + span.start, style, width: span.width) }
        }
        right("count", .count, inner.row, .dim)
        start("DR", .slot, inner.row, .dim)
        start("access", .access, inner.row, .dim)
        start(heading, .label, inner.row, .dim)
        start(
            state.writerView.grouping == .thread || state.writerView.grouping == .value ? "mostly" : "line", .source,
            inner.row, .dim)
        right("first", .first, inner.row, .dim)
        right("last", .last, inner.row, .dim)
        right("value", .value, inner.row, .dim)
        for (index, text) in texts.enumerated() {
            let row = inner.row + 1 + index
            let ground = lay(index == selected, rows: row..<row + 1, on: &canvas, area: area)
            let quiet = Style(.dim, on: ground)
            right(
                Numbers.grouped(text.row.count), .count, row, Style(text.row.isRare ? .error : .text, on: ground, .bold)
            )
            if let span = columns[.bar] {
                Bar(share: Double(text.row.count) / Double(highest), width: span.width).draw(
                    on: &canvas, row: row, column: left + span.start, Style(barRole(text.row), on: ground))
            }
            if let span = columns[.slot] {
                drawSlots(text, on: &canvas, row: row, column: left + span.start, ground: ground)
            }
            start(
                text.row.access?.word ?? "", .access, row, text.row.access == .read ? quiet : Style(.text, on: ground))
            if let span = columns[.label] {
                drawLabel(
                    text, on: &canvas, row: row, column: left + span.start, width: span.width, ground: ground)
            }
            start(text.source, .source, row, quiet)
            right(text.row.tally.map { Numbers.seconds($0.firstTime) } ?? "", .first, row, quiet)
            right(text.hit.map { Numbers.seconds($0.record.time) } ?? "", .last, row, quiet)
            right(text.value, .value, row, text.hit?.isQuiet == true ? quiet : Style(.newValue, on: ground))
        }
    }

    private func columns(for texts: [WriterText], width: Int) -> WriterColumns {
        var natural: ColumnValues<WriterColumns.Column, Int> = [.count: 7, .bar: 8, .slot: 3, .access: 6, .label: 12]
        func grow(_ column: WriterColumns.Column, _ size: Int, step: Int = 1) {
            natural[column] = max(natural[column, default: 0], (size + step - 1) / step * step)
        }
        // Rows by value have theirs at the start.
        if state.writerView.grouping != .value { natural[.value] = 6 }
        for text in texts {
            grow(.count, Numbers.grouped(text.row.count).count)
            grow(.slot, text.slots.count)
            grow(.label, DisplayWidth.of(text.label) + text.offset.count + (text.row.isRare ? 2 : 0), step: 2)
            grow(.source, DisplayWidth.of(text.source))
            grow(.value, DisplayWidth.of(text.value), step: 2)
            guard let hit = text.hit else { continue }
            grow(.first, max(8, Numbers.seconds(text.row.tally?.firstTime ?? 0).count))
            grow(.last, max(8, Numbers.seconds(hit.record.time).count))
        }
        return WriterColumns(natural: natural, width: width)
    }
}
