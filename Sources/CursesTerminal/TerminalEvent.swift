package import ViewModel

/// What the terminal, or a signal about it, has to say.
package enum TerminalEvent: Hashable, Sendable {
    case key(KeyPress)
    /// A key with Alt, or one typed within the escape delay after Escape.
    case altKey(KeyPress)
    /// A cursor, editing or function key with modifiers.
    case modifiedKey(KeyPress, KeyModifiers)
    case mouse(MouseAction)
    /// Pasted text (bracketed paste); its lines end in a newline, other control characters are left out.
    case paste(String)
    case resize(width: Int, height: Int)
    /// A signal that asks this process to leave: SIGTERM, SIGHUP, SIGINT or SIGQUIT.
    case terminate(signal: Int32)
    /// A SIGTSTP from outside; `CursesTerminal.suspend()` obeys it.
    case suspend
    /// The process goes on after a stop; `CursesTerminal.resume()` repaints.
    case resumed
    /// The terminal's other end is gone: nothing will be read or shown any more.
    case vanished
}
