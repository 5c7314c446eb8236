extension OutputBuffer {
    /// Obeys a control sequence by its final byte.
    mutating func perform(_ final: UInt8) {
        if final == UInt8(ascii: "m"), parser.parameters.isEmpty {
            style = OutputStyle()
            return
        }
        let parameters = ControlParameters(parser.parameters)
        switch (parameters.prefix, parameters.intermediate) {
        case (0, 0): perform(final, parameters)
        case (UInt8(ascii: "?"), 0): performPrivate(final, parameters)
        case (UInt8(ascii: ">"), 0) where final == UInt8(ascii: "c"): answer("\u{1B}[>0;0;0c")
        case (0, UInt8(ascii: "!")) where final == UInt8(ascii: "p"):
            let wasAlternate = modes.isAlternate
            style = OutputStyle()
            modes = OutputModes()
            modes.isAlternate = wasAlternate
        default: break
        }
    }

    private mutating func perform(_ final: UInt8, _ parameters: ControlParameters) {
        switch Unicode.Scalar(final) {
        case "m": style.apply(parameters.groups)
        case "n":
            if parameters.value(0) == 5 { answer("\u{1B}[0n") }
            if parameters.value(0) == 6 { answer("\u{1B}[\(addressedRow + 1);\(column + 1)R") }
        // A VT102: no more is claimed than is there.
        case "c": if parameters.value(0, or: 0) == 0 { answer("\u{1B}[?6c") }
        case "h", "l": if parameters.value(0) == 4 { modes.inserts = final == UInt8(ascii: "h") }
        case _ where modes.isAlternate: break
        default:
            if !move(final, parameters), !scroll(final, parameters) { erase(final, parameters) }
        }
    }

    private mutating func move(_ final: UInt8, _ parameters: ControlParameters) -> Bool {
        let count = parameters.value(0)
        switch Unicode.Scalar(final) {
        case "A": moveUp(count)
        case "B", "e": moveDown(count)
        case "C", "a": setColumn(column + count)
        case "D": setColumn(max(0, column - count))
        case "E":
            moveDown(count)
            setColumn(0)
        case "F":
            moveUp(count)
            setColumn(0)
        case "G", "`": setColumn(count - 1)
        case "H", "f": goAddressed(row: count - 1, column: parameters.value(1) - 1)
        case "d": goAddressed(row: count - 1, column: column)
        case "I": tab(count)
        case "Z": tabBack(count)
        case "s": if parameters.isEmpty { saveCursor() }
        case "u": restoreCursor()
        default: return false
        }
        return true
    }

    private mutating func scroll(_ final: UInt8, _ parameters: ControlParameters) -> Bool {
        let count = parameters.value(0)
        switch Unicode.Scalar(final) {
        case "r": setMargins(first: count, last: parameters.value(1, or: rows))
        case "L": insertRows(count)
        case "M": deleteRows(count)
        case "S": scrollUp(count)
        // With more parameters it asks for the mouse.
        case "T": if parameters.groups.count == 1 { scrollDown(count) }
        default: return false
        }
        return true
    }

    private mutating func erase(_ final: UInt8, _ parameters: ControlParameters) {
        let count = parameters.value(0)
        switch Unicode.Scalar(final) {
        case "K": eraseInRow(parameters.value(0, or: 0))
        case "J": eraseInScreen(parameters.value(0, or: 0))
        case "X": eraseCharacters(count)
        case "@": insertCharacters(count)
        case "P": deleteCharacters(count)
        case "b":
            guard let lastPrinted else { return }
            for _ in 0..<min(count, columns * rows) { put(lastPrinted) }
        default: break
        }
    }

    private mutating func performPrivate(_ final: UInt8, _ parameters: ControlParameters) {
        switch Unicode.Scalar(final) {
        case "h", "l": for group in parameters.groups { set(group[0], final == UInt8(ascii: "h")) }
        case "n": if parameters.value(0) == 6 { answer("\u{1B}[?\(addressedRow + 1);\(column + 1)R") }
        case "J", "K": if !modes.isAlternate { erase(final, parameters) }
        default: break
        }
    }

    private mutating func set(_ mode: Int, _ isOn: Bool) {
        switch mode {
        case 1: modes.hasApplicationCursor = isOn
        case 6 where !modes.isAlternate:
            modes.countsFromMargin = isOn
            goAddressed(row: 0, column: 0)
        case 7: modes.wraps = isOn
        case 25: modes.isCursorVisible = isOn
        case 47, 1047, 1049: if isOn { enterAlternate() } else { leaveAlternate() }
        case 1048: if isOn { saveCursor() } else { restoreCursor() }
        case 2004: modes.marksPastes = isOn
        default: break
        }
    }

    private mutating func enterAlternate() {
        wantsWholeScreen = true
        guard !modes.isAlternate else { return }
        modes.isAlternate = true
        modes.styleBefore = style
    }

    mutating func leaveAlternate() {
        guard modes.isAlternate else { return }
        modes.isAlternate = false
        style = modes.styleBefore
    }

    private mutating func answer(_ text: String) {
        if replies.count < Self.replyLimit { replies += text.utf8 }
    }
}
