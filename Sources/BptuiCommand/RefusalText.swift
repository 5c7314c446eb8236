import Glibc
import ProgramModel
import Screen
import Session
import Tracing
import WatchSlots

/// Refusals as a line for a person, with the text that is wrong and the exit status that belongs to each.
enum RefusalText {
    static func sentence(_ error: ExpressionError) -> String {
        guard !error.suggestions.isEmpty else { return error.message }
        let names = error.suggestions.map { "'\($0)'" }.joined(separator: ", ")
        return "\(error.message); did you mean \(names)?"
    }

    static func sentence(_ refusal: WatchRefusal) -> String {
        switch refusal {
        case .expression(let error): sentence(error)
        case .condition(let error): "its condition: " + sentence(error)
        case .state(let text): text
        case .tracing(let error):
            if case .watch(let reason) = error.reason { reason.description } else { error.description }
        }
    }

    /// For the prompt, which shows a column and suggestions where there are any.
    static func expressionError(_ refusal: WatchRefusal) -> ExpressionError {
        switch refusal {
        case .expression(let error): error
        // Its column is not one of the whole text.
        case .condition(let error): ExpressionError("its condition: " + error.message, suggestions: error.suggestions)
        case .state, .tracing: ExpressionError(sentence(refusal))
        }
    }

    static func failure(_ spec: WatchSpec, _ refusal: WatchRefusal) -> CommandFailure {
        let name = DisplayText.sanitized(spec.expression)
        var failure = CommandFailure(status(refusal), "cannot watch '\(name)': \(sentence(refusal))")
        switch refusal {
        case .expression(let error): failure.excerpt = excerpt(spec.expression, error)
        case .condition(let error): failure.excerpt = excerpt(spec.condition ?? "", error)
        case .state, .tracing: break
        }
        return failure
    }

    /// Text that means nothing here.
    ///
    /// - Parameter verb: what cannot be done: "watch", "set".
    static func failure(_ verb: String, _ text: String, _ error: ExpressionError) -> CommandFailure {
        CommandFailure(
            ExitStatus.badExpression, "cannot \(verb) '\(DisplayText.sanitized(text))': \(sentence(error))",
            excerpt: excerpt(text, error))
    }

    /// The text with a caret under the column that is wrong; nil when none is said.
    private static func excerpt(_ text: String, _ error: ExpressionError) -> String? {
        guard let column = error.column else { return nil }
        let before = DisplayText.sanitized(String(text.prefix(column)))
        let spaces = String(repeating: " ", count: DisplayWidth.of(before))
        return "  \(DisplayText.sanitized(text))\n  \(spaces)^"
    }

    /// A program that could not be started.
    static func failure(_ error: TracingError) -> CommandFailure {
        guard case .errno(let code) = error.reason else {
            if error.operation == .attach { return CommandFailure(attachStatus(error), error.description) }
            return CommandFailure(ExitStatus.internalFault, error.description)
        }
        let status =
            switch (error.operation, code) {
            case (.execute, ENOENT): ExitStatus.notFound
            case (.execute, _): ExitStatus.notExecutable
            case (.openOutput, _), (.openErrorOutput, _): ExitStatus.cannotWriteOutput
            case (.openInput, ENOENT): ExitStatus.notFound
            case (_, EPERM), (_, EACCES): ExitStatus.noPermission
            default: ExitStatus.unavailable
            }
        return CommandFailure(status, error.description)
    }

    /// What is in the way of an attach is said in words, which begin with EPERM where it is a matter of rights.
    private static func attachStatus(_ error: TracingError) -> Int32 {
        if case .watch(let reason) = error.reason { return status(reason) }
        guard case .state(let words) = error.reason, words.hasPrefix("EPERM") else { return ExitStatus.unavailable }
        return ExitStatus.noPermission
    }

    private static func status(_ refusal: WatchRefusal) -> Int32 {
        switch refusal {
        case .expression, .condition: return ExitStatus.badExpression
        case .state: return ExitStatus.unavailable
        case .tracing(let error):
            switch error.reason {
            case .watch(let reason): return status(reason)
            case .errno(EPERM), .errno(EACCES): return ExitStatus.noPermission
            case .errno, .state: return ExitStatus.unavailable
            }
        }
    }
    private static func status(_ error: WatchError) -> Int32 {
        switch error {
        case .noFreeSlot, .slotTaken, .tooLong: ExitStatus.unavailable
        case .refused(_, let isPermission, _): isPermission ? ExitStatus.noPermission : ExitStatus.unavailable
        default: ExitStatus.badExpression
        }
    }
}
