/// Text broken into lines.
package enum TextWrap {
    /// Lines of at most `width` cells, broken at blanks where there are any.
    package static func lines(_ text: String, width: Int) -> [String] {
        guard width > 0 else { return [] }
        var lines: [String] = []
        var line = ""
        var size = 0
        for word in text.split(separator: " ", omittingEmptySubsequences: false) {
            var rest = word[...]
            let wordSize = DisplayWidth.of(rest)
            if size > 0, size + 1 + wordSize > width {
                lines.append(line)
                (line, size) = ("", 0)
            }
            if size > 0 {
                line += " "
                size += 1
            }
            while size + DisplayWidth.of(rest) > width {
                let piece = prefix(of: rest, width: width - size)
                lines.append(line + piece)
                rest = rest.dropFirst(max(1, piece.count))
                (line, size) = ("", 0)
            }
            line += rest
            size += DisplayWidth.of(rest)
        }
        if !line.isEmpty || lines.isEmpty { lines.append(line) }
        return lines
    }

    /// The text in one line: what is too long ends after a whole word, so that no number is cut in its middle.
    package static func line(_ text: String, width: Int) -> String {
        guard DisplayWidth.of(text) > width, width > 2 else { return text }
        return (lines(text, width: width - 2).first ?? "") + " …"
    }

    /// Rows of exactly `width` cells but the last, as a terminal breaks a line.
    package static func rows(_ text: String, width: Int) -> [Substring] {
        var rows: [Substring] = []
        var rest = text[...]
        repeat {
            let piece = prefix(of: rest, width: width)
            let count = max(piece.count, rest.isEmpty ? 0 : 1)
            rows.append(rest.prefix(count))
            rest = rest.dropFirst(count)
        } while !rest.isEmpty
        return rows
    }

    private static func prefix(of text: Substring, width: Int) -> Substring {
        if text.utf8.count <= width { return text }
        var size = 0
        var end = text.startIndex
        while end < text.endIndex {
            let next = text.index(after: end)
            size += DisplayWidth.of(text[end..<next])
            if size > width { break }
            end = next
        }
        return text[..<end]
    }
}
