/// Where the detail stands for a size of the terminal: between the header and the footer, and where there is room in two
/// columns, code on the left and the thread on the right.
package struct DetailLayout: Hashable, Sendable {
    package let area: CellRectangle
    /// The cells of a line inside of the border.
    package let width: Int
    /// nil for one column; else the widths of both, with a gap between.
    package let columns: Columns?
    /// Lines that are seen at once.
    package let rows: Int

    package struct Columns: Hashable, Sendable {
        package let left: Int
        package let right: Int
    }

    package static let gap = 3
    /// Two registers beside each other take 54 cells.
    private static let narrowestRight = 54

    package init(width: Int, height: Int) {
        let hasAir = height >= 36
        let row = hasAir ? 2 : 1
        area = CellRectangle(row: row, column: 0, height: max(2, height - row - (hasAir ? 2 : 1)), width: width)
        self.width = max(0, width - 4)
        rows = max(1, area.height - 2)
        if width >= 116 {
            let right = max(Self.narrowestRight, self.width * 45 / 100)
            columns = Columns(left: self.width - Self.gap - right, right: right)
        } else {
            columns = nil
        }
    }
}
