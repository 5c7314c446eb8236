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

    init(_ area: CellRectangle) { self.area = area }

    func draw(title: String, on canvas: inout Canvas, role: Role = .borderFocused) {
        canvas.fill(area, Style(.text, on: .overlay))
        canvas.border(area, Style(role, on: .overlay))
        canvas.put(" \(title) ", area.row, area.column + 2, Style(.bright, on: .overlay, .bold))
    }
}
