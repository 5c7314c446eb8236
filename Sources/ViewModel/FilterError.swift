/// What is wrong in a filter's text.
package struct FilterError: Error, Hashable, Sendable {
    package var message: String
    /// The character of the text, from 0.
    package var column: Int
    package init(_ message: String, column: Int) {
        self.message = message
        self.column = column
    }
}
