import DebugRegisters

/// Actions by the names that a configuration and `:map` give them.
extension Action {
    /// `restart`, `toggle-armed`, `slot-0`, `move-up`; a command is `:watch counter`.
    package var name: String {
        switch self {
        case .run(let line): return line.hasPrefix(":") ? line : ":" + line
        case .selectSlot(let slot): return "slot-\(slot.number)"
        default: break
        }
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
        let contexts = context.map { KeyContext.panes.contains($0) ? KeyContext.panes : [$0] } ?? KeyContext.panes
        var actions = Keymap.standard.filter { !$0.contexts.isDisjoint(with: contexts) }.map(\.action)
        if contexts == KeyContext.panes {
            for case .action(let action) in Command.all.map(\.meaning) { actions.append(action) }
        }
        var seen: Set<Action> = []
        return actions.filter { seen.insert($0).inserted }
    }
}
