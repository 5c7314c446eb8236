/// What a terminal can show, and how it should look.
package struct ScreenCapabilities: Hashable, Sendable {
    package var depth: ColorDepth
    /// Whether box drawing and other scripts can be shown; else ASCII alone.
    package var unicode: Bool
    package var theme: Theme

    package init(depth: ColorDepth, unicode: Bool, theme: Theme) {
        self.depth = depth
        self.unicode = unicode
        self.theme = theme
    }
}
