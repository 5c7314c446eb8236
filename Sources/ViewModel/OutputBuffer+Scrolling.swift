/// Rows that move while others stay: scroll regions, inserted and deleted lines.
///
/// A region that starts at the top of the screen scrolls into what was printed before; from any other, and from below,
/// rows are lost.
extension OutputBuffer {
    /// The rows that scroll.
    var margins: ScrollMargins { modes.margins ?? ScrollMargins(top: 0, bottom: rows - 1) }

    /// DECSTBM; the cursor goes home.
    mutating func setMargins(first: Int, last: Int) {
        guard let margins = ScrollMargins.rows(first, last, of: rows) else { return }
        modes.margins = margins.top == 0 && margins.bottom == rows - 1 ? nil : margins
        goAddressed(row: 0, column: 0)
    }

    /// CUP and its like: with DECOM, rows count from the upper margin, and the cursor stays between the two.
    mutating func goAddressed(row: Int, column: Int) {
        guard modes.countsFromMargin else { return go(row: row, column: column) }
        go(row: min(margins.top + row, margins.bottom), column: column)
    }

    /// The cursor's row as the program counts.
    var addressedRow: Int { modes.countsFromMargin ? cursor.row - margins.top : cursor.row }

    /// A row down where only some rows scroll.
    mutating func feedLine(within margins: ScrollMargins) {
        if cursor.row != margins.bottom {
            moveDown(1)
        } else if margins.top == 0 {
            pushUp()
        } else {
            scrollUp(1, from: margins.top)
        }
    }

    /// On to the next row where only some rows scroll.
    mutating func wrap(within margins: ScrollMargins) {
        let (column, next) = (column, cursor.offset - column + columns)
        if cursor.row == margins.bottom, margins.top == 0, next >= lines[cursor.line].cells.count,
            next + columns <= Self.lengthLimit
        {
            // The line goes on, and all above it is a row higher by that.
            cursor.offset = next
        } else {
            feedLine(within: margins)
            cursor.offset -= column
        }
    }

    /// RI: a row up; from the upper margin, rows move down.
    mutating func feedBack() {
        if cursor.row == margins.top { scrollDown(1, from: margins.top) } else { moveUp(1) }
        cursor.isWrapPending = false
    }

    /// SU.
    mutating func scrollUp(_ count: Int) {
        let margins = margins
        guard margins.top == 0 else { return scrollUp(count, from: margins.top) }
        let count = min(count, margins.bottom + 1)
        let first = separateRows(through: margins.bottom)
        insertLines(count, at: first + margins.bottom + 1)
        cursor.line += count
        settleAfterScrolling()
    }

    /// SD.
    mutating func scrollDown(_ count: Int) { scrollDown(count, from: margins.top) }

    /// IL: blank rows at the cursor.
    mutating func insertRows(_ count: Int) {
        guard (margins.top...margins.bottom).contains(cursor.row) else { return }
        setColumn(0)
        scrollDown(count, from: cursor.row)
    }

    /// DL: the rows below the cursor's come up to it.
    mutating func deleteRows(_ count: Int) {
        guard (margins.top...margins.bottom).contains(cursor.row) else { return }
        setColumn(0)
        scrollUp(count, from: cursor.row)
    }

    // MARK: Lines

    /// From the lower margin a row down, where the upper one is the screen's: the rows below stay after the new line.
    private mutating func pushUp() {
        let column = column
        let next = cursor.offset / columns + 1
        if next < rowCount(of: cursor.line) { split(cursor.line, atRow: next) }
        insertLines(1, at: cursor.line + 1)
        cursor.line += 1
        cursor.offset = column
    }

    /// Rows from `top` to the lower margin move up; the uppermost are lost.
    private mutating func scrollUp(_ count: Int, from top: Int) {
        let (first, bottom) = (separateRows(through: margins.bottom), margins.bottom)
        let count = min(count, bottom + 1 - top)
        removeLines(count, at: first + top)
        insertLines(count, at: first + bottom + 1 - count)
        settleAfterScrolling()
    }

    /// Rows from `top` to the lower margin move down; the lowest are lost.
    private mutating func scrollDown(_ count: Int, from top: Int) {
        let (first, bottom) = (separateRows(through: margins.bottom), margins.bottom)
        let count = min(count, bottom + 1 - top)
        removeLines(count, at: first + bottom + 1 - count)
        insertLines(count, at: first + top)
        settleAfterScrolling()
    }

    private mutating func insertLines(_ count: Int, at index: Int) {
        // What comes in has the program's ground, as what is erased.
        let cells = style.background == .standard ? [] : blanks(columns)
        lines.insert(contentsOf: repeatElement(OutputLine(cells: cells), count: count), at: index)
        cellCount += count * cells.count
    }

    private mutating func removeLines(_ count: Int, at index: Int) {
        for line in lines[index..<index + count] { cellCount -= line.cells.count }
        lines.removeSubrange(index..<index + count)
    }

    /// Lines that hold nothing, below the cursor's, come back when the cursor gets there.
    private mutating func settleAfterScrolling() {
        while lines.count - 1 > cursor.line, lines[lines.count - 1].cells.isEmpty { lines.removeLast() }
        cursor.isWrapPending = false
        keepWithinLimits()
    }

    /// Makes each row of the screen a line of its own, as many of them as there must be.
    ///
    /// - Returns: the line of the uppermost row.
    private mutating func separateRows(through last: Int) -> Int {
        let top = top
        if top.row > 0 { split(top.line, atRow: top.row) }
        let first = top.row > 0 ? top.line + 1 : top.line
        var line = first
        while line < lines.count, line < first + rows {
            let isLonger = lines[line].cells.count > columns || line == cursor.line && cursor.offset >= columns
            if isLonger { split(line, atRow: 1) }
            line += 1
        }
        while lines.count <= first + last { lines.append(OutputLine()) }
        return first
    }

    /// Ends a line before one of its rows, which begins another.
    private mutating func split(_ line: Int, atRow row: Int) {
        let start = row * columns
        var rest = OutputLine(hasWide: lines[line].hasWide)
        if lines[line].cells.count > start {
            rest.cells = Array(lines[line].cells[start...])
            lines[line].cells.removeLast(rest.cells.count)
        }
        lines.insert(rest, at: line + 1)
        if cursor.line > line {
            cursor.line += 1
        } else if cursor.line == line, cursor.offset >= start {
            cursor.line += 1
            cursor.offset -= start
        }
        if firstLine > line { firstLine += 1 }
    }
}
