/// A key, where it counts, and what it does: the footer and the help are made of these.
package struct KeyBinding: Hashable, Sendable {
    /// All do the same; the first is the one shown.
    package let keys: [KeyPress]
    package let contexts: Set<KeyContext>
    package let action: Action
    /// The word beside the key in the footer; nil keeps it out of there.
    package let label: String?
    /// The line of the help; bindings next to each other with the same line share it.
    package let help: String

    package init(_ keys: KeyPress..., in contexts: Set<KeyContext>, _ action: Action, label: String?, help: String) {
        self.keys = keys
        self.contexts = contexts
        self.action = action
        self.label = label
        self.help = help
    }
}
