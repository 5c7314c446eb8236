/// Where the list of themes lies: over the right lower part, so that slots, registers and hits show the theme.
package struct ThemeLayout: Hashable, Sendable {
    package let area: CellRectangle
    /// Themes shown at a time.
    package let rows: Int
    /// Lines below the list, for what there is to say of the chosen theme.
    package static let noteLines = 2

    private static let width = 54

    package init(width: Int, height: Int, count: Int) {
        // Border, a line between list and note, and the footer stay free.
        let frame = 2 + 1 + Self.noteLines
        // The upper half of a small screen stays in sight.
        rows = max(1, min(count, max(height / 2 - 3, 4), height - 4 - frame))
        let size = min(Self.width, width - 4)
        area = CellRectangle(
            row: max(1, height - 2 - rows - frame), column: max(0, width - size - 2), height: rows + frame, width: size)
    }

    /// The first theme shown, so that the chosen one is in sight.
    package func first(selected: Int, count: Int) -> Int { max(0, min(selected - rows / 2, count - rows)) }
}
