/// Where a setting comes from, the strongest first.
package enum ConfigurationOrigin: Hashable, Sendable {
    case commandLine
    /// A file, as messages call it, and the line.
    case file(String, line: Int)
    /// Chosen on the screen before.
    case remembered
    case builtIn

    package var words: String {
        switch self {
        case .commandLine: "the command line"
        case .file(let name, let line): "\(name):\(line)"
        case .remembered: "chosen on the screen"
        case .builtIn: "built-in"
        }
    }
}
