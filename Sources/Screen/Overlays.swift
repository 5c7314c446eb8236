import DebugRegisters
import ProgramModel
import Session
import ViewModel

/// A box over the panes, with a title.
struct OverlayBox {
    let area: CellRectangle

    /// Centred, moved down by a part of the room when `lean` says so.
    init(width: Int, height: Int, on canvas: Canvas, row: Int? = nil) {
        let (columns, rows) = (canvas.frame.width, canvas.frame.height)
        let (width, height) = (min(width, columns), min(height, rows))
        area = CellRectangle(
            row: min(row ?? (rows - height) / 2, rows - height), column: (columns - width) / 2, height: height,
            width: width)
    }

    func draw(title: String, on canvas: inout Canvas, role: Role = .borderFocused) {
        canvas.fill(area, Style(.text, on: .overlay))
        canvas.border(area, Style(role, on: .overlay))
        canvas.put(" \(title) ", area.row, area.column + 2, Style(.bright, on: .overlay, .bold))
    }
}

/// The line in which a watch is typed, what it says so far, and what is wrong with it.
struct PromptOverlay {
    let prompt: WatchPrompt

    func draw(on canvas: inout Canvas) {
        let suggestions = prompt.error.map { Array($0.suggestions.prefix(5)) } ?? []
        let width = min(canvas.frame.width - 4, 88)
        let textWidth = width - 6
        let messages = prompt.error.map { TextWrap.lines(DisplayText.sanitized($0.message), width: textWidth) } ?? []
        let showsCaret = prompt.error?.column != nil
        let height = prompt.error == nil ? 5 : 5 + messages.count + (suggestions.isEmpty ? 0 : 1) - (showsCaret ? 0 : 1)
        let box = OverlayBox(width: width, height: height, on: canvas, row: canvas.frame.height * 2 / 5)
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
                canvas.put("^", row, left + min(textWidth, DisplayWidth.of(String(before))), Style(.error, on: .overlay, .bold))
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
            canvas.put("a variable, a function, an address: counter, config.limits[2], 0x404010/8", row, left, Style(.dim, on: .overlay), width: width)
            return
        }
        let kind =
            switch spec.kind {
            case .write?: "writes"
            case .readWrite?: "reads and writes"
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

/// A question that is answered by y or n.
struct ConfirmationOverlay {
    let question: Confirmation
    let state: AppState

    func draw(on canvas: inout Canvas) {
        let name = state.program.map { "\(DisplayText.sanitized($0.path)) (\($0.pid))" } ?? "the program"
        let words = question == .quit ? "Quitting kills \(name)." : "Kill \(name)?"
        let yes = question == .quit ? "quit and kill it" : "kill it"
        let width = min(canvas.frame.width - 4, max(40, DisplayWidth.of(words) + 6))
        let box = OverlayBox(width: width, height: 6, on: canvas)
        box.draw(title: question == .quit ? "Quit" : "Kill", on: &canvas, role: .warning)
        let (row, left) = (box.area.row + 1, box.area.column + 3)
        canvas.put(words, row, left, Style(.text, on: .overlay), width: width - 6)
        for (index, answer) in [("y", yes), ("n", "no, go on")].enumerated() {
            canvas.put(answer.0, row + 2 + index, left, Style(.key, on: .overlay, .bold))
            canvas.put(answer.1, row + 2 + index, left + 3, Style(.dim, on: .overlay), width: width - 9)
        }
    }
}

/// All keys, from the keymap.
struct HelpOverlay {
    let firstLine: Int

    func draw(on canvas: inout Canvas) {
        let entries = Keymap.helpEntries
        let keyWidth = entries.map { DisplayWidth.of($0.keys) }.max() ?? 0
        let textWidth = entries.map { DisplayWidth.of($0.text) }.max() ?? 0
        let height = min(entries.count + 4, canvas.frame.height - 2)
        let box = OverlayBox(width: min(canvas.frame.width - 4, keyWidth + textWidth + 8), height: height, on: canvas)
        box.draw(title: "Keys", on: &canvas)
        let rows = height - 4
        let first = min(firstLine, max(0, entries.count - rows))
        let left = box.area.column + 3
        for (index, entry) in entries[first..<min(entries.count, first + rows)].enumerated() {
            let row = box.area.row + 2 + index
            canvas.putRight(entry.keys, row, endingAt: left + keyWidth, Style(.key, on: .overlay, .bold))
            canvas.put(
                entry.text, row, left + keyWidth + 2, Style(.text, on: .overlay),
                width: box.area.endColumn - 2 - (left + keyWidth + 2))
        }
        let rest = entries.count - first - rows
        let words = rest > 0 ? "\(rest) more below · Esc closes" : "Esc closes"
        canvas.putRight(" \(words) ", box.area.endRow - 1, endingAt: box.area.endColumn - 2, Style(.dim, on: .overlay))
    }
}
