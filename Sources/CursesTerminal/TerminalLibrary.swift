internal import CNcurses

/// The library that the screen is drawn with, for reports of faults.
package enum TerminalLibrary {
    /// `ncurses 6.4.20221231`.
    package static var version: String { curses_version().map { String(cString: $0) } ?? "ncurses" }
}
