/// Text that came from outside (a target's memory, an ELF file, a path), made harmless for a terminal.
package enum DisplayText {
    /// The text with everything that a terminal could obey or that could mislead a reader as a visible escape:
    /// control characters, bidirectional overrides and other format characters, line separators, code points without a
    /// meaning, a combining mark with nothing to combine with.
    package static func sanitized(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
        var result = ""
        for scalar in text.unicodeScalars { append(scalar, to: &result) }
        return result
    }

    /// The same for bytes that should be UTF-8: each byte that is not becomes `\xNN`.
    package static func sanitized(bytes: [UInt8]) -> String {
        var result = ""
        var position = 0
        while position < bytes.count {
            let length = sequenceLength(bytes[position])
            let end = position + max(length, 1)
            if length > 0, end <= bytes.count, let text = String(validating: bytes[position..<end], as: UTF8.self),
                let scalar = text.unicodeScalars.first
            {
                append(scalar, to: &result)
                position = end
            } else {
                result += escape(bytes[position])
                position += 1
            }
        }
        return result
    }

    /// Bytes in the UTF-8 sequence that starts with this byte; 0 when none does.
    private static func sequenceLength(_ lead: UInt8) -> Int {
        switch lead {
        case 0..<0x80: 1
        case 0xC2..<0xE0: 2
        case 0xE0..<0xF0: 3
        case 0xF0..<0xF5: 4
        default: 0
        }
    }

    /// `\n`, `\x1b`, `\u{202e}`.
    package static func escape(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\0": "\\0"
        case "\n": "\\n"
        case "\r": "\\r"
        case "\t": "\\t"
        case _ where scalar.value < 0x100: escape(UInt8(scalar.value))
        default: "\\u{" + String(scalar.value, radix: 16) + "}"
        }
    }

    static func escape(_ byte: UInt8) -> String {
        "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }

    /// Whether the scalar may stand on a screen as it is.
    package static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
        default: true
        }
    }

    private static func append(_ scalar: Unicode.Scalar, to result: inout String) {
        let isLoneMark =
            result.isEmpty
            && (scalar.properties.generalCategory == .nonspacingMark
                || scalar.properties.generalCategory == .enclosingMark)
        if isHarmless(scalar) && !isLoneMark {
            result.unicodeScalars.append(scalar)
        } else {
            result += escape(scalar)
        }
    }
}
