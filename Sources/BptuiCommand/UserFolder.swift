import Glibc

/// The folders of the user's that are ours, after the XDG Base Directory Specification.
enum UserFolder {
    /// `$XDG_CONFIG_HOME/bptui`: what the user writes. nil where neither that nor `$HOME` is set.
    static var configuration: String? { path("XDG_CONFIG_HOME", "/.config") }

    /// `$XDG_STATE_HOME/bptui`: what bptui remembers. nil where neither that nor `$HOME` is set.
    static var state: String? { path("XDG_STATE_HOME", "/.local/state") }

    private static func path(_ variable: String, _ fallback: String) -> String? {
        // The specification has relative paths ignored.
        func value(_ name: String) -> String? {
            guard let text = getenv(name).map({ String(cString: $0) }), text.hasPrefix("/") else { return nil }
            return text
        }
        return (value(variable) ?? value("HOME").map { $0 + fallback }).map { $0 + "/bptui" }
    }
}
