/// Where the palette stands for a size of the terminal.
package struct PaletteLayout: Hashable, Sendable {
    package let area: CellRectangle
    /// Entries that are seen at once, from the second line of the box on.
    package let rows: Int

    package init(width: Int, height: Int) {
        let boxWidth = min(width - 4, 92)
        let boxHeight = max(6, min(height - 4, 20))
        area = CellRectangle(
            row: max(0, min(3, height - boxHeight)), column: max(0, (width - boxWidth) / 2), height: boxHeight,
            width: boxWidth)
        rows = max(1, boxHeight - 4)
    }

    /// The first row of the list.
    package var firstRow: Int { area.row + 3 }

    /// The first entry shown, so that the chosen one is in sight.
    package func first(selected: Int, count: Int) -> Int {
        min(max(0, selected - rows / 2), max(0, count - rows))
    }
}
