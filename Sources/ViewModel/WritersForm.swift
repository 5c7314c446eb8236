/// How the writers fit in their pane: the rows of the table, and what is told of the one under the cursor below it.
package struct WritersForm: Hashable, Sendable {
    /// One line has room for every column; else a row has two lines.
    package let isWide: Bool
    /// Rows of the table that are seen at once.
    package let rows: Int
    /// Lines of the detail under the table.
    package let detailLines: Int

    package var linesPerRow: Int { isWide ? 1 : 2 }

    /// - Parameters: of the pane, its border included.
    package init(width: Int, height: Int) {
        isWide = width >= 70
        // The headings, and a line between table and detail.
        let inner = height - 3
        detailLines = inner >= 20 ? 7 : inner >= 13 ? 5 : inner >= 9 ? 3 : inner >= 6 ? 2 : 0
        rows = max(1, (inner - (detailLines > 0 ? detailLines + 1 : 0)) / (isWide ? 1 : 2))
    }
}
