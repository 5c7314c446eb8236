import ViewModel

/// What the program printed, and its keyboard.
struct OutputPane {
    let state: AppState

    func draw(on canvas: inout Canvas, in area: CellRectangle) {
        let hasFocus = state.focus == .output
        canvas.pane(area, title: "Output", hasFocus: hasFocus)
        let inner = CellRectangle(
            row: area.row + 1, column: area.column + 2, height: area.height - 2, width: area.width - 4)
        if state.hasProgramKeyboard {
            // The footer says how to return where the border has no room for it.
            let words = area.width >= 42 ? "keyboard, Ctrl-] returns" : "keyboard"
            canvas.putRight(
                " \(canvas.glyphs.armed) \(words) ", area.row, endingAt: area.endColumn - 2, Style(.ok, .bold))
        } else if state.outputScroll > 0 {
            canvas.putRight(
                " \(state.outputScroll) more below ", area.row, endingAt: area.endColumn - 2, Style(.warning),
                width: area.width - 13)
        }
        drawLines(on: &canvas, in: inner)
    }

    private func drawLines(on canvas: inout Canvas, in inner: CellRectangle) {
        let output = state.output
        guard !output.isEmpty else {
            if state.isAttached {
                let words = "it prints where it always did: bptui did not start it"
                for (index, line) in TextWrap.lines(words, width: inner.width).prefix(inner.height).enumerated() {
                    canvas.put(line, inner.row + index, inner.column, .dim)
                }
            } else if !state.hasProgramKeyboard {
                canvas.put("what the program prints", inner.row, inner.column, .dim, width: inner.width)
                canvas.put("o", inner.row + 1, inner.column, .key)
                canvas.put("type to the program", inner.row + 1, inner.column + 3, .dim, width: inner.width - 3)
            } else {
                canvas.setCursor(row: inner.row, column: inner.column)
            }
            return
        }
        // From the last line shown upwards, until the pane is full.
        var rows: [Substring] = []
        var line = output.lineCount - 1 - state.outputScroll
        while line >= 0, rows.count < inner.height {
            rows.insert(contentsOf: TextWrap.rows(output[line], width: inner.width), at: 0)
            line -= 1
        }
        if rows.count > inner.height { rows.removeFirst(rows.count - inner.height) }
        // A finished last line leaves the cursor in the row after it.
        let wantsCursor = state.hasProgramKeyboard && state.outputScroll == 0
        if wantsCursor, !output.hasOpenLine {
            if rows.count == inner.height { rows.removeFirst() }
            rows.append("")
        }
        for (index, text) in rows.enumerated() { canvas.put(text, inner.row + index, inner.column, .text) }
        if wantsCursor, let last = rows.last {
            canvas.setCursor(
                row: inner.row + rows.count - 1,
                column: min(inner.endColumn - 1, inner.column + DisplayWidth.of(last)))
        }
    }
}
