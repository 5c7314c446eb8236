/// A frame in words: its characters, and a layer with a letter for each style.
package enum FrameText {
    private static let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")

    /// A line for each row between bars, then the cursor's place; with `withStyles` the layer, row by row, and what its letters
    /// stand for. Styles beyond the 62nd share the last letter.
    package static func describe(_ frame: Frame, withStyles: Bool) -> String {
        var lines = AnsiDump.plain(frame).map { "|\($0)|" }
        if let cursor = frame.cursor { lines.append("cursor \(cursor.row),\(cursor.column)") }
        guard withStyles else { return lines.joined(separator: "\n") + "\n" }
        var names: [CellStyle: Character] = [:]
        var legend: [String] = []
        for row in 0..<frame.height {
            var layer = ""
            for column in 0..<frame.width {
                let cell = frame[row, column]
                if cell.character == "\0" { continue }
                if names[cell.style] == nil {
                    let letter = letters[min(names.count, letters.count - 1)]
                    names[cell.style] = letter
                    legend.append("\(letter)  \(words(cell.style))")
                }
                layer.append(names[cell.style]!)
            }
            lines.append(layer)
        }
        return (lines + legend).joined(separator: "\n") + "\n"
    }

    private static func words(_ style: CellStyle) -> String {
        var words = [word(style.foreground), "on", word(style.background)]
        if style.attributes.contains(.bold) { words.append("bold") }
        if style.attributes.contains(.dim) { words.append("dim") }
        if style.attributes.contains(.underline) { words.append("underline") }
        if style.attributes.contains(.reverse) { words.append("reverse") }
        return words.joined(separator: " ")
    }

    private static func word(_ color: TerminalColor) -> String {
        switch color {
        case .standard: "standard"
        case .indexed(let index): "\(index)"
        case .rgb(let red, let green, let blue):
            "#" + [red, green, blue].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        }
    }
}
