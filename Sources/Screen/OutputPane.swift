import Tracing
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
        } else if !state.programFiles.isEmpty {
            let words = StreamWords(state.programFiles).short(width: area.width - 15)
            if !words.isEmpty { canvas.putRight(" \(words) ", area.row, endingAt: area.endColumn - 2, .dim) }
        }
        drawLines(on: &canvas, in: inner)
    }

    private func drawLines(on canvas: inout Canvas, in inner: CellRectangle) {
        var output = state.output
        guard !output.isEmpty || output.isAlternate else {
            if state.isAttached {
                let words = "it prints where it always did: bptui did not start it"
                write([words], on: &canvas, in: inner)
            } else if !state.hasProgramKeyboard {
                let files = StreamWords(state.programFiles).sentences
                let row = inner.row + write(["what the program prints"] + files, on: &canvas, in: inner)
                guard row < inner.endRow else { return }
                canvas.put("o", row, inner.column, .key)
                canvas.put("type to the program", row, inner.column + 3, .dim, width: inner.width - 3)
            } else {
                canvas.setCursor(row: inner.row, column: inner.column)
            }
            return
        }
        if output.isAlternate, state.target.isAlive { return tellOfTerminal(on: &canvas, in: inner) }
        if let size = state.layout?.outputSize { output.resize(columns: size.columns, rows: size.rows) }
        let wantsCursor = state.hasProgramKeyboard && state.outputScroll == 0
        let window = OutputWindow(
            output, height: inner.height, scroll: state.outputScroll, keepsCursor: wantsCursor)
        var palette = OutputPalette(canvas.styles)
        for (index, cells) in window.rows.enumerated() {
            draw(cells, of: output, on: &canvas, in: inner, row: inner.row + index, &palette)
        }
        if let cursor = window.cursor, output.isCursorVisible {
            canvas.setCursor(
                row: inner.row + cursor.row, column: min(inner.endColumn - 1, inner.column + cursor.column))
        }
    }

    private func draw(
        _ cells: ArraySlice<OutputCell>, of output: OutputBuffer, on canvas: inout Canvas, in inner: CellRectangle,
        row: Int, _ palette: inout OutputPalette
    ) {
        for (index, cell) in cells.prefix(inner.width).enumerated() {
            var character = output.character(of: cell) ?? "\0"
            let style = palette[cell.style, for: character]
            if !canvas.isUnicode, !character.isASCII {
                character = character.unicodeScalars.first.map { $0.isASCII ? Character($0) : Glyphs.ascii($0) } ?? "?"
            }
            // Where there is ASCII alone, a wide character is a sign and a blank.
            if cell.isContinuation, !canvas.isUnicode { character = " " }
            // A wide character that the pane's end cuts.
            let isCut = index + 1 == inner.width && DisplayWidth.of(String(character)) == 2
            canvas.put(isCut ? " " : character, row, inner.column + index, as: style)
        }
    }

    /// While the program draws on a screen of its own.
    private func tellOfTerminal(on canvas: inout Canvas, in inner: CellRectangle) {
        let words =
            "a full-screen program, which wants a terminal of its own: run 'tty; sleep 1d' in another one, "
            + "then bptui --tty with the name that it prints"
        write([words], on: &canvas, in: inner)
    }

    /// - Returns: how many rows it took.
    @discardableResult
    private func write(_ sentences: [String], on canvas: inout Canvas, in inner: CellRectangle) -> Int {
        let lines = sentences.flatMap { TextWrap.lines($0, width: inner.width) }.prefix(inner.height)
        for (index, line) in lines.enumerated() { canvas.put(line, inner.row + index, inner.column, .dim) }
        return lines.count
    }
}
