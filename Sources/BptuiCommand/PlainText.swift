import ProgramModel
import Screen

/// Text from the target for a terminal that is no screen of ours.
struct PlainText {
    /// False writes ASCII alone.
    var isUnicode: Bool

    /// Harmless, and with escapes for what the terminal's character set has not.
    func text(_ text: String) -> String {
        let safe = DisplayText.sanitized(text)
        if isUnicode || safe.utf8.allSatisfy({ $0 < 0x80 }) { return safe }
        return safe.unicodeScalars.map { scalar in
            scalar == "…" ? "..." : scalar.isASCII ? String(scalar) : DisplayText.escape(scalar)
        }.joined()
    }

    /// The same in no more than `most` cells; what is longer ends in an ellipsis.
    func name(_ name: String, most: Int) -> String {
        let text = text(name)
        guard DisplayWidth.of(text) > most else { return text }
        let mark = isUnicode ? "…" : "..."
        var cut = ""
        var width = DisplayWidth.of(mark)
        for character in text {
            width += DisplayWidth.of(String(character))
            if width > most { break }
            cut.append(character)
        }
        return cut + mark
    }
}
