package import Screen

/// Themes as TOML: a palette of named colours, and for each role its form at every depth of colour.
package enum ThemeFile {
    /// Reads a theme. Every problem is told, not the first alone.
    package static func parse(_ text: String) -> Result<Theme, ConfigurationProblems> {
        let table: TOMLTable
        do {
            table = try TOMLReader.table(of: text)
        } catch {
            return .failure(ConfigurationProblems(problems: [error]))
        }
        var reader = ThemeReader(table: table)
        guard let theme = reader.read() else {
            let problems = reader.problems.sorted { ($0.line, $0.column) < ($1.line, $1.column) }
            return .failure(ConfigurationProblems(problems: problems))
        }
        return .success(theme)
    }
}
