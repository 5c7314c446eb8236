/// The themes there are, and the one that the screen is drawn in.
package struct ThemeChoice: Hashable, Sendable {
    package var entries: [ThemeEntry] = []
    /// Its name; empty for the one that the renderer was made with.
    package var shown = ""

    package init() {}

    package func entry(_ name: String) -> ThemeEntry? { entries.first { $0.name == name } }

    /// Draws in a theme from now on, if it can be used.
    mutating func show(_ name: String) {
        guard let entry = entry(name), entry.problem == nil else { return }
        shown = name
    }
}
