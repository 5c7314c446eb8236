import DebugRegisters
import ProgramModel
import Session
import Tracing
import ViewModel
import WatchSlots

/// The log of hits, one line each: who, when, what changed, where.
struct HitsPane {
    let state: AppState

    func draw(on canvas: inout Canvas, in area: CellRectangle, showsOutputHint: Bool) {
        let hasFocus = state.focus == .hits
        canvas.pane(area, title: "Hits", hasFocus: hasFocus)
        let right = area.endColumn - 2
        var end = right
        if state.isFollowing, !state.hits.isEmpty {
            end = canvas.putRight(" follow \(canvas.glyphs.armed) ", area.row, endingAt: right, Style(.ok))
        } else if state.currentHit != nil {
            let newer = Numbers.grouped(UInt64(state.newerHits))
            end = canvas.putRight(" \(newer) newer · f follows ", area.row, endingAt: right, Style(.warning))
        }
        FilterTitle(state: state).draw(on: &canvas, row: area.row, left: area.column + 8, end: end)
        HitsKept(state: state).draw(on: &canvas, in: area)
        if showsOutputHint, !state.output.isEmpty {
            canvas.putRight(
                " o output, \(Numbers.count(UInt64(state.output.lineCount), "line")) ", area.endRow - 1,
                endingAt: right, .dim)
        }
        let inner = CellRectangle(
            row: area.row + 1, column: area.column + 2, height: area.height - 2, width: area.width - 4)
        guard !state.hits.isEmpty else { return drawHint(on: &canvas, in: inner) }
        guard !state.logged.isEmpty else { return drawNoMatch(on: &canvas, in: inner) }
        drawRows(on: &canvas, in: inner, area: area)
    }

    // MARK: Before the first hit

    private func drawHint(on canvas: inout Canvas, in inner: CellRectangle) {
        var row = inner.row + 1
        for hint in HitsHint(state).lines {
            canvas.put(hint.key, row, inner.column, .key)
            let indent = hint.key.isEmpty ? 0 : 3
            for line in TextWrap.lines(hint.text, width: inner.width - indent) where row < inner.endRow {
                canvas.put(line, row, inner.column + indent, Style(hint.isState ? .text : .dim))
                row += 1
            }
        }
    }

    private func drawNoMatch(on canvas: inout Canvas, in inner: CellRectangle) {
        let isLooking = state.filter?.progress(of: state.hits) != nil
        canvas.put(
            isLooking ? "no hit so far passes the filter" : "no hit passes the filter", inner.row + 1, inner.column,
            .dim, width: inner.width)
        for (index, line) in [("/", "changes it"), ("Esc", "shows all hits")].enumerated() {
            canvas.put(line.0, inner.row + 2 + index, inner.column, .key)
            canvas.put(line.1, inner.row + 2 + index, inner.column + 5, .dim)
        }
    }

    // MARK: Rows

    private struct Row {
        let ordinal: Int
        let hit: HitText
        /// Not the first of its trap: another slot of the same one.
        let isContinuation: Bool
        let isRare: Bool
    }

    private func drawRows(on canvas: inout Canvas, in inner: CellRectangle, area: CellRectangle) {
        let shown = state.visibleHits(rows: inner.height - 1)
        let rows = shown.map { ordinal -> Row in
            let record = state.hits[ordinal]
            let before = ordinal > state.hits.ordinals.lowerBound ? state.hits[ordinal - 1].trap : 0
            return Row(
                ordinal: ordinal, hit: HitText(record, in: state, valueWidth: 24),
                isContinuation: before == record.trap && ordinal != shown.first && !isChange(ordinal - 1),
                isRare: state.statistics[record.slot.number].isRare(pc: record.pc))
        }
        let columns = columns(for: rows, width: inner.width)
        drawHeadings(columns, on: &canvas, row: inner.row, left: inner.column)
        for (index, row) in rows.enumerated() {
            draw(row, columns, on: &canvas, at: inner.row + 1 + index, inner: inner, area: area)
        }
    }

    private func isChange(_ ordinal: Int) -> Bool { state.hits[ordinal].flags.contains(.withoutHit) }

    /// Widths that hold every row shown; in steps, so that columns rarely move while the log runs.
    private func columns(for rows: [Row], width: Int) -> HitColumns {
        var natural: ColumnValues<HitColumns.Column, Int> = [.slot: 3, .access: 6, .old: 6, .new: 6]
        natural[.number] = max(6, Numbers.grouped(rows.last?.hit.record.trap ?? 0).count)
        natural[.time] = max(8, Numbers.seconds(rows.last?.hit.record.time ?? 0).count)
        for row in rows {
            func grow(_ column: HitColumns.Column, _ size: Int, step: Int) {
                let stepped = (size + step - 1) / step * step
                natural[column] = max(natural[column, default: 0], stepped)
            }
            grow(.thread, thread(of: row.hit.record).count, step: 1)
            if let old = row.hit.old, DisplayWidth.of(old) > 6 { grow(.old, DisplayWidth.of(old), step: 2) }
            if let new = row.hit.new, DisplayWidth.of(new) > 6 { grow(.new, DisplayWidth.of(new), step: 2) }
            let mark = row.isRare ? 2 : 0
            grow(.function, DisplayWidth.of(row.hit.function) + row.hit.functionOffset.count + mark, step: 2)
            grow(.source, DisplayWidth.of(row.hit.source), step: 1)
        }
        return HitColumns(natural: natural, width: width)
    }

    /// With several processes the thread's own, where it is not its leader.
    private func thread(of record: Hit) -> String {
        state.processes.isEmpty || record.pid == record.tid ? "\(record.tid)" : "\(record.pid)/\(record.tid)"
    }

    private func drawHeadings(_ columns: HitColumns, on canvas: inout Canvas, row: Int, left: Int) {
        func right(_ text: String, _ column: HitColumns.Column) {
            if let span = columns[column] { canvas.putRight(text, row, endingAt: left + span.end, .dim) }
        }
        func start(_ text: String, _ column: HitColumns.Column) {
            if let span = columns[column] { canvas.put(text, row, left + span.start, .dim, width: span.width) }
        }
        right("n", .number)
        right("time", .time)
        start("DR", .slot)
        right("tid", .thread)
        start("access", .access)
        right("old", .old)
        right("new", .new)
        start("where", .function)
    }

    private func draw(
        _ row: Row, _ columns: HitColumns, on canvas: inout Canvas, at line: Int, inner: CellRectangle,
        area: CellRectangle
    ) {
        let record = row.hit.record
        let isCurrent = row.ordinal == state.currentHit
        let ground: Role = isCurrent ? .selection : .background
        let left = inner.column
        if isCurrent {
            canvas.fill(
                CellRectangle(row: line, column: area.column + 1, height: 1, width: area.width - 2),
                Style(.text, on: ground))
        }
        let quiet = Style(.dim, on: ground)
        let isStop = record.flags.contains(.stopped)
        if isStop {
            canvas.put(canvas.glyphs.stopped, line, area.column + 1, Style(.warning, on: ground, .bold))
        } else if isCurrent {
            canvas.put(canvas.glyphs.marker, line, area.column + 1, Style(.bright, on: ground, .bold))
        }
        if let span = columns[.number] {
            let text = row.hit.isChange ? "" : row.isContinuation ? "└" : Numbers.grouped(record.trap)
            canvas.putRight(text, line, endingAt: left + span.end, isCurrent ? Style(.bright, on: ground) : quiet)
        }
        if let span = columns[.time], !row.isContinuation || row.hit.isChange {
            canvas.putRight(Numbers.seconds(record.time), line, endingAt: left + span.end, quiet)
        }
        if let span = columns[.slot] {
            let style = Style(Role(record.slot), on: ground, .bold)
            canvas.put(row.hit.isChange ? canvas.glyphs.changed : canvas.glyphs.armed, line, left + span.start, style)
            canvas.put("\(record.slot.number)", line, left + span.start + 2, Style(Role(record.slot), on: ground))
        }
        if let span = columns[.thread], record.tid != 0 {
            canvas.putRight(thread(of: record), line, endingAt: left + span.end, quiet)
        }
        if let span = columns[.access] {
            let style = row.hit.isQuiet ? quiet : Style(.text, on: ground)
            canvas.put(row.hit.access, line, left + span.start, style)
        }
        drawValues(row, columns, on: &canvas, at: line, left: left, ground: ground)
        drawPlace(row, columns, on: &canvas, at: line, left: left, ground: ground)
    }

    private func drawValues(
        _ row: Row, _ columns: HitColumns, on canvas: inout Canvas, at line: Int, left: Int, ground: Role
    ) {
        guard let new = columns[.new], let newText = row.hit.new else { return }
        if let old = columns[.old], let oldText = row.hit.replaced {
            canvas.putRight(oldText, line, endingAt: left + old.end, Style(.oldValue, on: ground))
            canvas.put("→", line, left + new.start - 2, Style(.dim, on: ground))
        }
        let style =
            row.hit.isQuiet
            ? Style(.dim, on: ground)
            : row.isRare ? Style(.error, on: ground, .bold) : Style(.newValue, on: ground)
        canvas.putRight(newText, line, endingAt: left + new.end, style)
        if let sameness = row.hit.sameness, columns[.old] != nil {
            canvas.putRight(
                sameness, line, endingAt: left + new.end - DisplayWidth.of(newText) - 1, Style(.dim, on: ground))
        }
    }

    private func drawPlace(
        _ row: Row, _ columns: HitColumns, on canvas: inout Canvas, at line: Int, left: Int, ground: Role
    ) {
        guard let span = columns[.function] else { return }
        let hit = row.hit
        let style =
            row.isRare
            ? Style(.error, on: ground, .bold)
            : Style(hit.isNamed && hit.outcome != .same && hit.outcome != .read ? .text : .dim, on: ground)
        var at = left + span.start
        if row.isRare { at = canvas.put("! ", line, at, style) }
        let room = left + span.end - at
        let offset = hit.functionOffset
        if !hit.isNamed {
            if hit.function.count <= room { canvas.put(hit.function, line, at, style) }
        } else {
            let showsOffset = DisplayWidth.of(hit.function) + offset.count <= room || room - offset.count >= 6
            at = canvas.put(hit.function, line, at, style, width: showsOffset ? room - offset.count : room)
            if showsOffset { canvas.put(offset, line, at, row.isRare ? style : Style(.dim, on: ground)) }
        }
        if let span = columns[.source] {
            canvas.put(hit.source, line, left + span.start, Style(.dim, on: ground), width: span.width)
        }
    }
}
