package import Session

/// Text to be read in a box over the panes: the messages, or what a pane is.
package struct TextPage: Hashable, Sendable {
    package enum Line: Hashable, Sendable {
        case blank
        case text(String)
        case heading(String)
        /// A key or a name, and what it does.
        case entry(String, String)
        /// The time is empty where a message goes on from the line before.
        case message(time: String, Notice.Severity, String)
    }

    package let title: String
    package let lines: [Line]
    /// The box on the screen.
    package let area: CellRectangle

    /// Lines that are seen at once.
    package var rows: Int { max(1, area.height - 2) }
    package var lastFirstLine: Int { max(0, lines.count - rows) }

    /// The cells of a line of text on a screen of a width.
    package static func textWidth(_ width: Int) -> Int { max(10, min(width - 4, 92) - 6) }

    package init(title: String, lines: [Line], width: Int, height: Int) {
        self.title = title
        self.lines = lines
        let boxWidth = Self.textWidth(width) + 6
        let boxHeight = max(3, min(lines.count + 2, height - 2))
        area = CellRectangle(
            row: max(0, (height - boxHeight) / 2), column: max(0, (width - boxWidth) / 2), height: boxHeight,
            width: boxWidth)
    }
}
