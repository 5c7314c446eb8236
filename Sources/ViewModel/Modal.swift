package import ProgramModel

/// What lies over the panes and takes the keys.
package enum Modal: Hashable, Sendable {
    case prompt(WatchPrompt)
    case confirmation(Confirmation)
    /// The keys, from this line on.
    case help(firstLine: Int)
}

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

/// What is asked before a living program dies.
package enum Confirmation: Hashable, Sendable {
    case quit, kill
}
