import ProgramModel
import ViewModel

/// The functions of the kernel's that touched a watch, one instruction a line.
struct KernelList {
    let board: KernelBoard
    let rows: [KernelBoard.Row]

    /// Where columns stand; what has no room goes as a whole, the least telling first.
    private struct Columns {
        var hits = 0
        var bar: Range<Int>?
        var share: Int?
        var rate = 0
        var spark: Range<Int>?
        var processor = 0
        var task = 0
        var taskWidth = 0
        var thread: Int?
        var function = 0

        init(_ rows: [KernelBoard.Row], left: Int, width: Int) {
            hits = left + max(7, rows.map { Numbers.grouped($0.hits).count }.max() ?? 0)
            var at = hits + 2
            bar = at..<at + (width >= 100 ? 10 : 5)
            at = bar!.upperBound + 1
            share = at + 4
            at += 4 + 2
            rate = at + 6
            at = rate + 2
            if width >= 110 {
                spark = at..<at + 14
                at += 16
            }
            processor = at + 3
            task = processor + 2
            taskWidth = max(9, rows.map { DisplayWidth.of(KernelList.task(of: $0)) }.max() ?? 0)
            at = task + taskWidth + 2
            if width >= 100 {
                thread = at + 5
                at += 7
            }
            function = at
        }
    }

    func draw(on canvas: inout Canvas, in area: CellRectangle) {
        canvas.pane(area, title: "Who touches it", hasFocus: true)
        canvas.putRight(
            " \(Numbers.count(UInt64(rows.count), "instruction")), by \(board.order.word) ", area.row,
            endingAt: area.endColumn - 2, .dim)
        let columns = Columns(rows, left: area.column + 3, width: area.width)
        drawHeadings(columns, on: &canvas, row: area.row + 1)
        guard !rows.isEmpty else {
            canvas.put("no access so far", area.row + 2, area.column + 3, .dim)
            return
        }
        let first = board.firstShown(in: rows)
        let selection = board.selection(in: rows)
        let room = min(board.listRows, area.height - 3)
        for index in 0..<max(0, min(room, rows.count - first)) {
            draw(
                rows[first + index], isSelected: first + index == selection, columns, on: &canvas,
                row: area.row + 2 + index,
                area)
        }
        let rest = rows.count - first - room
        if rest > 0 {
            canvas.putRight(" \(rest) more below ", area.endRow - 1, endingAt: area.endColumn - 2, .dim)
        }
    }

    private func drawHeadings(_ columns: Columns, on canvas: inout Canvas, row: Int) {
        canvas.putRight("hits", row, endingAt: columns.hits, Style(.title))
        if let bar = columns.bar { canvas.put("share", row, bar.lowerBound, Style(.title)) }
        canvas.putRight("rate", row, endingAt: columns.rate, Style(.title))
        canvas.putRight("CPU", row, endingAt: columns.processor, Style(.title))
        canvas.put("last task", row, columns.task, Style(.title))
        if let end = columns.thread { canvas.putRight("tid", row, endingAt: end, Style(.title)) }
        canvas.put("function", row, columns.function + (board.watches.count > 1 ? 2 : 0), Style(.title))
    }

    private func draw(
        _ row: KernelBoard.Row, isSelected: Bool, _ columns: Columns, on canvas: inout Canvas, row line: Int,
        _ area: CellRectangle
    ) {
        let ground: Role = isSelected ? .selection : .background
        if isSelected {
            canvas.fill(
                CellRectangle(row: line, column: area.column + 1, height: 1, width: area.width - 2),
                Style(.text, on: ground))
            canvas.put(canvas.glyphs.marker, line, area.column + 1, Style(.accent, on: ground, .bold))
        }
        let role = KernelScreen.role(of: row.key.watch)
        let all = board.watches[row.key.watch].hits
        let share = all == 0 ? 0 : Double(row.hits) / Double(all)
        canvas.putRight(
            Numbers.grouped(row.hits), line, endingAt: columns.hits,
            Style(isSelected ? .bright : .text, on: ground, .bold))
        if let bar = columns.bar {
            Bar(share: share, width: bar.count).draw(
                on: &canvas, row: line, column: bar.lowerBound, Style(role, on: ground))
        }
        if let end = columns.share {
            let percent = share * 100
            let text = percent > 0 && percent < 1 ? "<1%" : "\(Int(percent.rounded()))%"
            canvas.putRight(text, line, endingAt: end, Style(.dim, on: ground))
        }
        let rate = row.rates.rate ?? 0
        canvas.putRight(
            rate > 0 ? Numbers.rate(rate) : "·", line, endingAt: columns.rate,
            Style(rate > 0 ? .text : .dim, on: ground))
        if let spark = columns.spark {
            let text = Sparkline.text(row.rates, width: spark.count, glyphs: canvas.glyphs)
            canvas.put(text, line, spark.lowerBound, Style(role, on: ground))
        }
        canvas.putRight("\(row.processor)", line, endingAt: columns.processor, Style(.dim, on: ground))
        let task = Self.task(of: row)
        canvas.put(
            task, line, columns.task, Style(row.task.isEmpty ? .dim : .text, on: ground), width: columns.taskWidth)
        if let end = columns.thread {
            canvas.putRight("\(row.tid)", line, endingAt: end, Style(.dim, on: ground), width: 7)
        }
        drawFunction(row, role, on: &canvas, line: line, at: columns.function, end: area.endColumn - 2, ground)
    }

    /// Its name; of one that had gone its number. Number 0 is the idle task, or one of another process namespace.
    private static func task(of row: KernelBoard.Row) -> String {
        if !row.task.isEmpty { return DisplayText.sanitized(row.task) }
        return row.tid == 0 ? "idle or hidden" : "\(row.tid)"
    }

    /// The name gives way to the offset, which tells two instructions of one function apart.
    private func drawFunction(
        _ row: KernelBoard.Row, _ role: Role, on canvas: inout Canvas, line: Int, at start: Int, end: Int,
        _ ground: Role
    ) {
        var at = start
        if board.watches.count > 1 {
            canvas.put(canvas.glyphs.armed, line, at, Style(role, on: ground))
            at += 2
        }
        let place = board.place(row.key.pc)
        guard let name = place.name else {
            canvas.put(NumberText.hexadecimal(row.key.pc), line, at, Style(.dim, on: ground), width: end - at)
            return
        }
        let offset = "+" + NumberText.hexadecimal(place.offset)
        at = canvas.put(name, line, at, Style(.newValue, on: ground), width: max(4, end - at - offset.count))
        canvas.put(offset, line, at, Style(.dim, on: ground), width: end - at)
    }
}
