import Configuration
import CursesTerminal
import Glibc
import Screen
import ViewModel

/// From what was asked for to a terminal that is drawn on.
extension ScreenOptions {
    func loadTheme() throws(CommandFailure) -> Theme {
        let name = self.theme ?? ThemeFile.standardName
        let text: String
        if let builtIn = ThemeFile.builtIn[name] {
            text = builtIn
        } else if let bytes = FileBytes.read(name) {
            text = String(decoding: bytes, as: UTF8.self)
        } else {
            let names = ThemeFile.builtIn.keys.sorted().joined(separator: ", ")
            throw CommandFailure(
                ExitStatus.usage, "no theme '\(name)': \(String(cString: strerror(errno))); built in: \(names)")
        }
        switch ThemeFile.parse(text) {
        case .success(let theme): return theme
        case .failure(let problems):
            throw CommandFailure(
                ExitStatus.usage, "the theme is not used: " + (problems.problems.first?.description(file: name) ?? name)
            )
        }
    }

    func openTerminal() throws(CommandFailure) -> CursesTerminal {
        do {
            return try CursesTerminal(color: color.terminalChoice)
        } catch {
            throw CommandFailure(ExitStatus.unavailable, error.description)
        }
    }

    func renderer(on terminal: CursesTerminal, theme: Theme) -> ScreenRenderer {
        ScreenRenderer(
            ScreenCapabilities(
                depth: terminal.capabilities.colorDepth, unicode: terminal.capabilities.unicode && !ascii, theme: theme)
        )
    }
}
