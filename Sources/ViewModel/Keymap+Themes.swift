/// The keys of the themes.
extension Keymap {
    static let themeKeys: [KeyBinding] = [
        KeyBinding(
            .character("T"), in: KeyContext.panes, .themes, label: nil,
            help: "choose a theme; the screen shows it at once"),
        KeyBinding(.enter, in: [.themes], .keepTheme, label: "keep", help: "keep the theme"),
        KeyBinding(
            .escape, .character("q"), .character("T"), .control("c"), in: [.themes], .cancel, label: "back",
            help: "back to the theme before"),
    ]
}
