import ProgramModel
import ViewModel

/// The themes to choose from. The panes beside it show the chosen one.
struct ThemeOverlay {
    let picker: ThemePicker
    let state: AppState
    let renderer: ScreenRenderer

    private var depth: ColorDepth { renderer.capabilities.depth }

    func draw(on canvas: inout Canvas) {
        let layout = state.themeLayout
        let box = OverlayBox(layout.area)
        box.draw(title: "Theme", on: &canvas)
        let entries = state.themes.entries
        let selected = state.index(of: picker)
        let first = layout.first(selected: selected, count: entries.count)
        let words = " \(selected + 1) of \(entries.count) "
        canvas.putRight(words, box.area.row, endingAt: box.area.endColumn - 2, Style(.dim, on: .overlay))
        for index in first..<min(entries.count, first + layout.rows) {
            draw(
                entries[index], isSelected: index == selected, on: &canvas, row: box.area.row + 1 + index - first,
                in: box.area)
        }
        let note = box.area.row + 1 + layout.rows
        canvas.put(
            String(repeating: canvas.glyphs.horizontal, count: box.area.width - 2), note, box.area.column + 1,
            Style(.border, on: .overlay))
        if entries.indices.contains(selected) {
            drawNote(on: entries[selected], on: &canvas, row: note + 1, in: box.area)
        }
        drawKeys(on: &canvas, in: box.area)
    }

    private func draw(
        _ entry: ThemeEntry, isSelected: Bool, on canvas: inout Canvas, row: Int, in area: CellRectangle
    ) {
        let ground = isSelected ? Role.selection : .overlay
        let inner = CellRectangle(row: row, column: area.column + 1, height: 1, width: area.width - 2)
        if isSelected {
            canvas.fill(inner, Style(.text, on: ground))
            canvas.put(canvas.glyphs.marker, row, inner.column + 1, Style(.bright, on: ground, .bold))
        }
        let end = drawSwatch(of: entry, on: &canvas, row: row, endingAt: inner.endColumn - 1)
        let kind = end - Self.kindWidth - 2
        canvas.put(words(for: entry), row, kind, Style(entry.problem == nil ? .dim : .error, on: ground))
        canvas.put(
            DisplayText.sanitized(entry.name), row, inner.column + 3,
            Style(isSelected ? .bright : .text, on: ground, isSelected ? .bold : []),
            width: max(1, kind - 1 - inner.column - 3))
    }

    private static let kindWidth = 12

    private func words(for entry: ThemeEntry) -> String {
        guard entry.problem == nil, let theme = renderer.capabilities.themes[entry.name] else { return "broken" }
        return switch theme.isLight {
        case true?: "light"
        case false?: "dark"
        case nil: theme.deepest == .monochrome ? "no colour" : "your colours"
        }
    }

    /// The theme's text and the four slots on its own ground. Returns the column where it starts.
    private func drawSwatch(of entry: ThemeEntry, on canvas: inout Canvas, row: Int, endingAt end: Int) -> Int {
        guard let styles = renderer.themeStyles[entry.name], entry.problem == nil else { return end - Self.swatchWidth }
        var at = end - Self.swatchWidth
        let signs: [(Character, Role)] =
            [(" ", .text), ("A", .bright), ("a", .text), (" ", .text)]
            + [Role.slot0, .slot1, .slot2, .slot3].flatMap { [(canvas.glyphs.armed, $0), (" ", .text)] }
        for (sign, role) in signs {
            canvas.put(sign, row, at, as: styles[Style(role)])
            at += 1
        }
        return end - Self.swatchWidth
    }

    private static let swatchWidth = 12

    /// What there is to say of the chosen theme.
    private func drawNote(on entry: ThemeEntry, on canvas: inout Canvas, row: Int, in area: CellRectangle) {
        let (left, width) = (area.column + 4, area.width - 6)
        if let problem = entry.problem {
            let lines = TextWrap.lines(DisplayText.sanitized(problem), width: width)
            for (index, line) in lines.prefix(ThemeLayout.noteLines).enumerated() {
                let isCut = index + 1 == ThemeLayout.noteLines && lines.count > ThemeLayout.noteLines
                canvas.put(isCut ? line + "…" : line, row + index, left, Style(.error, on: .overlay), width: width)
            }
            return
        }
        let origin = entry.isUsers ? "a theme of yours; the screen follows its file" : "built in; yours may inherit it"
        canvas.put(origin, row, left, Style(.dim, on: .overlay), width: width)
        canvas.put(sameness, row + 1, left, Style(.dim, on: .overlay), width: width)
    }

    /// Why there may be little to see.
    private var sameness: String {
        switch depth {
        case .monochrome: "no colours here: every theme looks the same"
        case .eight, .sixteen: "\(depth.rawValue) colours here: most themes look alike"
        case .indexed256: "256 colours here: the nearest of them are used"
        case .truecolor: ""
        }
    }

    private func drawKeys(on canvas: inout Canvas, in area: CellRectangle) {
        var end = area.endColumn - 2
        for (key, label) in [("Esc", "back"), ("Enter", "keep")] {
            end = canvas.putRight("\(label) ", area.endRow - 1, endingAt: end, Style(.dim, on: .overlay))
            end = canvas.putRight(" \(key) ", area.endRow - 1, endingAt: end, Style(.key, on: .overlay, .bold))
        }
    }
}
