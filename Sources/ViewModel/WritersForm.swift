/// How the writers fit in their pane: the rows of the table, and what is told of the one under the cursor below it.
package struct WritersForm: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        /// A line has room for every column.
        case wide
        /// A row has two lines: the second one for the bar, the source and the time.
        case tall
        /// A row has one line, of the columns that tell most.
        case compact
    }

    package let kind: Kind
    /// Rows of the table that are seen at once.
    package let rows: Int
    /// Lines of the detail under the table; 0 for none.
    package let detailLines: Int

    package var linesPerRow: Int { kind == .tall ? 2 : 1 }

    /// - Parameters:
    ///   - width: of the pane, its border included.
    ///   - height: likewise.
    package init(width: Int, height: Int) {
        // Without the border and the headings.
        let inner = height - 3
        kind = width >= 70 ? .wide : inner >= 12 ? .tall : .compact
        detailLines = inner >= 20 ? 7 : inner >= 13 ? 5 : inner >= 8 ? 3 : inner >= 6 ? 2 : 0
        let room = inner - (detailLines > 0 ? detailLines + 1 : 0)
        rows = max(1, room / (kind == .tall ? 2 : 1))
    }
}
