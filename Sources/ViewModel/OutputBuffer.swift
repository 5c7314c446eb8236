/// What the program printed, as lines of harmless text: no escape sequence and no control character survives.
///
/// Understands UTF-8, carriage return, line feed, backspace, tab and "erase line"; other sequences are swallowed.
package struct OutputBuffer: Hashable, Sendable {
    private static let lineLimit = 4000
    private static let lengthLimit = 4096
    private static let tabWidth = 8

    /// Finished lines, oldest first.
    private var finished: [String] = []
    private var current: [Character] = []
    private var cursor = 0
    private var decoder = UTF8Pieces()
    private var escape = Escape.none
    private var parameters: [UInt8] = []
    /// Lines that were dropped to stay within the limit.
    package private(set) var droppedCount = 0

    private enum Escape: Hashable { case none, start, control, text, textEscape, oneMore }

    package init() {}

    package var isEmpty: Bool { finished.isEmpty && current.isEmpty }
    /// Finished lines and the one being written, where it has text.
    package var lineCount: Int { finished.count + (current.isEmpty ? 0 : 1) }
    /// Whether the last line is yet to be ended: the program's cursor stands after it.
    package var hasOpenLine: Bool { !current.isEmpty }

    package subscript(line: Int) -> String { line < finished.count ? finished[line] : String(current) }

    package mutating func append(_ bytes: [UInt8]) {
        for byte in bytes { take(byte) }
    }

    private mutating func take(_ byte: UInt8) {
        switch escape {
        case .none: break
        case .start:
            switch byte {
            case UInt8(ascii: "["): (escape, parameters) = (.control, [])
            case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "X"), UInt8(ascii: "^"), UInt8(ascii: "_"):
                escape = .text
            case 0x20...0x2F: escape = .oneMore
            default: escape = .none
            }
            return
        case .oneMore:
            if !(0x20...0x2F).contains(byte) { escape = .none }
            return
        case .control:
            if (0x40...0x7E).contains(byte) {
                escape = .none
                if byte == UInt8(ascii: "K") { eraseLine() }
            } else if byte == 0x1B {
                escape = .start
            } else if byte >= 0x20 {
                if parameters.count < 16 { parameters.append(byte) }
            } else {
                control(byte)
            }
            return
        case .text:
            if byte == 0x07 { escape = .none } else if byte == 0x1B { escape = .textEscape }
            return
        case .textEscape:
            escape = byte == UInt8(ascii: "\\") ? .none : byte == 0x1B ? .textEscape : .text
            return
        }
        if byte < 0x20 || byte == 0x7F {
            for scalar in decoder.flush() { put(scalar) }
            control(byte)
        } else {
            for scalar in decoder.take(byte) { put(scalar) }
        }
    }

    private mutating func control(_ byte: UInt8) {
        switch byte {
        case 0x1B: escape = .start
        case 0x0A, 0x0B, 0x0C: endLine()
        case 0x0D: cursor = 0
        case 0x08: cursor = max(0, cursor - 1)
        case 0x09:
            let stop = (cursor / Self.tabWidth + 1) * Self.tabWidth
            while cursor < min(stop, Self.lengthLimit) {
                if cursor >= current.count { current.append(" ") }
                cursor += 1
            }
        default: break
        }
    }

    private mutating func put(_ scalar: Unicode.Scalar) {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .spacingMark:
            // Belongs to the character before it; without one there is nothing to show.
            guard cursor > 0, cursor <= current.count else { return }
            var text = String(current[cursor - 1])
            guard text.unicodeScalars.count < 8 else { return }
            text.unicodeScalars.append(scalar)
            if text.count == 1 { current[cursor - 1] = Character(text) }
            return
        case .control, .format, .surrogate, .unassigned, .privateUse, .lineSeparator, .paragraphSeparator: return
        default: break
        }
        if cursor >= Self.lengthLimit { endLine() }
        while current.count < cursor { current.append(" ") }
        if cursor < current.count {
            current[cursor] = Character(scalar)
        } else {
            current.append(Character(scalar))
        }
        cursor += 1
    }

    private mutating func eraseLine() {
        switch parameters {
        case [], [UInt8(ascii: "0")]: if cursor < current.count { current.removeSubrange(cursor...) }
        case [UInt8(ascii: "2")]: current = []
        default: break
        }
    }

    private mutating func endLine() {
        finished.append(String(current))
        current = []
        cursor = 0
        guard finished.count > Self.lineLimit else { return }
        // A quarter at once: dropping from the front moves all that stay.
        droppedCount += Self.lineLimit / 4
        finished.removeFirst(Self.lineLimit / 4)
    }
}

/// Bytes to scalars as they arrive; what is no UTF-8 becomes U+FFFD.
private struct UTF8Pieces: Hashable, Sendable {
    private var value: UInt32 = 0
    private var missing = 0
    private var lowest: UInt32 = 0

    mutating func take(_ byte: UInt8) -> [Unicode.Scalar] {
        if missing > 0, byte & 0xC0 == 0x80 {
            value = value << 6 | UInt32(byte & 0x3F)
            missing -= 1
            guard missing == 0 else { return [] }
            return [value >= lowest ? Unicode.Scalar(value) ?? "\u{FFFD}" : "\u{FFFD}"]
        }
        var result = flush()
        switch byte {
        case 0..<0x80: result.append(Unicode.Scalar(byte))
        case 0xC2..<0xE0: start(byte & 0x1F, missing: 1, lowest: 0x80)
        case 0xE0..<0xF0: start(byte & 0x0F, missing: 2, lowest: 0x800)
        case 0xF0..<0xF5: start(byte & 0x07, missing: 3, lowest: 0x10000)
        default: result.append("\u{FFFD}")
        }
        return result
    }

    /// What was begun and will not be ended.
    mutating func flush() -> [Unicode.Scalar] {
        guard missing > 0 else { return [] }
        missing = 0
        return ["\u{FFFD}"]
    }

    private mutating func start(_ bits: UInt8, missing: Int, lowest: UInt32) {
        value = UInt32(bits)
        self.missing = missing
        self.lowest = lowest
    }
}
