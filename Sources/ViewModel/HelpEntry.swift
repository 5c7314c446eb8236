/// A line of the help.
package struct HelpEntry: Hashable, Sendable {
    /// A key or several, or a command with what it takes.
    package let name: String
    package let text: String

    package init(name: String, text: String) {
        self.name = name
        self.text = text
    }

    /// The panes' keys, a gap, and the commands.
    package static let all: [HelpEntry] =
        Keymap.helpEntries.map { HelpEntry(name: $0.keys, text: $0.text) } + [HelpEntry(name: "", text: "")]
        + Command.all.map { HelpEntry(name: $0.usage, text: $0.help) }
}
