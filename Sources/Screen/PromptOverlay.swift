import ProgramModel
import ViewModel

/// The line in which a watch is typed, what it says so far, and what is wrong with it.
struct PromptOverlay {
    let prompt: WatchPrompt
    /// Where its box starts: over the hits, so that slots and registers stay in sight.
    let row: Int

    func draw(on canvas: inout Canvas) {
        let suggestions = prompt.error.map { Array($0.suggestions.prefix(5)) } ?? []
        let width = min(canvas.frame.width - 4, 88)
        let textWidth = width - 6
        let messages = prompt.error.map { TextWrap.lines(DisplayText.sanitized($0.message), width: textWidth) } ?? []
        let showsCaret = prompt.error?.column != nil
        let height = prompt.error == nil ? 5 : 5 + messages.count + (suggestions.isEmpty ? 0 : 1) - (showsCaret ? 0 : 1)
        let box = OverlayBox(width: width, height: height, on: canvas, row: row)
        box.draw(title: "Watch", on: &canvas, role: prompt.error == nil ? .borderFocused : .error)
        let left = box.area.column + 4
        var row = box.area.row + 1
        canvas.put("›", row, box.area.column + 2, Style(.accent, on: .overlay, .bold))
        // The text scrolls sideways so that the cursor stays in sight.
        let characters = prompt.editor.characters
        var first = 0
        while DisplayWidth.of(String(characters[first..<prompt.editor.cursor])) >= textWidth { first += 1 }
        canvas.put(
            String(characters[first...]), row, left, Style(.bright, on: .overlay, .bold), width: textWidth)
        canvas.setCursor(
            row: row, column: left + DisplayWidth.of(String(characters[first..<prompt.editor.cursor])))
        row += 1
        if let error = prompt.error {
            if let column = error.column {
                let before = characters[first..<max(first, min(column, characters.count))]
                canvas.put(
                    "^", row, left + min(textWidth, DisplayWidth.of(String(before))), Style(.error, on: .overlay, .bold)
                )
                row += 1
            }
            for line in messages {
                canvas.put(line, row, left, Style(.error, on: .overlay))
                row += 1
            }
            if !suggestions.isEmpty {
                let at = canvas.put("did you mean ", row, left, Style(.dim, on: .overlay))
                canvas.put(
                    suggestions.map { DisplayText.sanitized($0) }.joined(separator: ", ") + "?", row, at,
                    Style(.text, on: .overlay), width: left + textWidth - at)
                row += 1
            }
            canvas.put(Self.grammar, row, left, Style(.dim, on: .overlay), width: textWidth)
        } else {
            drawReading(on: &canvas, row: row, left: left, width: textWidth)
            canvas.put(Self.grammar, row + 1, left, Style(.dim, on: .overlay), width: textWidth)
        }
        drawKeys(on: &canvas, in: box.area)
    }

    private static let grammar = "NAME or ADDRESS [/LENGTH] [:w rw x] [@SLOT] [,stop ,log]"

    /// What the text asks for, as far as it can be read.
    private func drawReading(on canvas: inout Canvas, row: Int, left: Int, width: Int) {
        if prompt.isSubmitted {
            canvas.put("looking it up", row, left, Style(.warning, on: .overlay))
            return
        }
        guard prompt.editor.characters.contains(where: { $0 != " " }),
            let spec = try? WatchSpec(parsing: prompt.editor.text)
        else {
            canvas.put(
                "for example  counter   config.limits[2]   0x404010/8   main", row, left,
                Style(.dim, on: .overlay), width: width)
            return
        }
        let kind =
            switch spec.kind {
            case .write?: "writes"
            case .readWrite?: "reads and writes"
            case .read?: "reads"
            case .execute?: "execution"
            case nil: "writes, or execution of a function"
            }
        var parts = [kind]
        if let length = spec.length { parts.append("\(length) byte\(length == 1 ? "" : "s")") }
        parts.append(spec.slot.map { "in DR\($0)" } ?? "in a free slot")
        if let action = spec.action { parts.append(action == .stop ? "stops" : "logs") }
        canvas.put(parts.joined(separator: " · "), row, left, Style(.accent, on: .overlay), width: width)
    }

    private func drawKeys(on canvas: inout Canvas, in area: CellRectangle) {
        var end = area.endColumn - 2
        for (key, label) in [("Esc", "cancel"), ("Enter", "watch")] {
            end = canvas.putRight("\(label) ", area.endRow - 1, endingAt: end, Style(.dim, on: .overlay))
            end = canvas.putRight(" \(key) ", area.endRow - 1, endingAt: end, Style(.key, on: .overlay, .bold))
        }
    }
}
