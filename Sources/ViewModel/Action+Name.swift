import DebugRegisters

/// Actions by the names that a configuration and `:map` give them.
extension Action {
    /// `restart`, `toggle-armed`, `slot-0`, `move-up`; a command is `:watch counter`.
    package var name: String {
        if case .run(let line) = self { return line.hasPrefix(":") ? line : ":" + line }
        return Self.names[self] ?? spelled
    }

    /// Of all that a key or a command does: reading what a case is called takes 20 µs.
    private static let names: [Action: String] = {
        var actions = Set(Keymap.standard.map(\.action))
        for case .action(let action) in Command.all.map(\.meaning) { actions.insert(action) }
        return Dictionary(uniqueKeysWithValues: actions.map { ($0, $0.spelled) })
    }()

    private var spelled: String {
        if case .selectSlot(let slot) = self { return "slot-\(slot.number)" }
        let words = String(describing: self).split { !$0.isLetter && !$0.isNumber && $0 != "." }
        // A case with a value: `move(ViewModel.Action.Movement.up)`.
        return words.map { Self.hyphenated($0.split(separator: ".").last ?? $0) }.joined(separator: "-")
    }

    private static func hyphenated(_ word: Substring) -> String {
        word.reduce(into: "") { text, character in
            if character.isUppercase { text += "-" }
            text += character.lowercased()
        }
    }

    /// What keys of a context can do: in a pane whatever a key of some pane or a command does, elsewhere what the
    /// standard keys do there.
    package static func known(in context: KeyContext?) -> [Action] {
        guard let context, !KeyContext.panes.contains(context) else { return knownInPanes }
        return known(in: [context])
    }

    private static let knownInPanes = known(in: KeyContext.panes)

    private static func known(in contexts: Set<KeyContext>) -> [Action] {
        var actions = Keymap.standard.filter { !$0.contexts.isDisjoint(with: contexts) }.map(\.action)
        if contexts == KeyContext.panes {
            for case .action(let action) in Command.all.map(\.meaning) { actions.append(action) }
        }
        var seen: Set<Action> = []
        return actions.filter { seen.insert($0).inserted }
    }
}
