/// What a terminal can show, and how it should look.
package struct ScreenCapabilities: Hashable, Sendable {
    package var depth: ColorDepth
    /// Whether box drawing and other scripts can be shown; else ASCII alone.
    package var unicode: Bool
    package var theme: Theme
    /// Those that can be chosen, by name.
    package var themes: [String: Theme]

    package init(depth: ColorDepth, unicode: Bool, theme: Theme, themes: [String: Theme] = [:]) {
        self.depth = depth
        self.unicode = unicode
        self.theme = theme
        self.themes = themes
    }
}
