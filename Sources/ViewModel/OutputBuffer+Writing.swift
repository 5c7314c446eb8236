extension OutputBuffer {
    /// Prints ASCII.
    mutating func print(_ run: UnsafeBufferPointer<UInt8>) {
        guard !modes.isAlternate, let last = run.last else { return }
        guard modes.wraps, !modes.inserts, !modes.isDrawingLines else {
            for byte in run { put(Unicode.Scalar(byte)) }
            return
        }
        lastPrinted = Unicode.Scalar(last)
        let cell = OutputCell(0x20, style)
        var rest = run[...]
        while !rest.isEmpty {
            if cursor.isWrapPending { wrap() }
            let piece = rest.prefix(columns - column)
            write(
                piece.lazy.map { byte in
                    var cell = cell
                    cell.become(UInt32(byte))
                    return cell
                }, count: piece.count)
            rest = rest.dropFirst(piece.count)
        }
    }

    /// Prints a character, where it is one.
    mutating func put(_ scalar: Unicode.Scalar) {
        guard !modes.isAlternate else { return }
        var scalar = scalar
        if modes.isDrawingLines, (0x60...0x7E).contains(scalar.value) {
            scalar = Self.lineDrawing[Int(scalar.value) - 0x60]
        }
        let width = CellWidth.of(scalar)
        guard width > 0 else { return join(scalar) }
        guard Self.isShown(scalar) else { return }
        lastPrinted = scalar
        if cursor.isWrapPending, modes.wraps { wrap() }
        if column + width > columns {
            if modes.wraps {
                write(CollectionOfOne(OutputCell(OutputCell.filler, style)), count: 1)
                wrap()
            } else {
                setColumn(columns - width)
            }
        }
        if modes.inserts { insertCharacters(width) }
        if width == 1 {
            write(CollectionOfOne(OutputCell(scalar.value, style)), count: 1)
        } else {
            lines[cursor.line].hasWide = true
            write([OutputCell(scalar.value, style), OutputCell(OutputCell.continuation, style)], count: 2)
        }
    }

    /// Controls that come as UTF-8, and what no font has, are left out.
    private static func isShown(_ scalar: Unicode.Scalar) -> Bool {
        // Latin letters, and what bars and boxes are made of.
        if scalar.value < 0x370 || (0x2500..<0x2900).contains(scalar.value) || CellWidth.isIdeograph(scalar.value) {
            return true
        }
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .unassigned, .privateUse, .lineSeparator, .paragraphSeparator: return false
        default: return true
        }
    }

    private static let lineDrawing = Array("◆▒␉␌␍␊°±␤␋┘┐┌└┼⎺⎻─⎼⎽├┤┴┬│≤≥π≠£·".unicodeScalars)

    /// A mark joins the character before it; without one there is nothing to show.
    private mutating func join(_ mark: Unicode.Scalar) {
        guard mark.properties.generalCategory == .nonspacingMark, mark.value != 0xFE0F else { return }
        var offset = cursor.isWrapPending ? cursor.offset : cursor.offset - 1
        guard cursor.isWrapPending || column > 0, offset < lines[cursor.line].cells.count else { return }
        if lines[cursor.line].cells[offset].isContinuation { offset -= 1 }
        guard offset >= 0, let content = clusters.joining(lines[cursor.line].cells[offset].content, with: mark) else {
            return
        }
        lines[cursor.line].cells[offset].content = content
    }

    /// Writes cells at the cursor, in a row that has room for them, and moves it behind them.
    private mutating func write(_ cells: some Collection<OutputCell>, count: Int) {
        let line = cursor.line
        fill(line, to: cursor.offset)
        let overlap = min(count, lines[line].cells.count - cursor.offset)
        if overlap > 0 {
            lines[line].cells.replaceSubrange(cursor.offset..<cursor.offset + overlap, with: cells)
            mend(line, row: cursor.offset / columns)
        } else {
            lines[line].cells.append(contentsOf: cells)
        }
        cellCount += count - overlap
        let isRowFull = column + count == columns
        cursor.offset += isRowFull ? count - 1 : count
        cursor.isWrapPending = isRowFull
    }

    /// Blanks up to an offset, where a line is shorter.
    func blanks(_ count: Int) -> [OutputCell] { Array(repeating: .blank(style), count: count) }

    private mutating func fill(_ line: Int, to offset: Int) {
        let missing = offset - lines[line].cells.count
        guard missing > 0 else { return }
        lines[line].cells.append(contentsOf: repeatElement(.blank(OutputStyle()), count: missing))
        cellCount += missing
    }

    /// Half a wide character is a blank.
    mutating func mend(_ line: Int, row: Int) {
        let start = row * columns
        let end = min(start + columns, lines[line].cells.count)
        guard lines[line].hasWide, start < end else { return }
        for index in start..<end {
            let cell = lines[line].cells[index]
            if cell.isContinuation {
                if index == start || !isWide(lines[line].cells[index - 1]) { lines[line].cells[index].become(0x20) }
            } else if isWide(cell), index + 1 >= end || !lines[line].cells[index + 1].isContinuation {
                lines[line].cells[index].become(0x20)
            }
        }
    }

    private func isWide(_ cell: OutputCell) -> Bool {
        guard cell.content >= 0x1100, let character = clusters.character(of: cell.content) else { return false }
        return character.unicodeScalars.first.map { CellWidth.of($0) == 2 } ?? false
    }
}
