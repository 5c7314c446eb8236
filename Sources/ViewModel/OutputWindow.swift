/// What a pane shows of the output.
package struct OutputWindow: Hashable, Sendable {
    package private(set) var rows: [ArraySlice<OutputCell>] = []
    /// Where the program's cursor stands in it.
    package private(set) var cursor: Place?

    package struct Place: Hashable, Sendable {
        package var row: Int
        package var column: Int
    }

    /// - Parameters:
    ///   - height: rows of the pane.
    ///   - scroll: lines between the last one and the last one shown.
    ///   - keepsCursor: the cursor must be seen; else an empty row that it stands in is left out.
    package init(_ output: OutputBuffer, height: Int, scroll: Int, keepsCursor: Bool) {
        if scroll > 0 {
            var place = Self.end(of: output.lineCount - 1 - scroll, output)
            while let (line, row) = place, rows.count < height {
                rows.append(output.row(line, row))
                place = output.above(line, row)
            }
            rows.reverse()
        } else {
            showScreen(of: output, height: height, keepsCursor: keepsCursor)
        }
    }

    private static func end(of line: Int, _ output: OutputBuffer) -> (Int, Int)? {
        line >= 0 ? (line, output.rowCount(of: line) - 1) : nil
    }

    private mutating func showScreen(of output: OutputBuffer, height: Int, keepsCursor: Bool) {
        let top = output.top
        var (line, row) = (top.line, top.row)
        while line < output.lines.count, rows.count < output.rows {
            rows.append(output.row(line, row))
            row += 1
            if row >= output.rowCount(of: line),
                line != output.cursor.line || row > output.cursor.offset / output.columns
            {
                (line, row) = (line + 1, 0)
            }
        }
        guard keepsCursor else { return leaveOutEmptyRows(of: output, height: height) }
        let first = min(max(0, rows.count - height), output.cursor.row)
        rows = Array(rows[first...].prefix(height))
        cursor = Place(row: output.cursor.row - first, column: output.column)
    }

    private mutating func leaveOutEmptyRows(of output: OutputBuffer, height: Int) {
        let whole = rows.count
        while rows.last?.isEmpty == true { rows.removeLast() }
        // The row that the program will write next makes room for one from before.
        let top = output.top
        if whole == output.rows, whole - rows.count == 1, rows.count < height,
            let (line, row) = output.above(top.line, top.row), line >= output.firstLine
        {
            rows.insert(output.row(line, row), at: 0)
        }
        rows = Array(rows.suffix(height))
    }
}

extension OutputBuffer {
    func row(_ line: Int, _ row: Int) -> ArraySlice<OutputCell> {
        let cells = lines[line].cells
        let start = min(cells.count, row * columns)
        return cells[start..<min(cells.count, start + columns)]
    }

    /// The row above another; nil above all.
    func above(_ line: Int, _ row: Int) -> (Int, Int)? {
        if row > 0 { return (line, row - 1) }
        return line > 0 ? (line - 1, rowCount(of: line - 1) - 1) : nil
    }
}
