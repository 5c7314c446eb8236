import DebugRegisters
import ProgramModel
import Session
import Tracing
import ViewModel
import WatchSlots

/// Each thread with what is installed in it, a column a slot.
struct ThreadsOverlay {
    let state: AppState
    let firstLine: Int

    private var board: ThreadBoard { state.threads }

    func draw(on canvas: inout Canvas) {
        let area = DetailLayout(width: state.width, height: state.height).area
        canvas.fill(area, Style(.text))
        canvas.pane(area, title: title, hasFocus: true)
        let columns = ThreadColumns(width: area.width - 4, left: area.column + 2)
        let lines = board.lines
        let rows = max(1, area.height - 3)
        let first = min(firstLine, max(0, lines.count - rows))
        let last = min(lines.count, first + rows)
        drawHeadings(columns, on: &canvas, row: area.row + 1)
        if lines.isEmpty {
            canvas.put(emptyWords, area.row + 3, columns.left + 2, .dim, width: columns.width - 2)
        }
        for (index, line) in lines[first..<last].enumerated() {
            let row = area.row + 2 + index
            switch line {
            case .process(let pid, let count): drawProcess(pid, count, columns, on: &canvas, row: row)
            case .thread(let thread): draw(thread, columns, on: &canvas, row: row)
            case .failure(let slot, let error):
                canvas.put(
                    "\(slot): \(DisplayText.sanitized(error.cause))", row, columns.left + 2, Style(.error),
                    width: columns.width - 2)
            }
        }
        drawFoot(on: &canvas, in: area, above: first, below: lines.count - last)
    }

    private var title: String {
        guard !board.threads.isEmpty else { return "Threads × slots" }
        let processes = Set(board.threads.map(\.pid)).count
        let words = Numbers.count(UInt64(board.threads.count), "thread")
        return "Threads × slots · \(words)" + (processes > 1 ? " in \(processes) processes" : "")
    }

    private var emptyWords: String {
        state.target.isAlive ? "asking for the threads" : "no threads: \(state.target.words)"
    }

    // MARK: Lines

    private func drawHeadings(_ columns: ThreadColumns, on canvas: inout Canvas, row: Int) {
        canvas.putRight("thread", row, endingAt: columns.tidEnd, .dim)
        canvas.put("name", row, columns.name, .dim, width: columns.nameWidth)
        canvas.put("state", row, columns.state, .dim)
        canvas.putRight("cpu", row, endingAt: columns.shareEnd, .dim)
        if let end = columns.processorEnd { canvas.putRight("on", row, endingAt: end, .dim) }
        for slot in SlotIndex.allCases {
            let at = columns.slot(slot)
            let end = canvas.put("\(slot)", row, at, Style(Role(slot), .bold))
            let (armed, wanted) = board.count(of: slot)
            guard let watch = state.board.assignment(of: slot)?.watch else { continue }
            // Where the name has no room, how many is what counts.
            let count = wanted == 0 ? "" : armed == wanted ? "\(armed)" : "\(armed)/\(wanted)"
            let words = columns.slotWidth >= 18 ? DisplayText.sanitized(watch.expression) + " " + count : count
            canvas.put(words, row, end + 1, .dim, width: columns.slotWidth - 1 - (end + 1 - at))
        }
    }

    private func drawProcess(_ pid: Int32, _ count: Int, _ columns: ThreadColumns, on canvas: inout Canvas, row: Int) {
        let at = canvas.put("process \(pid)", row, columns.left, Style(.title))
        let words =
            pid == state.program?.pid
            ? Numbers.count(UInt64(count), "thread") : "followed · " + Numbers.count(UInt64(count), "thread")
        canvas.put("  " + words, row, at, .dim, width: columns.end - at)
    }

    private func draw(_ thread: ThreadStatus, _ columns: ThreadColumns, on canvas: inout Canvas, row: Int) {
        let isShown = if case .stopped(let stop) = state.target { stop.tid == thread.tid } else { false }
        if isShown { canvas.put(canvas.glyphs.marker, row, columns.left - 1, Style(.bright, .bold)) }
        canvas.putRight("\(thread.tid)", row, endingAt: columns.tidEnd, isShown ? Style(.bright, .bold) : Style(.text))
        let activity = board.activities[thread.tid]
        canvas.put(activity?.name ?? "", row, columns.name, Style(.text), width: columns.nameWidth)
        let (word, role) = Self.words(thread, activity)
        canvas.put(word, row, columns.state, Style(role))
        if let share = board.shares[thread.tid] {
            canvas.putRight(
                "\(Int((share * 100).rounded()))%", row, endingAt: columns.shareEnd,
                share >= 0.005 ? Style(.text) : .dim)
        }
        if let end = columns.processorEnd, let activity {
            canvas.putRight("\(activity.processor)", row, endingAt: end, .dim)
        }
        for slot in SlotIndex.allCases where thread.slots.indices.contains(slot.number) {
            let cell = cell(thread.slots[slot.number], slot, canvas.glyphs)
            canvas.put(cell.glyph, row, columns.slot(slot), cell.sign)
            canvas.put(cell.word, row, columns.slot(slot) + 2, cell.style)
        }
    }

    private static func words(_ thread: ThreadStatus, _ activity: ThreadActivity?) -> (String, Role) {
        switch activity?.state {
        case _ where thread.isStopped: ("held", .warning)
        case "R": ("running", .ok)
        case "S", "I": ("sleeping", .dim)
        case "D": ("waiting", .dim)
        case "T": ("stopped", .warning)
        case "t": ("held", .warning)
        case "Z", "X": ("ended", .dim)
        default: ("", .dim)
        }
    }

    private struct Cell {
        let glyph: Character
        let word: String
        let sign: Style
        let style: Style
    }

    private func cell(_ status: ThreadStatus.Slot, _ slot: SlotIndex, _ glyphs: Glyphs) -> Cell {
        switch status {
        case .armed:
            Cell(glyph: glyphs.armed, word: "armed", sign: Style(Role(slot), .bold), style: Style(Role(slot)))
        case .pending: Cell(glyph: glyphs.pending, word: "pending", sign: Style(.warning), style: Style(.warning))
        case .failed:
            Cell(glyph: glyphs.failed, word: "failed", sign: Style(.error, .bold), style: Style(.error, .bold))
        case .free:
            switch state.board.status(of: slot) {
            case .free: Cell(glyph: glyphs.zero, word: "", sign: .dim, style: .dim)
            case .taken: Cell(glyph: glyphs.taken, word: "taken", sign: .dim, style: .dim)
            case .disarmed: Cell(glyph: glyphs.free, word: "off", sign: .dim, style: .dim)
            // Its watch is for another thread, or another process.
            case .pending, .armed, .failed: Cell(glyph: glyphs.free, word: "none", sign: .dim, style: .dim)
            }
        }
    }

    // MARK: The foot

    private func drawFoot(on canvas: inout Canvas, in area: CellRectangle, above: Int, below: Int) {
        let row = area.endRow - 1
        var end = area.endColumn - 2
        let words = [above > 0 ? "\(above) above" : nil, below > 0 ? "\(below) below" : nil].compactMap { $0 }
        if !words.isEmpty {
            end = canvas.putRight(" " + words.joined(separator: " · ") + " ", row, endingAt: end, .dim)
        }
        let legend = " \(canvas.glyphs.armed) armed: the kernel accepted it for that thread "
        if area.column + 2 + DisplayWidth.of(legend) <= end { canvas.put(legend, row, area.column + 2, .dim) }
    }
}
