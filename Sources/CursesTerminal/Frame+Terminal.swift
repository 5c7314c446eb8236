internal import CCurses
internal import Screen

extension Cell {
    /// The second half of a wide character.
    var isContinuation: Bool { character == "\0" }
}

extension Frame {
    /// The columns of a row that differ from another frame of the same size, with no wide character cut in half;
    /// nil if none does, all where there is no other frame.
    func changedSpan(row: Int, since old: Frame?, width: Int) -> Range<Int>? {
        guard width > 0 else { return nil }
        guard let old else { return 0..<width }
        func differs(_ column: Int) -> Bool { self[row, column] != old[row, column] }
        func continues(_ column: Int) -> Bool {
            self[row, column].isContinuation || old[row, column].isContinuation
        }
        guard var first = (0..<width).first(where: differs), var last = (0..<width).last(where: differs) else {
            return nil
        }
        while first > 0, continues(first) { first -= 1 }
        while last + 1 < width, continues(last + 1) { last += 1 }
        return first..<last + 1
    }

    /// A cell as ncurses takes it; nil for the second half of a wide character, which its first half brings along.
    ///
    /// Where frame and C library disagree on a character's width, the frame's columns win: a shifted line is worse than
    /// a character that is not shown.
    func terminalCell(row: Int, column: Int, unicode: Bool, pairs: inout ColorPairs) -> cc_cell? {
        let cell = self[row, column]
        let columns = column + 1 < width && self[row, column + 1].isContinuation ? 2 : 1
        var result = cc_cell()
        result.count = 1
        result.attributes = cell.style.attributes.rawValue
        result.pair = pairs.pair(cell.style.foreground, on: cell.style.background)
        if let ascii = cell.character.asciiValue {
            if cell.isContinuation, column > 0, isFirstHalfShown(row: row, column: column - 1, unicode: unicode) {
                return nil
            }
            result.scalars.0 = ascii < 0x20 || ascii == 0x7F ? 0x20 : UInt32(ascii)
            return result
        }
        guard unicode else {
            result.scalars.0 = cell.character.asciiStandIn
            return result
        }
        var scalars = cell.character.unicodeScalars.makeIterator()
        let first = scalars.next()?.value ?? 0x20
        guard cc_width(first) == Int32(columns) else {
            result.scalars.0 = UInt32(UInt8(ascii: "?"))
            return result
        }
        result.scalars.0 = first
        withUnsafeMutableBytes(of: &result.scalars) { bytes in
            let slots = bytes.assumingMemoryBound(to: UInt32.self)
            while result.count < slots.count, let mark = scalars.next() {
                slots[Int(result.count)] = mark.value
                result.count += 1
            }
        }
        return result
    }

    private func isFirstHalfShown(row: Int, column: Int, unicode: Bool) -> Bool {
        let character = self[row, column].character
        guard unicode, let first = character.unicodeScalars.first else { return false }
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
