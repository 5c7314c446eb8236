/// What a program takes back. A line loses rows at its end alone: those below it would move.
extension OutputBuffer {
    private var rowStart: Int { cursor.offset - column }

    /// EL: 0 to the end of the row, 1 from its start, 2 all of it.
    mutating func eraseInRow(_ mode: Int) {
        switch mode {
        case 0: eraseToEnd(from: cursor.offset)
        case 1: blank(cursor.line, rowStart..<cursor.offset + 1)
        case 2: eraseToEnd(from: rowStart)
        default: return
        }
        mend(cursor.line, row: cursor.offset / columns)
    }

    private mutating func eraseToEnd(from offset: Int) {
        let (line, end) = (cursor.line, rowStart + columns)
        let count = lines[line].cells.count
        guard style.background == .standard, count <= end else {
            let missing = end - count
            if missing > 0 {
                lines[line].cells.append(contentsOf: blanks(missing))
                cellCount += missing
            }
            return blank(line, offset..<end)
        }
        // The row stays, as long as it is there.
        truncate(line, to: max(offset, rowStart > 0 ? rowStart + 1 : 0))
        blank(line, offset..<end)
    }

    private mutating func truncate(_ line: Int, to count: Int) {
        let surplus = lines[line].cells.count - count
        guard surplus > 0 else { return }
        lines[line].cells.removeLast(surplus)
        cellCount -= surplus
    }

    private mutating func blank(_ line: Int, _ range: Range<Int>) {
        let range = range.clamped(to: 0..<lines[line].cells.count)
        let blank = OutputCell.blank(style)
        for index in range { lines[line].cells[index] = blank }
    }

    /// ED: 0 to the end of the screen, 1 from its start, 2 all of it. What 2 clears is still to be scrolled to; so is what
    /// stood above the screen (3).
    mutating func eraseInScreen(_ mode: Int) {
        switch mode {
        case 0:
            dropLines(after: cursor.line)
            truncate(cursor.line, to: rowStart + columns)
            eraseInRow(0)
        case 1:
            let top = top
            for line in top.line..<cursor.line {
                blank(line, (line == top.line ? top.row * columns : 0)..<lines[line].cells.count)
            }
            blank(cursor.line, (cursor.line == top.line ? top.row * columns : 0)..<cursor.offset + 1)
            mend(cursor.line, row: cursor.offset / columns)
        case 2: clear()
        default: break
        }
    }

    private mutating func dropLines(after line: Int) {
        for dropped in lines[(line + 1)...] { cellCount -= dropped.cells.count }
        lines.removeLast(lines.count - 1 - line)
    }

    private mutating func clear() {
        let (column, top) = (column, top)
        while lines.count > top.line + 1, lines[lines.count - 1].cells.isEmpty { lines.removeLast() }
        firstLine = lines[lines.count - 1].cells.isEmpty ? lines.count - 1 : lines.count
        while lines.count < firstLine + cursor.row + 1 { lines.append(OutputLine()) }
        cursor.line = firstLine + cursor.row
        cursor.offset = column
        cursor.isWrapPending = false
        keepWithinLimits()
    }

    /// ECH.
    mutating func eraseCharacters(_ count: Int) {
        blank(cursor.line, cursor.offset..<min(cursor.offset + count, rowStart + columns))
        mend(cursor.line, row: cursor.offset / columns)
    }

    /// ICH: the rest of the row moves right; what leaves it is lost.
    mutating func insertCharacters(_ count: Int) {
        let new = blanks(min(count, columns - column))
        replaceRest { rest, room in new + rest.prefix(room - new.count) }
    }

    /// DCH: the rest of the row moves left.
    mutating func deleteCharacters(_ count: Int) {
        let count = min(count, columns - column)
        let new = blanks(count)
        // Where the line goes on below, its row keeps its length.
        replaceRest { rest, room in Array(rest.dropFirst(count)) + (rest.count == room ? new : []) }
    }

    /// Replaces the cells from the cursor to the end of its row.
    private mutating func replaceRest(_ change: (ArraySlice<OutputCell>, Int) -> [OutputCell]) {
        let (line, start, end) = (cursor.line, cursor.offset, rowStart + columns)
        let old = lines[line].cells[..<min(end, lines[line].cells.count)].dropFirst(start)
        guard !old.isEmpty else { return }
        var new = change(old, end - start)
        if new.isEmpty, start == rowStart, start > 0 { new = [.blank(style)] }
        cellCount += new.count - old.count
        lines[line].cells.replaceSubrange(old.indices, with: new)
        cursor.isWrapPending = false
        mend(line, row: start / columns)
    }
}
