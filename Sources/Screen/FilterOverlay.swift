import ProgramModel
import ViewModel

/// The line in which a filter is typed, what it can say, and what is wrong with it.
struct FilterOverlay {
    let prompt: FilterPrompt
    /// Where its box starts.
    let row: Int

    private static let grammar = [
        ("bump", "in a name, the instruction or a value"), ("fn: file: at:", "where"), ("tid:", "thread"),
        ("slot:", "0…3"), ("access:", "write read changed same execute unknown"), ("value: new: old:", "a value"),
        ("!term", "all but"),
    ]

    func draw(on canvas: inout Canvas) {
        let width = min(canvas.frame.width - 4, 88)
        let textWidth = width - 6
        let messages = prompt.error.map { TextWrap.lines(DisplayText.sanitized($0.message), width: textWidth) } ?? []
        let head = 3 + (messages.isEmpty ? 0 : messages.count + 1)
        // Above the footer; what is wrong comes before what could be said.
        let help = Self.lines(width: textWidth).prefix(max(0, canvas.frame.height - 1 - row - head))
        let box = OverlayBox(
            width: width, height: head + help.count, on: canvas, row: row)
        box.draw(title: "Filter", on: &canvas, role: prompt.error == nil ? .borderFocused : .error)
        let left = box.area.column + 4
        var row = box.area.row + 1
        canvas.put("/", row, box.area.column + 2, Style(.accent, on: .overlay, .bold))
        let first = drawText(on: &canvas, row: row, left: left, width: textWidth)
        row += 1
        if let error = prompt.error {
            let characters = prompt.editor.characters
            let before = String(characters[first..<max(first, min(error.column, characters.count))])
            canvas.put(
                "^", row, left + min(textWidth, DisplayWidth.of(before)), Style(.error, on: .overlay, .bold))
            for (index, line) in messages.enumerated() {
                canvas.put(line, row + 1 + index, left, Style(.error, on: .overlay))
            }
            row += 1 + messages.count
        }
        for line in help {
            var at = left
            for (key, words) in line {
                at = canvas.put(key, row, at, Style(.text, on: .overlay)) + 1
                at = canvas.put(words, row, at, Style(.dim, on: .overlay)) + 2
            }
            row += 1
        }
        drawKeys(on: &canvas, in: box.area)
    }

    /// The text, moved sideways so that the cursor stays in sight. Returns the first character shown.
    private func drawText(on canvas: inout Canvas, row: Int, left: Int, width: Int) -> Int {
        let (characters, cursor) = (prompt.editor.characters, prompt.editor.cursor)
        var first = 0
        while DisplayWidth.of(String(characters[first..<cursor])) >= width { first += 1 }
        canvas.put(String(characters[first...]), row, left, Style(.bright, on: .overlay, .bold), width: width)
        canvas.setCursor(row: row, column: left + DisplayWidth.of(String(characters[first..<cursor])))
        return first
    }

    /// As many terms a line as fit.
    private static func lines(width: Int) -> [[(String, String)]] {
        var lines: [[(String, String)]] = [[]]
        var used = 0
        for term in grammar {
            let size = DisplayWidth.of(term.0) + 1 + DisplayWidth.of(term.1)
            if used > 0, used + 2 + size > width {
                lines.append([])
                used = 0
            }
            lines[lines.count - 1].append(term)
            used += size + 2
        }
        return lines
    }

    private func drawKeys(on canvas: inout Canvas, in area: CellRectangle) {
        var end = area.endColumn - 2
        for (key, label) in [("Esc", "cancel"), ("Enter", "filter")] {
            end = canvas.putRight("\(label) ", area.endRow - 1, endingAt: end, Style(.dim, on: .overlay))
            end = canvas.putRight(" \(key) ", area.endRow - 1, endingAt: end, Style(.key, on: .overlay, .bold))
        }
    }
}
