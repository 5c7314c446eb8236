import ProgramModel
package import ViewModel

/// Who in the kernel touches what is watched: the watches, the table of functions, and the callers of one.
struct KernelScreen {
    let board: KernelBoard

    private var width: Int { board.width }
    private var height: Int { board.height }

    func draw(on canvas: inout Canvas) {
        guard width >= KernelBoard.minimum.width, height >= KernelBoard.minimum.height else {
            let words =
                "bptui needs \(KernelBoard.minimum.width)×\(KernelBoard.minimum.height), this is \(width)×\(height)"
            canvas.put("too small", max(0, height / 2 - 1), 1, Style(.warning, .bold))
            canvas.put(words, height / 2, 1, .dim, width: width - 1)
            return
        }
        drawHeader(on: &canvas)
        drawWatches(on: &canvas, in: CellRectangle(row: 1, column: 0, height: board.watchHeight, width: width))
        let top = 1 + board.watchHeight
        let rows = board.rows
        let list = CellRectangle(row: top, column: 0, height: height - 1 - board.callerHeight - top, width: width)
        KernelList(board: board, rows: rows).draw(on: &canvas, in: list)
        if board.showsCallers {
            drawCallers(
                of: board.selection(in: rows).map { rows[$0] }, on: &canvas,
                in: CellRectangle(row: list.endRow, column: 0, height: board.callerHeight, width: width))
        }
        drawKeys(on: &canvas)
        if board.showsHelp { drawHelp(on: &canvas) }
    }

    private func drawHeader(on canvas: inout Canvas) {
        var at = canvas.put("bptui", 0, 1, Style(.accent, .bold)) + 2
        at = canvas.put("kernel", 0, at, .strong) + 2
        at = canvas.put(board.scope, 0, at, .dim) + 3
        let glyph = board.isPaused ? canvas.glyphs.stopped : canvas.glyphs.running
        let style = Style(board.isPaused ? .warning : .ok, .bold)
        canvas.put(glyph, 0, at, style)
        let words = board.isPaused ? "paused" : "watching"
        at = canvas.put(words, 0, at + 2, style) + 2
        if board.isPaused {
            canvas.put("\(Numbers.count(board.newer, "hit")) since", 0, at, Style(.warning), width: width / 3)
        }
        var right = canvas.putRight(Numbers.clock(board.elapsed), 0, endingAt: width - 1, .dim) - 2
        if board.missed > 0 {
            right =
                canvas.putRight("\(Numbers.grouped(board.missed)) missed", 0, endingAt: right, Style(.error, .bold)) - 2
        }
        let hits = Numbers.count(board.total, "hit")
        if right - hits.count > at + 14 { canvas.putRight(hits, 0, endingAt: right, .text) }
    }

    // MARK: The watches

    /// Where each column ends; the address goes where there is no room for both it and the name.
    private struct WatchColumns {
        var name = 0
        var address: Int?
        var kind = 0
        var processors = 0
        var hits = 0
        var spark: Range<Int>?
        var rate = 0

        init(left: Int, end: Int) {
            name = left
            rate = end
            var at = rate - 9
            if end - left >= 100 {
                spark = at - 16..<at
                at -= 18
            }
            hits = at
            processors = hits - 12
            kind = processors - 14
            address = kind - 20
        }
    }

    private func drawWatches(on canvas: inout Canvas, in area: CellRectangle) {
        canvas.pane(area, title: "Watches", hasFocus: false)
        let choice = " registers chosen by the kernel "
        canvas.putRight(choice, area.row, endingAt: area.endColumn - 2, .dim)
        let columns = WatchColumns(left: area.column + 2, end: area.endColumn - 2)
        let head = area.row + 1
        canvas.put("symbol", head, columns.name + 2, Style(.title))
        if let at = columns.address { canvas.put("address", head, at, Style(.title)) }
        canvas.put("kind", head, columns.kind, Style(.title))
        canvas.putRight("CPUs", head, endingAt: columns.processors, Style(.title))
        canvas.putRight("hits", head, endingAt: columns.hits, Style(.title))
        canvas.putRight("rate", head, endingAt: columns.rate, Style(.title))
        for (index, watch) in board.watches.enumerated() {
            draw(watch, Self.role(of: index), columns, on: &canvas, row: head + 1 + index)
        }
    }

    static func role(of watch: Int) -> Role { [.slot0, .slot1, .slot2, .slot3][watch & 3] }

    private func draw(
        _ watch: KernelBoard.Watch, _ role: Role, _ columns: WatchColumns, on canvas: inout Canvas, row: Int
    ) {
        let isWhole = watch.armed == watch.processors
        canvas.put(
            isWhole ? canvas.glyphs.armed : canvas.glyphs.pending, row, columns.name,
            Style(isWhole ? role : .warning, .bold))
        // An address that was given needs no second column, and is not cut.
        let isAddress = NumberText.unsigned(watch.name) != nil
        let end = isAddress ? columns.kind : columns.address ?? columns.kind
        canvas.put(
            DisplayText.sanitized(watch.name), row, columns.name + 2, Style(role, .bold), width: end - columns.name - 4)
        if let at = columns.address, !isAddress { canvas.put(Numbers.address(watch.address), row, at, .dim) }
        canvas.put(watch.kind, row, columns.kind, .text)
        canvas.putRight(
            "\(watch.armed)/\(watch.processors)", row, endingAt: columns.processors, isWhole ? .dim : Style(.warning))
        canvas.putRight(Numbers.grouped(watch.hits), row, endingAt: columns.hits, .strong)
        if let spark = columns.spark {
            let text = Sparkline.text(watch.rates, width: spark.count, glyphs: canvas.glyphs)
            canvas.put(text, row, spark.lowerBound, Style(role))
        }
        canvas.putRight(watch.rates.rate.map(Numbers.rate) ?? "", row, endingAt: columns.rate, .dim)
    }

    // MARK: Callers

    private func drawCallers(of row: KernelBoard.Row?, on canvas: inout Canvas, in area: CellRectangle) {
        canvas.pane(area, title: "Callers", hasFocus: false)
        guard let row else { return }
        let ways = board.ways(of: row)
        guard !ways.isEmpty else { return }
        let index = min(board.way, ways.count - 1)
        let way = ways[index]
        let share = row.hits == 0 ? 0 : Int((Double(way.hits) / Double(row.hits) * 100).rounded())
        let which =
            ways.count == 1
            ? ""
            : "way \(index + 1) of \(ways.count)\(ways.count == KernelBoard.Row.mostWays ? "+" : "") · \(share) %   [ ] others "
        canvas.putRight(" \(which)", area.row, endingAt: area.endColumn - 2, .dim)
        let room = area.height - 2
        for (depth, address) in way.chain.prefix(room).enumerated() {
            let line = area.row + 1 + depth
            let place = board.place(address)
            let isCut = depth == room - 1 && way.chain.count > room
            canvas.putRight("\(depth)", line, endingAt: area.column + 4, .dim)
            var at = area.column + 6
            if isCut {
                canvas.put("… \(way.chain.count - depth) more", line, at, .dim)
                continue
            }
            let style = depth == 0 ? Style(.bright, .bold) : Style(.text)
            at = canvas.put(place.name ?? NumberText.hexadecimal(address), line, at, style, width: area.width - 32)
            if place.name != nil { at = canvas.put("+" + NumberText.hexadecimal(place.offset), line, at, .dim) }
            if at < area.endColumn - 22 {
                canvas.putRight(Numbers.address(address), line, endingAt: area.endColumn - 2, .dim)
            }
        }
    }

    // MARK: Keys

    private static let keys: [(key: String, label: String, help: String)] = [
        ("q", "quit", "leaves; the registers are given back"),
        ("?", "help", "this"),
        ("s", "sort", "by hits, rate, the newest first, or name"),
        ("p", "pause", "the table stands still, hits are counted on; p goes on"),
        ("Enter", "callers", "how the kernel came to the selected instruction"),
        ("[ ]", "ways", "the other ways there, the commonest first"),
        ("x", "clear", "counts everything anew"),
        ("↑↓", "choose", "and PgUp, PgDn, Home, End, the wheel, a click"),
    ]

    private func drawKeys(on canvas: inout Canvas) {
        var at = 1
        for (key, label, _) in Self.keys {
            let word = key == "p" && board.isPaused ? "go on" : key == "s" ? "sort: \(board.order.word)" : label
            guard at + DisplayWidth.of(key) + 1 + word.count < width else { break }
            at = canvas.put(key, height - 1, at, .key)
            at = canvas.put(word, height - 1, at + 1, .dim) + 2
        }
    }

    private func drawHelp(on canvas: inout Canvas) {
        let box = OverlayBox(width: min(width - 4, 68), height: Self.keys.count + 6, on: canvas)
        box.draw(title: "Keys", on: &canvas)
        let left = box.area.column + 3
        for (index, entry) in Self.keys.enumerated() {
            let row = box.area.row + 1 + index
            canvas.putRight(entry.key, row, endingAt: left + 5, Style(.key, on: .overlay, .bold))
            canvas.put(entry.help, row, left + 7, Style(.text, on: .overlay), width: box.area.endColumn - 2 - left - 7)
        }
        let notes = [
            "An offset is that of the instruction after the access.",
            "With rw the hardware does not tell a read from a write.",
        ]
        for (index, note) in notes.enumerated() {
            canvas.put(
                note, box.area.row + Self.keys.count + 2 + index, left + 1, Style(.dim, on: .overlay),
                width: box.area.width - 6)
        }
        canvas.putRight(
            " any key closes ", box.area.endRow - 1, endingAt: box.area.endColumn - 2, Style(.dim, on: .overlay))
    }
}

extension ScreenRenderer {
    /// A frame of the board's size.
    package func frame(of board: KernelBoard) -> Frame {
        var canvas = Canvas(width: board.width, height: board.height, styles: styles, isUnicode: capabilities.unicode)
        KernelScreen(board: board).draw(on: &canvas)
        return canvas.frame
    }
}
