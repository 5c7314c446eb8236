/// Why the screen cannot be shown on this terminal. Each says what to do instead.
package enum TerminalError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The process has no terminal: `errno` of opening /dev/tty, or ENOTTY.
    case noTerminal(errno: Int32)
    /// `TERM` is empty, or the terminfo database has no entry of that name.
    case unknownTerminal(name: String)
    /// A terminal that only appends, such as `dumb`.
    case cannotMoveCursor(name: String)
    /// ncurses refused for a reason that it does not give.
    case refused(name: String)

    package var description: String {
        switch self {
        case .noTerminal:
            "no terminal to draw on; --batch needs none"
        case .unknownTerminal(let name):
            name.isEmpty
                ? "TERM is not set, so the terminal's abilities are unknown; set it (often xterm-256color) or use --batch"
                : "the terminal \"\(name)\" is not in the terminfo database; set TERM (often xterm-256color) or use --batch"
        case .cannotMoveCursor(let name):
            "the terminal \"\(name)\" cannot move its cursor; use --batch, or set TERM if it can"
        case .refused(let name):
            "ncurses cannot use the terminal \"\(name)\"; use --batch"
        }
    }
}
