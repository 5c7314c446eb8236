internal import CCurses
internal import Screen

extension Frame {
    /// The columns of a row that differ from another frame of the same size, with no wide character cut in half;
    /// nil if none does, all where there is no other frame.
    func changedSpan(row: Int, since old: Frame?, width: Int) -> Range<Int>? {
        guard width > 0 else { return nil }
        guard let old else { return 0..<width }
        guard let difference = difference(row: row, from: old, width: width) else { return nil }
        func continues(_ column: Int) -> Bool {
            self[row, column].isContinuation || old[row, column].isContinuation
        }
        var (first, last) = (difference.lowerBound, difference.upperBound)
        while first > 0, continues(first) { first -= 1 }
        while last + 1 < width, continues(last + 1) { last += 1 }
        return first..<last + 1
    }

    /// The cells of a part of a row as ncurses takes them, without the second halves of wide characters, which their
    /// first halves bring along.
    ///
    /// A blank takes on the text colour of what stands before it, which is not seen: each change of colours is bytes for the
    /// terminal.
    func terminalCells(row: Int, _ columns: Range<Int>, unicode: Bool, pairs: inout ColorPairs) -> [cc_cell] {
        [cc_cell](unsafeUninitializedCapacity: columns.count) { buffer, count in
            var source = styleSource(row: row, column: columns.lowerBound)
            var style = source.style
            var pair = pairs.pair(style.foreground, on: style.background)
            for column in columns {
                let cell = self[row, column]
                guard !cell.isContinuation || !isFirstHalfShown(row: row, column: column - 1, unicode: unicode) else {
                    continue
                }
                if !source.isStyled(as: cell), !(cell.isBlank && source.grounds(cell)) {
                    source = cell
                    style = cell.style
                    pair = pairs.pair(style.foreground, on: style.background)
                }
                var result = cc_cell()
                result.attributes = style.attributes.rawValue
                result.pair = pair
                setText(of: cell, row: row, column: column, unicode: unicode, in: &result)
                buffer[count] = result
                count += 1
            }
        }
    }

    /// The cell whose style a cell is shown in.
    private func styleSource(row: Int, column: Int) -> Cell {
        var column = column
        while column > 0, self[row, column].isBlank, self[row, column - 1].grounds(self[row, column]) { column -= 1 }
        return self[row, column]
    }

    /// Where frame and C library disagree on a character's width, the frame's columns win: a shifted line is worse than
    /// a character that is not shown.
    private func setText(of cell: Cell, row: Int, column: Int, unicode: Bool, in result: inout cc_cell) {
        result.count = 1
        if let scalar = cell.scalar, scalar.isASCII {
            result.scalars.0 = scalar.value < 0x20 || scalar.value == 0x7F ? 0x20 : scalar.value
            return
        }
        let character = cell.character
        guard unicode else {
            result.scalars.0 = character.asciiStandIn
            return
        }
        let columns = column + 1 < width && self[row, column + 1].isContinuation ? 2 : 1
        var scalars = character.unicodeScalars.makeIterator()
        let first = scalars.next()?.value ?? 0x20
        guard cc_width(first) == Int32(columns) else {
            result.scalars.0 = UInt32(UInt8(ascii: "?"))
            return
        }
        result.scalars.0 = first
        withUnsafeMutableBytes(of: &result.scalars) { bytes in
            let slots = bytes.assumingMemoryBound(to: UInt32.self)
            while result.count < slots.count, let mark = scalars.next() {
                slots[Int(result.count)] = mark.value
                result.count += 1
            }
        }
    }

    private func isFirstHalfShown(row: Int, column: Int, unicode: Bool) -> Bool {
        guard unicode, column >= 0, let first = self[row, column].character.unicodeScalars.first else { return false }
        return cc_width(first.value) == 2
    }
}

extension Character {
    /// What stands for a character where the terminal has no more than ASCII.
    var asciiStandIn: UInt32 {
        let stand: Character
        switch unicodeScalars.first?.value ?? 0 {
        case 0x2500, 0x2501, 0x2504, 0x2505, 0x2508, 0x2509, 0x254C, 0x254D, 0x2550, 0x2574, 0x2576, 0x2013...0x2015:
            stand = "-"
        case 0x2502, 0x2503, 0x2506, 0x2507, 0x250A, 0x250B, 0x254E, 0x254F, 0x2551, 0x2575, 0x2577: stand = "|"
        case 0x250C...0x256C, 0x256D...0x2570: stand = "+"
        case 0x2580...0x259F: stand = "#"
        case 0x2018, 0x2019: stand = "'"
        case 0x201C, 0x201D: stand = "\""
        default: stand = "?"
        }
        return UInt32(stand.asciiValue ?? 0x3F)
    }
}
