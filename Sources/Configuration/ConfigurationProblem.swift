import ProgramModel

/// What is wrong in a file of the user's, and where.
package struct ConfigurationProblem: Error, Hashable, Sendable {
    /// From 1.
    package var line: Int
    /// From 1.
    package var column: Int
    /// One sentence without a full stop.
    package var message: String

    package init(line: Int, column: Int, message: String) {
        self.line = line
        self.column = column
        // A file may come from anywhere, and its words go to a terminal.
        self.message = DisplayText.sanitized(message)
    }

    /// `night.toml:3:1: no such colour in the palette: nihgt`.
    package func description(file: String) -> String { "\(file):\(line):\(column): \(message)" }
}
