package import ProgramModel

/// The line in which a watch is typed.
package struct WatchPrompt: Hashable, Sendable {
    package var editor: LineEditor
    /// Why the text as it stands was refused; gone with the next edit.
    package var error: ExpressionError?
    /// The text was handed in, and the answer is yet to come.
    package var isSubmitted: Bool

    package init(_ editor: LineEditor = LineEditor(), error: ExpressionError? = nil, isSubmitted: Bool = false) {
        self.editor = editor
        self.error = error
        self.isSubmitted = isSubmitted
    }
}
