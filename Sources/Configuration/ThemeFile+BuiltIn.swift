extension ThemeFile {
    /// The themes that are compiled in, by name.
    package static let builtIn: [String: String] = [
        "catppuccin": text(PackageResources.catppuccin_toml),
        "deuteranopia": text(PackageResources.deuteranopia_toml),
        "dracula": text(PackageResources.dracula_toml),
        "gruvbox": text(PackageResources.gruvbox_toml),
        "high-contrast": text(PackageResources.high_contrast_toml),
        "mono": text(PackageResources.mono_toml),
        "nord": text(PackageResources.nord_toml),
        "okabe-ito": text(PackageResources.okabe_ito_toml),
        "solarized-dark": text(PackageResources.solarized_dark_toml),
        "solarized-light": text(PackageResources.solarized_light_toml),
        "terminal": text(PackageResources.terminal_toml),
        "tokyo-night": text(PackageResources.tokyo_night_toml),
    ]

    /// The theme where none is asked for.
    package static let standardName = "tokyo-night"

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}

extension ThemeLibrary {
    /// The built-in themes alone.
    package static let builtIn = ThemeLibrary(builtIn: ThemeFile.builtIn)
}
