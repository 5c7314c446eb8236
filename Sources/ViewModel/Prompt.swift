package import ProgramModel
package import WatchSlots

/// The line in which something is typed: a watch, a condition, a count, a command.
package struct Prompt: Hashable, Sendable {
    package enum Purpose: Hashable, Sendable {
        case watch
        case condition(WatchID)
        case ignoreCount(WatchID)
        case command
    }

    /// What was handed in, until its answer comes.
    package struct Submission: Hashable, Sendable {
        package enum Subject: Hashable, Sendable {
            case watch
            case condition(WatchID)
            case assignment
            case value
            case destination
        }
        package var subject: Subject
        /// As it was asked: the answer names it.
        package var text: String
        /// The character of the line that the text begins at: columns of errors count from there.
        package var column: Int

        package init(_ subject: Subject, _ text: String, column: Int = 0) {
            self.subject = subject
            self.text = text
            self.column = column
        }
    }

    package var purpose: Purpose
    package var editor: LineEditor
    /// Why the text as it stands was refused; gone with the next edit.
    package var error: ExpressionError?
    /// nil while nothing was handed in.
    package var submission: Submission?
    /// What Tab was for; gone when the text is another.
    package var completion: NameCompletion?

    package init(
        _ purpose: Purpose = .watch, _ editor: LineEditor = LineEditor(), error: ExpressionError? = nil,
        submission: Submission? = nil
    ) {
        self.purpose = purpose
        self.editor = editor
        self.error = error
        self.submission = submission
    }

    package var isSubmitted: Bool { submission != nil }

    /// The text is another one.
    package mutating func edited() {
        error = nil
        if let query = nameQuery, completion?.narrowed(to: query) != nil { return }
        completion = nil
    }

    /// The text was refused; it stays, to be mended.
    package mutating func refuse(_ error: ExpressionError) {
        self.error = error
        self.error?.column = error.column.map { $0 + (submission?.column ?? 0) }
        submission = nil
    }
}
