package import Screen
import TOMLKit

/// Themes as TOML: a palette of named colours, and for each role its form at every depth of colour.
package enum ThemeFile {
    /// Reads a theme. Every problem is told, not the first alone.
    package static func parse(_ text: String) -> Result<Theme, ConfigurationProblems> {
        let table: TOMLTable
        do {
            table = try TOMLTable(string: text)
        } catch let error as TOMLParseError {
            let problem = ConfigurationProblem(
                line: error.source.begin.line, column: error.source.begin.column, message: error.description)
            return .failure(ConfigurationProblems(problems: [problem]))
        } catch {
            return .failure(ConfigurationProblems(problems: [.init(line: 1, column: 1, message: "\(error)")]))
        }
        var reader = ThemeReader(table: table, positions: KeyPositions(text))
        guard let theme = reader.read() else {
            let problems = reader.problems.sorted { ($0.line, $0.column) < ($1.line, $1.column) }
            return .failure(ConfigurationProblems(problems: problems))
        }
        return .success(theme)
    }

    /// The themes that are compiled in, by name.
    package static let builtIn: [String: String] = ["tokyo-night": text(PackageResources.tokyo_night_toml)]

    /// The theme where none is asked for.
    package static let standardName = "tokyo-night"

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
