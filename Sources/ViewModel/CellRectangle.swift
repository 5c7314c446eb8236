/// A rectangle of cells on the screen, 0-based.
package struct CellRectangle: Hashable, Sendable {
    package var row: Int
    package var column: Int
    package var height: Int
    package var width: Int

    package init(row: Int, column: Int, height: Int, width: Int) {
        self.row = row
        self.column = column
        self.height = height
        self.width = width
    }

    package var endRow: Int { row + height }
    package var endColumn: Int { column + width }

    /// The part above and the part below.
    package func split(lowerHeight: Int) -> (upper: CellRectangle, lower: CellRectangle) {
        var (upper, lower) = (self, self)
        upper.height = height - lowerHeight
        lower.row = row + height - lowerHeight
        lower.height = lowerHeight
        return (upper, lower)
    }

    package func contains(row: Int, column: Int) -> Bool {
        row >= self.row && row < endRow && column >= self.column && column < endColumn
    }
}
