import CursesTerminal
import Glibc
import Screen

/// From what was asked for to a terminal that is drawn on.
extension ScreenOptions {
    func openTerminal() throws(CommandFailure) -> CursesTerminal {
        do {
            return try CursesTerminal(color: (color ?? .auto).terminalChoice)
        } catch {
            throw CommandFailure(ExitStatus.unavailable, error.description)
        }
    }

    /// The terminal, or the screen that nobody sees where a script plays without one.
    func openScreen(for player: ScriptPlayer?) throws(CommandFailure) -> any ScreenTerminal {
        if player == nil, size != nil { throw CommandFailure(ExitStatus.usage, "--size goes with --script") }
        guard player != nil, size != nil || isatty(STDOUT_FILENO) == 0 else { return try openTerminal() }
        let isColored = color == .always || color == .auto && (getenv("NO_COLOR").map { $0.pointee == 0 } ?? true)
        return VirtualTerminal(size ?? .standard, depth: isColored ? .truecolor : .monochrome)
    }

    /// What `--script` says; nil without it.
    func player() throws(CommandFailure) -> ScriptPlayer? {
        try script.map { path throws(CommandFailure) in ScriptPlayer(try Script(path: path)) }
    }

    func renderer(on terminal: any ScreenTerminal, _ shelf: ThemeShelf) -> ScreenRenderer {
        ScreenRenderer(
            ScreenCapabilities(
                depth: terminal.capabilities.colorDepth, unicode: terminal.capabilities.unicode && ascii != true,
                theme: shelf.first.theme, themes: shelf.themes))
    }
}
