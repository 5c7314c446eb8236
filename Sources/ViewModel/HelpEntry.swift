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
    package static func all(_ keys: KeyTable) -> [HelpEntry] {
        keys.helpEntries.map { HelpEntry(name: $0.keys, text: $0.text) } + [HelpEntry(name: "", text: "")]
            + Command.all.map { HelpEntry(name: $0.usage, text: $0.help) }
    }
}

extension KeyTable {
    /// The help for the panes' keys: names of keys and what they do, in the table's order.
    package var helpEntries: [(keys: String, text: String)] {
        var entries: [(keys: String, text: String)] = []
        for binding in bindings where !binding.contexts.isDisjoint(with: KeyContext.panes.union([.keyboard])) {
            let names = binding.keys.map(\.name).joined(separator: ", ")
            if let last = entries.last, last.text == binding.help {
                if !last.keys.split(separator: " ").contains(Substring(names)) {
                    entries[entries.count - 1].keys += " " + names
                }
            } else {
                entries.append((names, binding.help))
            }
        }
        return entries
    }
}
