/// Everything that keys and commands can do, to be found by a few letters of it.
package struct Palette: Hashable, Sendable {
    package var editor = LineEditor()
    /// The line of the list that Enter runs.
    package var selected = 0

    private let entries: [Entry]

    package init(_ keys: KeyTable = .standard) { entries = Self.entries(keys) }

    package struct Entry: Hashable, Sendable {
        package enum Meaning: Hashable, Sendable {
            case action(Action)
            /// Its name comes to the `:` line, where what it takes is typed.
            case command(String)
        }

        /// Keys; empty where it has none.
        package let keys: String
        /// `:name`; empty where it has none.
        package let command: String
        package let text: String
        package let meaning: Meaning
    }

    package struct Match: Hashable, Sendable {
        package let entry: Entry
        /// Characters of the entry's text that were hit.
        package let positions: [Int]
    }

    /// In the order of the keys, and then the commands that have none.
    private static func entries(_ keys: KeyTable) -> [Entry] {
        var entries: [Entry] = []
        var seen: Set<Action> = []
        let panes = KeyContext.panes
        for binding in keys.bindings where !binding.contexts.isDisjoint(with: panes) {
            switch binding.action {
            case .move, .palette, .command, .selectSlot: continue
            default: guard seen.insert(binding.action).inserted else { continue }
            }
            let keys = binding.keys.map(\.name).joined(separator: ", ")
            let command = Command.all.first { $0.action == binding.action }
            entries.append(
                Entry(
                    keys: keys, command: command.map { ":" + $0.name } ?? "", text: command?.help ?? binding.help,
                    meaning: .action(binding.action)))
        }
        for command in Command.all {
            if let action = command.action {
                guard seen.insert(action).inserted else { continue }
                entries.append(
                    Entry(keys: "", command: ":" + command.name, text: command.help, meaning: .action(action)))
            } else {
                entries.append(
                    Entry(keys: "", command: command.usage, text: command.help, meaning: .command(command.name)))
            }
        }
        return entries
    }

    /// The best first; all in their order while nothing is typed.
    package var matches: [Match] {
        let query = editor.text
        guard query.contains(where: { $0 != " " }) else { return entries.map { Match(entry: $0, positions: []) } }
        let found = entries.enumerated().compactMap { order, entry -> (Match, Int, Int)? in
            let inText = FuzzyMatch(query, in: entry.text)
            // A name is short, and meant when it is hit.
            let inName = FuzzyMatch(query, in: entry.command).map { $0.score + 8 }
            guard let score = [inText?.score, inName].compactMap({ $0 }).max() else { return nil }
            let isText = inText.map { $0.score >= (inName ?? .min) } ?? false
            return (Match(entry: entry, positions: isText ? inText?.positions ?? [] : []), score, order)
        }
        return found.sorted { ($1.1, $0.2) < ($0.1, $1.2) }.map(\.0)
    }
}
