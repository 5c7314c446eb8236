/// Whether the user wants colours (`--color`).
package enum ColorChoice: String, Hashable, Sendable, CaseIterable {
    /// Those the terminal has, unless `NO_COLOR` is set to something (no-color.org).
    case auto
    /// Those the terminal has, whatever `NO_COLOR` says.
    case always
    case never
}
