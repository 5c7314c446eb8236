/// The file in which the theme is kept that was chosen last.
package enum RememberedThemeFile {
    package static func text(_ name: String) -> String {
        "# The theme chosen last; what config.toml or --theme says comes first.\ntheme = \(TOMLText.string(name))\n"
    }

    /// nil for what is no such file.
    package static func name(in text: String) -> String? {
        (try? TOMLReader.table(of: text))?["theme"]?.string
    }
}
