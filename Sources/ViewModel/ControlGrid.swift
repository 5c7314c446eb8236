/// Where the 32 bits of DR7 stand in a line.
package struct ControlGrid: Hashable, Sendable {
    /// Column of each bit by its number, from the grid's left edge.
    package let columns: [Int]
    package let width: Int
    /// Without a number for each bit.
    package let isCompact: Bool

    package init(_ form: ScreenLayout.ControlForm) {
        var columns = Array(repeating: 0, count: 32)
        var at: Int
        switch form {
        case .numbered(let cell):
            isCompact = false
            at = 1
            for bit in (10...31).reversed() {
                columns[bit] = at
                at += cell
            }
            // One digit from here on. `at` is where a two-digit number would end.
            at -= 1
            for bit in [9, 8] {
                columns[bit] = at
                at += cell - 1
            }
            at += 1
            for slot in (0...3).reversed() {
                columns[2 * slot + 1] = at
                columns[2 * slot] = at + cell - 1
                at += 2 * (cell - 1) + 1
            }
            width = columns[0] + 1
        case .compact:
            isCompact = true
            at = 0
            for field in (8...15).reversed() {
                columns[2 * field + 1] = at
                columns[2 * field] = at + 1
                at += 5
            }
            // Reserved 15 and 14, GD, reserved 12, RTM, the one, GE, LE: as wide as their names.
            for (bit, size) in [(15, 2), (14, 2), (13, 3), (12, 2), (11, 4), (10, 2), (9, 2), (8, 2)] {
                columns[bit] = at
                at += size
            }
            at += 1
            for slot in (0...3).reversed() {
                columns[2 * slot + 1] = at
                columns[2 * slot] = at + 2
                at += 4
            }
            width = columns[0] + 1
        }
        self.columns = columns
    }

    /// The screen's column of the grid's left edge in a pane.
    package func left(in pane: CellRectangle) -> Int { pane.column + 2 + max(0, (pane.width - 4 - width) / 2) }

    /// The bit nearest to a column of the grid; nil beside the grid.
    package func bit(at column: Int) -> Int? {
        guard column >= -1, column <= width else { return nil }
        return columns.indices.min { abs(columns[$0] - column) < abs(columns[$1] - column) }
    }
}
