/// Turns bytes of the traced program into the short text that people read.
package struct ValueFormatter: Hashable, Sendable {
    /// The most characters of a value; what is longer ends in `…`.
    package var width: Int

    package init(width: Int = 60) { self.width = width }

    /// The reading of `byteCount` (0…8) bytes, given as an unsigned little-endian number, that lie `offset` bytes into
    /// a value of `type`.
    package func text(bits: UInt64, byteCount: Int, type: ValueType?, offset: Int = 0) -> String {
        let bytes = (0..<min(max(byteCount, 0), 8)).map { UInt8(truncatingIfNeeded: bits >> (8 * UInt64($0))) }
        return text(bytes: bytes, type: type, offset: offset)
    }

    /// The reading of bytes, lowest address first, that lie `offset` bytes into a value of `type`.
    ///
    /// A whole value is read as its type says. Of a larger value the members that these bytes belong to are named:
    /// `.y = 3`, `[2].max = 7`. Bytes of which no type is known, or not enough of them, are a hexadecimal number.
    package func text(bytes: [UInt8], type: ValueType?, offset: Int = 0) -> String {
        let window = ByteWindow(bytes: bytes, start: offset)
        guard let type, !bytes.isEmpty, offset >= 0, window.end <= type.byteCount else {
            return cut(window.hexadecimal(in: window.start..<window.end))
        }
        if window.covers(0..<type.byteCount) { return cut(whole(type, at: 0, in: window)) }
        var pieces: [String] = []
        collectPieces(of: type, at: 0, path: "", in: window, into: &pieces)
        return cut(pieces.isEmpty ? window.hexadecimal(in: window.start..<window.end) : pieces.joined(separator: ", "))
    }

    /// The text, sanitized already, at no more than `width` characters.
    private func cut(_ text: String) -> String {
        guard text.count > width else { return text }
        return String(text.prefix(max(width - 1, 0))) + "…"
    }

    // MARK: A whole value

    private func whole(_ type: ValueType, at start: Int, in window: ByteWindow) -> String {
        let range = start..<start + type.byteCount
        switch type {
        case .integer(_, let count, let isSigned):
            return window.integer(at: start, byteCount: count, isSigned: isSigned)
        case .boolean(_, let count):
            let text = window.integer(at: start, byteCount: count, isSigned: false)
            return text == "0" ? "false" : text == "1" ? "true" : "true (\(text))"
        case .character(_, let count, let isSigned):
            return CharacterText.literal(window.bits(at: start, byteCount: count), byteCount: count) + " "
                + window.integer(at: start, byteCount: count, isSigned: isSigned)
        case .floatingPoint(_, let count): return window.floatingPoint(at: start, byteCount: count)
        case .enumeration(_, let count, let isSigned, let cases):
            let number = window.integer(at: start, byteCount: count, isSigned: isSigned)
            return EnumerationText.text(number: number, bits: window.bits(at: start, byteCount: count), cases: cases)
        case .structure(_, _, let members):
            guard !members.isEmpty else { return window.hexadecimal(in: range) }
            return list(members.count) { index in
                let member = members[index]
                let value = part(member.type, at: start + member.byteOffset, in: window)
                return member.name.isEmpty ? value : DisplayText.sanitized(member.name) + "=" + value
            }
        case .array(.character(_, let size, _), let count) where count > 0:
            return CharacterText.string((0..<count).map { window.bits(at: start + $0 * size, byteCount: size) }, size)
        case .array(let element, let count):
            return list(count) { index in part(element, at: start + index * element.byteCount, in: window) }
        case .pointer, .function, .opaque, .bitField: return window.hexadecimal(in: range)
        }
    }

    /// A member, where a broken description may place it outside of the value.
    private func part(_ type: ValueType, at start: Int, in window: ByteWindow) -> String {
        window.covers(start..<start + type.byteCount) ? whole(type, at: start, in: window) : "?"
    }

    /// `{a, b, c}`, no longer than is worth making.
    private func list(_ count: Int, _ text: (Int) -> String) -> String {
        var result = "{"
        for index in 0..<count {
            if index > 0 { result += ", " }
            guard result.utf8.count <= width * 4 else { return result }
            result += text(index)
        }
        return result + "}"
    }

    // MARK: A piece of a value

    private func collectPieces(
        of type: ValueType, at start: Int, path: String, in window: ByteWindow, into pieces: inout [String]
    ) {
        let range = start..<start + type.byteCount
        guard window.overlaps(range), pieces.count <= 8 else { return }
        if window.covers(range), !path.isEmpty {
            pieces.append("\(path) = \(whole(type, at: start, in: window))")
            return
        }
        switch type {
        case .structure(_, _, let members) where !members.isEmpty:
            for member in members {
                let name = member.name.isEmpty ? path : path + "." + DisplayText.sanitized(member.name)
                collectPieces(of: member.type, at: start + member.byteOffset, path: name, in: window, into: &pieces)
            }
        case .array(let element, let count) where element.byteCount > 0:
            let first = max(0, window.start - start) / element.byteCount
            let last = min(count, (window.end - start + element.byteCount - 1) / element.byteCount)
            guard first < last else { return }
            if case .character(_, let size, _) = element, size == element.byteCount, last - first > 1 {
                // Text reads as text, in part as in whole: `memo[0…7] = "grocerie"`.
                let inside = (first..<last).filter { index in
                    window.covers((start + index * size)..<(start + (index + 1) * size))
                }
                let units = inside.map { window.bits(at: start + $0 * size, byteCount: size) }
                if let from = inside.first, let to = inside.last {
                    pieces.append("\(path)[\(from)…\(to)] = \(CharacterText.string(units, size))")
                }
                return
            }
            for index in first..<last {
                collectPieces(
                    of: element, at: start + index * element.byteCount, path: "\(path)[\(index)]", in: window,
                    into: &pieces)
            }
        default:
            guard !path.isEmpty else { return }
            let common = range.clamped(to: window.start..<window.end)
            let skipped = common.lowerBound - start
            pieces.append("\(path)\(skipped > 0 ? "+\(skipped)" : "") = \(window.hexadecimal(in: common))")
        }
    }
}
