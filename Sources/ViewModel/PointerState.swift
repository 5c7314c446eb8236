/// What the mouse has begun.
package struct PointerState: Hashable, Sendable {
    /// The border that is being moved.
    package var drawn: PaneArrangement.Split?
    /// Where the button was last pressed, and when; nil after a double click.
    package var lastPress: Press?

    package struct Press: Hashable, Sendable {
        var row: Int
        var column: Int
        var time: UInt64
    }

    /// Two presses on one cell within this time are a double click, in nanoseconds.
    static let doubleClick: UInt64 = 400_000_000
}
