/// The cursor stays on the screen, and below the last line it makes new ones.
extension OutputBuffer {
    /// The cursor's, from 0.
    var column: Int { cursor.offset % columns }

    mutating func setColumn(_ column: Int) {
        cursor.offset += min(column, columns - 1) - self.column
        cursor.isWrapPending = false
    }

    /// CUU stops at the upper margin where it does not begin above it.
    mutating func moveUp(_ count: Int) {
        let top = modes.margins?.top ?? 0
        stepUp(min(count, cursor.row < top ? cursor.row : cursor.row - top))
    }

    private mutating func stepUp(_ count: Int) {
        let column = column
        for _ in 0..<count {
            if cursor.offset >= columns {
                cursor.offset -= columns
            } else if cursor.line > 0 {
                cursor.line -= 1
                cursor.offset = (rowCount(of: cursor.line) - 1) * columns + column
            }
            cursor.row -= 1
        }
        cursor.isWrapPending = false
    }

    /// CUD stops at the lower margin where it does not begin below it.
    mutating func moveDown(_ count: Int) {
        let bottom = modes.margins?.bottom ?? rows - 1
        stepDown(min(count, (cursor.row > bottom ? rows - 1 : bottom) - cursor.row))
    }

    private mutating func stepDown(_ count: Int) {
        for _ in 0..<count { stepDown() }
        cursor.isWrapPending = false
    }

    mutating func go(row: Int, column: Int) {
        stepUp(cursor.row - min(cursor.row, row))
        stepDown(max(0, min(row, rows - 1) - cursor.row))
        setColumn(column)
    }

    /// A row down; from the last one of the screen, the screen moves.
    mutating func feedLine() {
        if let margins = modes.margins { feedLine(within: margins) } else { stepDown() }
        cursor.isWrapPending = false
        keepWithinLimits()
    }

    private mutating func stepDown() {
        if cursor.offset / columns + 1 < rowCount(of: cursor.line) {
            cursor.offset += columns
        } else {
            let column = column
            cursor.line += 1
            cursor.offset = column
            if cursor.line == lines.count { lines.append(OutputLine()) }
        }
        cursor.row = min(rows - 1, cursor.row + 1)
    }

    /// On to the next row, because this one is full.
    mutating func wrap() {
        if let margins = modes.margins, cursor.row >= margins.bottom {
            wrap(within: margins)
            cursor.isWrapPending = false
            return keepWithinLimits()
        }
        let start = cursor.offset - column
        let isLast = cursor.line == lines.count - 1 && start + columns >= lines[cursor.line].cells.count
        if isLast, start + 2 * columns <= Self.lengthLimit {
            // The line goes on: broken anew in a pane of another width.
            cursor.offset = start + columns
            cursor.row = min(rows - 1, cursor.row + 1)
        } else {
            stepDown()
            cursor.offset -= column
        }
        cursor.isWrapPending = false
        keepWithinLimits()
    }

    mutating func tab(_ count: Int) {
        setColumn((column / Self.tabWidth + min(count, columns)) * Self.tabWidth)
    }

    mutating func tabBack(_ count: Int) {
        setColumn(max(0, ((column + Self.tabWidth - 1) / Self.tabWidth - min(count, columns)) * Self.tabWidth))
    }

    mutating func saveCursor() {
        saved = SavedCursor(
            row: cursor.row, column: column, style: style, countsFromMargin: modes.countsFromMargin)
    }

    mutating func restoreCursor() {
        guard !modes.isAlternate else { return }
        go(row: saved?.row ?? 0, column: saved?.column ?? 0)
        style = saved?.style ?? OutputStyle()
        modes.countsFromMargin = saved?.countsFromMargin ?? false
    }
}
