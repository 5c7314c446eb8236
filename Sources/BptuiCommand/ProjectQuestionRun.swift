import ArgumentParser
import CursesTerminal
import Glibc
import Screen
import ViewModel

/// The question whether a project's file is read, on the terminal. Nothing of the file counts before it is answered.
struct ProjectQuestionRun {
    var question: ProjectQuestion
    var screen: ScreenOptions
    /// What the user's own file names.
    var theme: String?

    private enum Outcome {
        case undecided
        case answered(ProjectQuestion.Answer)
        case ended(Int32)
    }

    /// - Throws: the exit status, when a signal or the terminal ends it.
    func run() throws -> ProjectQuestion.Answer {
        let shelf = try ThemeShelf(screen.theme, configured: theme)
        let terminal = try screen.openTerminal()
        defer { terminal.close() }
        let renderer = screen.renderer(on: terminal, shelf)
        var question = question
        question.resize(width: terminal.size.width, height: terminal.size.height)
        while true {
            terminal.draw(renderer.frame(of: question))
            Self.wait(terminal)
            for event in terminal.readEvents() {
                switch Self.take(event, &question, terminal) {
                case .undecided: break
                case .answered(let answer): return answer
                case .ended(let status): throw ExitCode(status)
                }
            }
        }
    }

    private static func wait(_ terminal: CursesTerminal) {
        var polled = [
            pollfd(fd: terminal.inputDescriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: terminal.signalDescriptor, events: Int16(POLLIN), revents: 0),
        ]
        poll(&polled, nfds_t(polled.count), -1)
    }

    private static func take(
        _ event: TerminalEvent, _ question: inout ProjectQuestion, _ terminal: CursesTerminal
    ) -> Outcome {
        switch event {
        case .key(.control("l")), .resumed: terminal.invalidate()
        case .key(.control("z")), .suspend: terminal.suspend()
        case .key(let key), .modifiedKey(let key, _): if let answer = question.press(key) { return .answered(answer) }
        case .mouse(let action):
            switch action.kind {
            case .wheelUp: question.scroll(by: -3)
            case .wheelDown: question.scroll(by: 3)
            case .press, .drag, .release: break
            }
        case .resize(let width, let height): question.resize(width: width, height: height)
        case .terminate(let signal): return .ended(ExitStatus.signal(signal))
        case .vanished: return .ended(ExitStatus.signal(SIGHUP))
        case .altKey, .paste: break
        }
        return .undecided
    }
}
