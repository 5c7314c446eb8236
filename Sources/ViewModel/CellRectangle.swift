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

    package func contains(row: Int, column: Int) -> Bool {
        row >= self.row && row < endRow && column >= self.column && column < endColumn
    }
}
