/// The line in which a filter is typed.
package struct FilterPrompt: Hashable, Sendable {
    package var editor: LineEditor
    /// Why the text as it stands was refused; gone with the next edit.
    package var error: FilterError?

    package init(_ editor: LineEditor = LineEditor(), error: FilterError? = nil) {
        self.editor = editor
        self.error = error
    }
}
