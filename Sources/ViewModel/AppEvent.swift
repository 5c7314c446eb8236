package import ProgramModel
package import Session

/// Everything that can happen to the screen's state, in one order.
package enum AppEvent: Hashable, Sendable {
    case key(KeyPress)
    /// A cursor, editing or function key with modifiers.
    case modifiedKey(KeyPress, KeyModifiers)
    case mouse(MouseAction)
    /// Text pasted as a whole; it never acts as keys.
    case paste(String)
    /// The terminal's size in cells.
    case resize(width: Int, height: Int)
    /// The time in nanoseconds of a clock that never goes back: rates, flashes and notices know no other.
    case tick(UInt64)
    case session(SessionEvent)
    /// Bytes that the program wrote to its terminal.
    case output([UInt8])
    /// The themes that can be chosen now.
    case themes([ThemeEntry])
    /// The watch of the prompt stands.
    case addWatchSucceeded
    /// The watch of the prompt cannot be; the column is the character of the prompt's text it is about.
    case addWatchFailed(ExpressionError)
}
