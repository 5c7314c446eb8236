import ProgramModel
import ViewModel

/// The palette: a line to type in, and what it finds.
struct PaletteOverlay {
    let palette: Palette
    let state: AppState

    func draw(on canvas: inout Canvas) {
        let layout = state.paletteLayout
        let box = OverlayBox(layout.area)
        box.draw(title: "Find a key or a command", on: &canvas)
        let (left, end) = (layout.area.column + 3, layout.area.endColumn - 3)
        let line = layout.area.row + 1
        canvas.put("›", line, layout.area.column + 2, Style(.accent, on: .overlay, .bold))
        canvas.put(palette.editor.text, line, left + 1, Style(.bright, on: .overlay, .bold), width: end - left - 1)
        canvas.setCursor(
            row: line,
            column: min(end, left + 1 + DisplayWidth.of(String(palette.editor.characters[..<palette.editor.cursor]))))
        for column in left..<end {
            canvas.put(canvas.glyphs.horizontal, line + 1, column, Style(.border, on: .overlay))
        }
        let matches = palette.matches
        guard !matches.isEmpty else {
            canvas.put("nothing has these letters in this order", layout.firstRow, left + 1, Style(.dim, on: .overlay))
            return
        }
        let first = layout.first(selected: palette.selected, count: matches.count)
        let shown = matches[first..<min(matches.count, first + layout.rows)]
        for (index, match) in shown.enumerated() {
            draw(
                match, isSelected: first + index == palette.selected, on: &canvas, row: layout.firstRow + index,
                left: left, end: end)
        }
        canvas.putRight(
            " \(palette.selected + 1) of \(matches.count) · Enter runs · Esc closes ", layout.area.endRow - 1,
            endingAt: layout.area.endColumn - 2, Style(.dim, on: .overlay))
    }

    private func draw(
        _ match: Palette.Match, isSelected: Bool, on canvas: inout Canvas, row: Int, left: Int, end: Int
    ) {
        let ground: Role = isSelected ? .selection : .overlay
        if isSelected {
            canvas.fill(
                CellRectangle(row: row, column: left - 1, height: 1, width: end - left + 2), Style(.text, on: ground))
            canvas.put(canvas.glyphs.marker, row, left - 1, Style(.bright, on: ground, .bold))
        }
        let entry = match.entry
        // What cannot act now is quiet, and says why when it is chosen.
        var isReady = true
        if case .action(let action) = entry.meaning { isReady = state.availability(of: action) == .ready }
        canvas.putRight(
            entry.keys, row, endingAt: left + 9, Style(isReady ? .key : .dim, on: ground, isReady ? .bold : []))
        let commandWidth = min(20, max(0, end - left - 40))
        canvas.putRight(entry.command, row, endingAt: end, Style(.dim, on: ground), width: commandWidth)
        let style = Style(isReady ? .text : .dim, on: ground)
        let lit = Style(isSelected ? .bright : .accent, on: ground, [.bold, .underline])
        let room = end - left - 11 - min(commandWidth, DisplayWidth.of(entry.command)) - 1
        canvas.put(entry.text, row, left + 11, style, width: room)
        for (index, character) in entry.text.enumerated() where match.positions.contains(index) && index < room - 1 {
            canvas.put(character, row, left + 11 + index, lit)
        }
    }
}
