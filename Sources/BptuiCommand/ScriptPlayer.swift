import DebugRegisters
import ProgramModel
import Screen
import Session
import Tracing
import ViewModel

/// Plays a script: what comes next is decided from what the screen shows. Pure but for its own place in the script.
final class ScriptPlayer {
    /// What the loop has to do now.
    enum Move {
        case events([AppEvent])
        case resize(ScreenSize)
        case save(path: String, replaces: Bool, at: String)
        /// Something has still to happen.
        case wait
        case over
        case failed(CommandFailure)
    }

    private let script: Script
    private var next = 0
    /// When the present step began to wait; nil while it does not.
    private var waitsSince: UInt64?
    private var timeout: UInt64 = 10_000_000_000
    /// The program was set going, and has not stopped since.
    private var isGoing = false
    /// The command of the present step was handed in.
    private var isCommandOut = false

    init(_ script: Script) { self.script = script }

    // MARK: What happens beside it

    func note(_ command: SessionCommand) {
        switch command {
        case .resume, .resumeWithoutSignal, .step, .nextLine, .finish, .runTo, .restart: isGoing = true
        default: break
        }
    }

    func note(_ event: SessionEvent) {
        switch event {
        case .target(.stopped), .target(.exited), .target(.lost): isGoing = false
        // It does not go there.
        case .evaluationRefused: isGoing = false
        default: break
        }
    }

    // MARK: Steps

    /// - Parameters:
    ///   - now: on the clock of `AppEvent.tick`.
    ///   - frame: what the screen shows.
    func move(_ state: AppState, now: UInt64, frame: () -> Frame) -> Move {
        guard next < script.steps.count else { return .over }
        let step = script.steps[next]
        // What was entered has no answer yet: keys would go to its line.
        if case .prompt(let prompt)? = state.modal, prompt.isSubmitted, step.action.isTyped {
            return wait(step, now, frame) { "what was entered was not answered" }
        }
        switch step.action {
        case .keys(let keys): return done(.events(keys.map { .key($0) }))
        case .type(let text): return done(.events(text.map { .key(.character($0)) }))
        case .paste(let text): return done(.events([.paste(text)]))
        case .command(let text): return command(text, step, state, now, frame)
        case .wait(let awaited):
            let isHere = isThere(awaited, state, frame)
            return isHere ? done(.events([])) : wait(step, now, frame) { awaited.words }
        case .timeout(let nanoseconds):
            timeout = nanoseconds
            return done(.events([]))
        case .pause(let nanoseconds):
            if let waitsSince, now >= waitsSince + nanoseconds { return done(.events([])) }
            if waitsSince == nil { waitsSince = now }
            return .wait
        case .resize(let size): return done(.resize(size))
        case .saveScreen(let path, let replaces):
            return done(.save(path: path, replaces: replaces, at: "\(script.name):\(step.line)"))
        }
    }

    private func done(_ move: Move) -> Move {
        next += 1
        waitsSince = nil
        isCommandOut = false
        return move
    }

    private func wait(_ step: ScriptStep, _ now: UInt64, _ frame: () -> Frame, _ words: () -> String) -> Move {
        guard let waitsSince else {
            self.waitsSince = now
            return .wait
        }
        guard now >= waitsSince + timeout else { return .wait }
        let seconds = Double(timeout) / 1e9
        let limit = seconds == seconds.rounded() ? "\(Int(seconds))" : "\(seconds)"
        return failed(ExitStatus.timedOut, step, "\(words()) within \(limit) s; above is the screen", frame())
    }

    private func failed(_ status: Int32, _ step: ScriptStep, _ words: String, _ frame: Frame? = nil) -> Move {
        .failed(
            CommandFailure(
                status, "\(script.name):\(step.line): \(words)",
                excerpt: frame.map { PlainFrame.text($0) }))
    }

    private func isThere(_ awaited: ScriptStep.Awaited, _ state: AppState, _ frame: () -> Frame) -> Bool {
        switch awaited {
        case .text(let text): return AnsiDump.plain(frame()).contains { $0.contains(text) }
        case .absence(let text): return !AnsiDump.plain(frame()).contains { $0.contains(text) }
        case .stop:
            if case .stopped = state.target { return !isGoing }
            return false
        case .exit:
            if case .exited = state.target { return !isGoing }
            return false
        }
    }

    /// As if it were typed: it is over when the prompt is.
    private func command(
        _ text: String, _ step: ScriptStep, _ state: AppState, _ now: UInt64, _ frame: () -> Frame
    ) -> Move {
        guard isCommandOut else {
            guard state.modal == nil, !state.hasProgramKeyboard else {
                return failed(
                    ExitStatus.usage, step,
                    "a command needs the panes: close what lies over them first, as with 'key Esc'")
            }
            isCommandOut = true
            return .events([.key(.character(":")), .paste(text), .key(.enter)])
        }
        guard case .prompt(let prompt)? = state.modal, prompt.purpose == .command else { return done(.events([])) }
        if let error = prompt.error {
            return failed(
                ExitStatus.badExpression, step,
                "':\(DisplayText.sanitized(text))' was refused: \(RefusalText.sentence(error))")
        }
        return wait(step, now, frame) { "':\(DisplayText.sanitized(text))' was not answered" }
    }
}
