/// A cell of the output, in twelve bytes: there are some hundred thousand of them.
package struct OutputCell: Hashable, Sendable {
    /// A scalar's value, one of the marks below, or `firstCluster` and the number of a cluster.
    var content: UInt32
    private var foreground: UInt32
    /// With the attributes above it.
    private var background: UInt32

    /// The second half of a wide character.
    static let continuation: UInt32 = 0
    /// Where a wide character did not fit at the end of a row.
    static let filler: UInt32 = 1
    /// Above all scalars: a character with marks.
    static let firstCluster: UInt32 = 0x11_0000

    init(_ content: UInt32, _ style: OutputStyle) {
        self.content = content
        foreground = style.foreground.packed
        background = style.background.packed | UInt32(style.attributes.rawValue) << 26
    }

    static func blank(_ style: OutputStyle) -> OutputCell { OutputCell(0x20, style.erased) }

    package var style: OutputStyle {
        var style = OutputStyle()
        style.foreground = OutputColor(packed: foreground)
        style.background = OutputColor(packed: background)
        style.attributes = OutputStyle.Attributes(rawValue: UInt8(background >> 26))
        return style
    }

    package var isContinuation: Bool { content == Self.continuation }

    mutating func become(_ content: UInt32) { self.content = content }
}

/// A line of the output, as long as the program made it: its rows are as many cells as the pane is wide.
struct OutputLine: Hashable, Sendable {
    var cells: [OutputCell] = []
    /// It has, or had, characters of two cells.
    var hasWide = false
}

/// Where the program writes.
struct OutputCursor: Hashable, Sendable {
    var line = 0
    /// Cells from the line's start.
    var offset = 0
    /// Rows from the top of the screen.
    var row = 0
    /// The last column has been written: the next character begins a new row.
    var isWrapPending = false
}
