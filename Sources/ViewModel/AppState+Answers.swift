import ProgramModel
import Session
import Tracing
import WatchSlots

/// Answers to what was asked about places, threads and expressions.
extension AppState {
    mutating func takeAnswer(_ event: SessionEvent) {
        switch event {
        case .siteDetail(let id, let detail): answers.siteDetails[id] = detail
        case .siteStack(let id, let stack): answers.siteStacks[id] = stack
        case .stack(let tid, let stack): takeStop(tid) { $0.stack = stack }
        case .registers(let tid, let registers): takeStop(tid) { $0.registers = registers }
        case .names(let names): answers.addressNames.merge(names) { _, new in new }
        case .threadNames(let names): answers.threadNames.merge(names) { _, new in new }
        case .threads(let told): threads.take(told)
        case .threadActivities(let told): threads.take(told, at: now)
        case .assigned(let text):
            if awaits(.assignment, text) { modal = nil }
            show(.information, "set: \(text)")
        case .printed(let text, let value):
            if awaits(.value, text) { modal = nil }
            printed = PrintedValue(text, value)
        case .candidates(let query, let candidates): take(candidates, for: query)
        case .runsTo(let text): if awaits(.destination, text) { modal = nil }
        case .evaluationRefused(let text, let error): refuse(text, error)
        default: break
        }
    }

    /// An answer about a stop that is over is no answer any more.
    private mutating func takeStop(_ tid: Int32, _ change: (inout Answers.StopAnswer) -> Void) {
        guard case .stopped(let stop) = target, stop.tid == tid else { return }
        answers.takeStop(tid, change)
    }

    private func awaits(_ subject: Prompt.Submission.Subject, _ text: String) -> Bool {
        guard case .prompt(let prompt) = modal, let submission = prompt.submission else { return false }
        return submission.subject == subject && submission.text == text
    }

    private mutating func refuse(_ text: String, _ error: ExpressionError) {
        guard case .prompt(var prompt) = modal, let submission = prompt.submission, submission.subject != .watch,
            submission.text == text
        else { return show(.error, "\(text): \(error.message)") }
        prompt.refuse(error)
        modal = .prompt(prompt)
    }

    /// The condition that the prompt waits for stands once the board has it.
    mutating func settleCondition() {
        guard case .prompt(var prompt) = modal, let submission = prompt.submission,
            case .condition(let id) = submission.subject
        else { return }
        guard let watch = board.watches.first(where: { $0.watch.id == id }) else {
            prompt.refuse(ExpressionError("the watch is gone"))
            modal = .prompt(prompt)
            return
        }
        if watch.condition == submission.text { modal = nil }
    }
}
