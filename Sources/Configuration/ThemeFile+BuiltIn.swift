extension ThemeFile {
    /// The themes that are compiled in, by name.
    package static let builtIn: [String: String] = ["tokyo-night": text(PackageResources.tokyo_night_toml)]

    /// The theme where none is asked for.
    package static let standardName = "tokyo-night"

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
