/// A horizontal bar in eighths of a cell, so that small shares differ; never empty for what is there.
struct Bar {
    /// 0…1.
    let share: Double
    /// Cells at a share of 1.
    let width: Int

    func draw(on canvas: inout Canvas, row: Int, column: Int, _ style: Style) {
        let glyphs = canvas.glyphs.bar
        let eighths = max(1, Int((share * Double(width * glyphs.count)).rounded()))
        let (full, rest) = (eighths / glyphs.count, eighths % glyphs.count)
        for cell in 0..<min(full, width) { canvas.put(glyphs[glyphs.count - 1], row, column + cell, style) }
        if rest > 0, full < width { canvas.put(glyphs[rest - 1], row, column + full, style) }
    }
}
