import CursesTerminal
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

    func renderer(on terminal: CursesTerminal, _ shelf: ThemeShelf) -> ScreenRenderer {
        ScreenRenderer(
            ScreenCapabilities(
                depth: terminal.capabilities.colorDepth, unicode: terminal.capabilities.unicode && ascii != true,
                theme: shelf.first.theme, themes: shelf.themes))
    }
}
