/// Characters and strings of the traced program, as C writes them.
enum CharacterText {
    /// `'A'`, `'\n'`, `'\xff'`.
    static func literal(_ bits: UInt64, byteCount: Int) -> String {
        if bits == UInt64(UInt8(ascii: "'")) { return "'\\''" }
        return "'" + text(bits, byteCount) + "'"
    }

    /// `"text"`: up to the zero that ends it; an array that has none is shown to its end. Zeros only: `""`.
    static func string(_ units: [UInt64], _ byteCount: Int) -> String {
        let used = units.prefix { $0 != 0 }
        switch byteCount {
        case 1: return "\"" + DisplayText.sanitized(bytes: used.map { UInt8(truncatingIfNeeded: $0) }) + "\""
        case 2: return "\"" + scalars(utf16: used).map { text($0, 4) }.joined() + "\""
        default: return "\"" + used.map { text($0, byteCount) }.joined() + "\""
        }
    }

    /// Pairs of surrogates as what they stand for; a lone one stays, to be shown as its number.
    private static func scalars(utf16 units: ArraySlice<UInt64>) -> [UInt64] {
        var result: [UInt64] = []
        for unit in units {
            if let high = result.last, (0xD800..<0xDC00).contains(high), (0xDC00..<0xE000).contains(unit) {
                result[result.count - 1] = 0x10000 + (high - 0xD800) << 10 + (unit - 0xDC00)
            } else {
                result.append(unit)
            }
        }
        return result
    }

    private static func text(_ bits: UInt64, _ byteCount: Int) -> String {
        guard byteCount > 1 || bits < 0x80, let value = UInt32(exactly: bits), let scalar = Unicode.Scalar(value) else {
            return bits < 0x100 ? DisplayText.escape(UInt8(bits)) : "\\u{" + String(bits, radix: 16) + "}"
        }
        return DisplayText.isHarmless(scalar) ? String(Character(scalar)) : DisplayText.escape(scalar)
    }
}
