/// Why there is no theme: what is wrong in its file, or in one that it inherits.
package struct ThemeFailure: Error, Hashable, Sendable {
    /// As a person knows it: a path, or the name of a built-in theme.
    package var file: String
    package var problems: ConfigurationProblems

    /// The first problem, with its place: `night.toml:3:1: no such colour in the palette: nihgt`.
    package var description: String { problems.problems.first?.description(file: file) ?? file }
}
