package import Screen

/// Themes as TOML: a palette of named colours, and for each role its form at every depth of colour.
package enum ThemeFile {
    /// Reads a theme that inherits none. Every problem is told, not the first alone.
    package static func parse(_ text: String) -> Result<Theme, ConfigurationProblems> {
        do throws(ThemeFailure) {
            let source = ThemeLibrary.Source(file: "", text: text)
            return .success(try ThemeLibrary(builtIn: [:]).theme(of: source, named: "unnamed"))
        } catch {
            return .failure(error.problems)
        }
    }
}
