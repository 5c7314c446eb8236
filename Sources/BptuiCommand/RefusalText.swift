import Glibc
import ProgramModel
import Session
import Tracing
import WatchSlots

/// Refusals as one line for a person, with the exit status that belongs to each.
enum RefusalText {
    static func sentence(_ error: ExpressionError) -> String {
        guard !error.suggestions.isEmpty else { return error.message }
        let names = error.suggestions.map { "'\($0)'" }.joined(separator: ", ")
        return "\(error.message); did you mean \(names)?"
    }

    static func sentence(_ refusal: WatchRefusal) -> String {
        switch refusal {
        case .expression(let error): sentence(error)
        case .state(let text): text
        case .tracing(let error):
            if case .watch(let reason) = error.reason { reason.description } else { error.description }
        }
    }

    /// For the prompt, which shows a column and suggestions where there are any.
    static func expressionError(_ refusal: WatchRefusal) -> ExpressionError {
        if case .expression(let error) = refusal { error } else { ExpressionError(sentence(refusal)) }
    }

    static func failure(_ spec: WatchSpec, _ refusal: WatchRefusal) -> CommandFailure {
        CommandFailure(status(refusal), "cannot watch '\(spec.expression)': \(sentence(refusal))")
    }

    /// A program that could not be started.
    static func failure(_ error: TracingError) -> CommandFailure {
        guard case .errno(let code) = error.reason else {
            return CommandFailure(ExitStatus.internalFault, error.description)
        }
        let status =
            switch (error.operation, code) {
            case (.execute, ENOENT): ExitStatus.notFound
            case (.execute, _): ExitStatus.notExecutable
            case (_, EPERM), (_, EACCES): ExitStatus.noPermission
            default: ExitStatus.unavailable
            }
        return CommandFailure(status, error.description)
    }

    private static func status(_ refusal: WatchRefusal) -> Int32 {
        switch refusal {
        case .expression: return ExitStatus.badExpression
        case .state: return ExitStatus.unavailable
        case .tracing(let error):
            switch error.reason {
            case .watch(.noFreeSlot), .watch(.slotTaken), .watch(.tooLong): return ExitStatus.unavailable
            case .watch: return ExitStatus.badExpression
            case .errno(EPERM), .errno(EACCES): return ExitStatus.noPermission
            case .errno, .state: return ExitStatus.unavailable
            }
        }
    }
}
