/// A frame as text with ANSI escapes, for files and pictures.
package enum AnsiDump {
    /// A line for each row, each ending in a reset and a newline.
    package static func text(_ frame: Frame) -> String {
        var text = ""
        for row in 0..<frame.height {
            var present: CellStyle?
            for column in 0..<frame.width {
                let cell = frame[row, column]
                guard cell.character != "\0" else { continue }
                if cell.style != present {
                    text += escape(cell.style)
                    present = cell.style
                }
                text.append(cell.character)
            }
            text += "\u{1B}[0m\n"
        }
        return text
    }

    /// The characters alone, blanks at the ends of lines included.
    package static func plain(_ frame: Frame) -> [String] {
        (0..<frame.height).map { row in
            String(
                (0..<frame.width).compactMap { column in
                    let character = frame[row, column].character
                    return character == "\0" ? nil : character
                })
        }
    }

    private static func escape(_ style: CellStyle) -> String {
        var codes = ["0"]
        if style.attributes.contains(.bold) { codes.append("1") }
        if style.attributes.contains(.dim) { codes.append("2") }
        if style.attributes.contains(.underline) { codes.append("4") }
        if style.attributes.contains(.reverse) { codes.append("7") }
        codes += code(style.foreground, 38) + code(style.background, 48)
        return "\u{1B}[\(codes.joined(separator: ";"))m"
    }

    private static func code(_ color: TerminalColor, _ base: Int) -> [String] {
        switch color {
        case .standard: []
        case .indexed(let index): ["\(base);5;\(index)"]
        case .rgb(let red, let green, let blue): ["\(base);2;\(red);\(green);\(blue)"]
        }
    }
}
