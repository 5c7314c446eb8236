/// What the program printed, as a small terminal shows it: lines of harmless text with colours, the last screenful of
/// which the program can still change. No escape sequence and no control character survives.
///
/// Understands what ordinary programs send (xterm's ctlseqs): UTF-8, carriage return, line feed, backspace, tab; moving
/// the cursor, erasing, inserting and deleting characters and lines, scroll regions, SGR, line drawing, the modes of the
/// cursor keys, of the cursor, of wrapping and of pastes. It answers the questions for the cursor's place and for the
/// kind of terminal. The alternate screen and all text for the terminal itself (OSC, DCS, APC) are swallowed.
package struct OutputBuffer: Hashable, Sendable {
    static let lineLimit = 4000
    /// Cells of all lines.
    static let cellLimit = 1 << 19
    /// Of one line; what is longer goes on in the next.
    static let lengthLimit = 4096
    static let tabWidth = 8
    /// A wide character must fit.
    private static let leastColumns = 2
    /// Answers that are kept for one taker.
    static let replyLimit = 4096

    /// Oldest first. There is always one.
    var lines = [OutputLine()]
    /// Cells in them.
    var cellCount = 0
    var cursor = OutputCursor()
    /// The first line that the program has not cleared from its screen.
    var firstLine = 0
    /// Lines that were dropped to stay within the limits.
    package internal(set) var droppedCount = 0
    /// The size of the program's terminal.
    package private(set) var columns: Int
    package private(set) var rows: Int

    var parser = OutputParser()
    var decoder = UTF8Decoder()
    var style = OutputStyle()
    var modes = OutputModes()
    /// Of ESC 7.
    var saved: SavedCursor?
    /// For REP.
    var lastPrinted: Unicode.Scalar?
    /// Characters with marks, by their numbers.
    var clusters = OutputClusters()
    /// Answers to the program's questions, for `takeReplies`.
    var replies: [UInt8] = []
    /// The program has asked for what only a full-screen program needs.
    package internal(set) var wantsWholeScreen = false

    struct SavedCursor: Hashable, Sendable {
        var row: Int
        var column: Int
        var style: OutputStyle
        var countsFromMargin: Bool
    }

    package init(columns: Int = 80, rows: Int = 24) {
        self.columns = max(Self.leastColumns, columns)
        self.rows = max(1, min(1000, rows))
    }

    package var isEmpty: Bool { lines.count == 1 && lines[0].cells.isEmpty && droppedCount == 0 }
    /// Lines with the one being written, where it has text.
    package var lineCount: Int { lines.count - (lines[lines.count - 1].cells.isEmpty ? 1 : 0) }
    /// Whether the last line is yet to be ended: the program's cursor stands after it.
    package var hasOpenLine: Bool { !lines[lines.count - 1].cells.isEmpty }
    /// The program draws on another screen, of which nothing is shown.
    package var isAlternate: Bool { modes.isAlternate }
    /// The program has not hidden its cursor.
    package var isCursorVisible: Bool { modes.isCursorVisible }

    /// A line's text.
    package subscript(line: Int) -> String {
        var text = ""
        for cell in lines[line].cells { clusters.append(cell.content, to: &text) }
        return text
    }

    /// The character that a cell shows; nil for the second half of a wide one.
    package func character(of cell: OutputCell) -> Character? { clusters.character(of: cell.content) }

    /// The program's answers since the last time.
    package mutating func takeReplies() -> [UInt8] {
        defer { replies = [] }
        return replies
    }

    func rowCount(of line: Int) -> Int { max(1, (lines[line].cells.count + columns - 1) / columns) }

    /// The top of the screen: a line, and a row of it.
    var top: (line: Int, row: Int) {
        var (line, row) = (cursor.line, cursor.offset / columns)
        var left = cursor.row
        while left > row, line > 0 {
            left -= row + 1
            line -= 1
            row = rowCount(of: line) - 1
        }
        return (line, max(0, row - left))
    }

    /// Drops the oldest lines when there are too many; never those of the screen.
    mutating func keepWithinLimits() {
        guard lines.count > Self.lineLimit || cellCount > Self.cellLimit else { return }
        // A quarter at once: dropping from the front moves all that stay.
        let count = min(max(1, lines.count / 4), top.line)
        guard count > 0 else { return }
        for line in lines[..<count] { cellCount -= line.cells.count }
        lines.removeFirst(count)
        cursor.line -= count
        firstLine = max(0, firstLine - count)
        droppedCount += count
    }

    // MARK: Size

    /// The program's terminal has another size: lines are broken anew, and lines from before come back into a higher
    /// screen.
    package mutating func resize(columns newColumns: Int, rows newRows: Int) {
        let (newColumns, newRows) = (max(Self.leastColumns, newColumns), max(1, min(1000, newRows)))
        guard newColumns != columns || newRows != rows else { return }
        modes.margins = nil
        let (topLine, topOffset) = (top.line, top.row * columns)
        let grows = newRows > rows
        if newColumns != columns {
            for line in lines.indices where lines[line].hasWide { breakAnew(line, columns: newColumns) }
            columns = newColumns
            settleCursor()
        }
        rows = newRows
        let first = grows || topLine < firstLine ? (line: firstLine, row: 0) : (topLine, topOffset / columns)
        cursor.row = min(rows - 1, max(0, rowsToCursor(from: first)))
    }

    /// A line with wide characters, none of which may lie across the end of a row.
    private mutating func breakAnew(_ line: Int, columns: Int) {
        let old = lines[line].cells
        var cells: [OutputCell] = []
        var offset: Int?
        for (index, cell) in old.enumerated() {
            let isWide = index + 1 < old.count && old[index + 1].isContinuation
            if isWide, cells.count % columns == columns - 1 {
                cells.append(OutputCell(OutputCell.filler, OutputStyle()))
            }
            if line == cursor.line, index == cursor.offset { offset = cells.count }
            if cell.content != OutputCell.filler { cells.append(cell) }
        }
        if line == cursor.line {
            cursor.offset = offset ?? cursor.offset + cells.count - old.count
            cursor.offset = max(0, cursor.offset)
        }
        cellCount += cells.count - old.count
        lines[line].cells = cells
    }

    /// The cursor stands in a row that there is.
    private mutating func settleCursor() {
        if cursor.isWrapPending {
            cursor.isWrapPending = false
            cursor.offset += 1
        }
        let end = rowCount(of: cursor.line) * columns
        if cursor.offset >= end {
            cursor.isWrapPending = lines[cursor.line].cells.count == end
            cursor.offset = end - 1
        }
    }

    private func rowsToCursor(from start: (line: Int, row: Int)) -> Int {
        var count = cursor.offset / columns - start.row
        var line = cursor.line
        // What is further away makes no difference.
        while line > start.line, count < rows {
            line -= 1
            count += rowCount(of: line)
        }
        return count
    }
}
