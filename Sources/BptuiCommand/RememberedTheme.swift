import Configuration

/// The theme that was chosen on the screen last. The user's own file is never written.
struct RememberedTheme {
    var directory = StateDirectory()

    private static let file = "theme.toml"

    /// nil where none was chosen, or what was remembered is damaged.
    var name: String? { directory.read(Self.file).flatMap(RememberedThemeFile.name) }

    func remember(_ name: String) throws(StateDirectory.Failure) {
        try directory.write(RememberedThemeFile.text(name), to: Self.file)
    }
}
