import CursesTerminal
import Glibc
import Screen
import ViewModel

/// The choice among several processes, on the terminal. Nothing is touched before it is made.
struct ProcessPickerRun {
    var name: String
    var screen: ScreenOptions

    /// How long the list is taken for true.
    private static let refreshMilliseconds: Int32 = 1000

    /// - Returns: the process; nil without a terminal to ask on.
    func run(_ entries: [ProcessEntry]) throws(CommandFailure) -> Int32? {
        let shelf = try ThemeShelf(screen.theme)
        guard isatty(STDERR_FILENO) == 1, let terminal = try? screen.openTerminal() else { return nil }
        defer { terminal.close() }
        let renderer = screen.renderer(on: terminal, shelf)
        var picker = ProcessPicker(
            name: name, entries: entries, width: terminal.size.width, height: terminal.size.height)
        while true {
            terminal.draw(renderer.frame(of: picker))
            if Self.wait(terminal) { picker.refresh(ProcessFinder.matches(name)) }
            for event in terminal.readEvents() {
                switch Self.take(event, &picker, terminal) {
                case .undecided: break
                case .chosen(let pid): return pid
                case .left: throw CommandFailure(ExitStatus.usage, "no process was chosen, and none was touched")
                }
            }
        }
    }

    /// - Returns: whether nothing has happened for as long.
    private static func wait(_ terminal: CursesTerminal) -> Bool {
        var polled = [
            pollfd(fd: terminal.inputDescriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: terminal.signalDescriptor, events: Int16(POLLIN), revents: 0),
        ]
        return poll(&polled, nfds_t(polled.count), refreshMilliseconds) == 0
    }

    private static func take(
        _ event: TerminalEvent, _ picker: inout ProcessPicker, _ terminal: CursesTerminal
    ) -> ProcessPicker.Outcome {
        switch event {
        case .key(.control("l")): terminal.invalidate()
        case .key(.control("z")), .suspend: terminal.suspend()
        case .key(let key), .modifiedKey(let key, _): return picker.press(key)
        case .altKey(let key):
            if picker.press(.escape) == .left { return .left }
            return picker.press(key)
        case .mouse(let action):
            switch action.kind {
            case .wheelUp: picker.move(by: -1)
            case .wheelDown: picker.move(by: 1)
            case .press: picker.click(row: ScreenRenderer.pickerRow(at: action.row))
            case .drag, .release: break
            }
        case .paste(let text): picker.paste(text)
        case .resize(let width, let height): picker.resize(width: width, height: height)
        case .resumed: terminal.invalidate()
        case .terminate, .vanished: return .left
        }
        return .undecided
    }
}
