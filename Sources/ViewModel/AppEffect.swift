package import Session

/// What the edge has to do after an event; a value, so that tests compare it.
package enum AppEffect: Hashable, Sendable {
    case session(SessionCommand)
    /// The text of the prompt, to be parsed and resolved. Answered by `AppEvent.addWatchSucceeded` or `.addWatchFailed`.
    case addWatch(String)
    /// Bytes for the program's terminal.
    case writeToProgram([UInt8])
    /// The room that the program's output has; the program's terminal should have this size.
    case resizeProgramTerminal(columns: Int, rows: Int)
    /// Go to another moment of the recording.
    case scrub(Scrub)
    /// Write what is recorded to a file, in a format or, where nothing is said, in the one that the name tells.
    case export(String, format: String?)
    /// Keep the watches under a name or in a file; nil is the program's own. Answered by a notice.
    case saveWatches(String?)
    /// Arm those that were kept. Answered by a notice.
    case loadWatches(String?)
    /// Copy what has the focus to the clipboard.
    case copy
    /// The theme was chosen for the next time, too.
    case rememberTheme(String)
    /// Write the frame to a file, as text with a style layer.
    case saveScreen(String, replaces: Bool)
    /// Paint every cell anew.
    case redraw
    /// Give the terminal back and stop, as Ctrl-Z asks.
    case suspend
    /// End the session and leave. What was launched dies.
    case quit
}
