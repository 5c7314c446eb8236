package import ProgramModel

/// What Tab has asked for in a prompt, and what may stand there.
package struct NameCompletion: Hashable, Sendable {
    package var query: NameQuery
    /// nil until the program's names are told.
    package var candidates: NameCandidates?

    package init(_ query: NameQuery, _ candidates: NameCandidates? = nil) {
        self.query = query
        self.candidates = candidates
    }

    /// Those that fit what is typed by now, when that goes on from what was asked; nil when it does not, and while nothing
    /// is told.
    package func narrowed(to now: NameQuery) -> [String]? {
        guard let candidates, now.purpose == query.purpose, now.base == query.base,
            now.beginning.hasPrefix(query.beginning)
        else { return nil }
        return candidates.names.filter { $0.hasPrefix(now.beginning) }
    }

    /// How far the names of all are alike, without asking again; nil when it must be asked.
    func common(of now: NameQuery) -> String? {
        guard let candidates, let names = narrowed(to: now) else { return nil }
        if now == query { return candidates.common }
        if candidates.isCut || names.isEmpty { return nil }
        return NameCandidates(now.beginning, among: [names]).common
    }
}

extension Prompt {
    /// The name before the cursor, where one of the program's may stand.
    package var nameQuery: NameQuery? {
        let typed = editor.characters[..<editor.cursor]
        switch purpose {
        case .watch: return NameQuery(.watch, atEndOf: typed)
        case .condition: return NameQuery(.condition, atEndOf: typed)
        case .ignoreCount: return nil
        case .command:
            let line = CommandText(editor.characters)
            guard line.hasEndedName, editor.cursor >= line.argumentColumn,
                let purpose = (try? Command.named(line.name))?.namePurpose
            else { return nil }
            return NameQuery(purpose, atEndOf: typed[line.argumentColumn...])
        }
    }
}

extension Command {
    /// What an expression behind the command is for; nil where none stands.
    fileprivate var namePurpose: NameQuery.Purpose? {
        switch meaning {
        case .watch: .watch
        case .print, .assign: .value
        case .condition: .condition
        case .destination: .location
        default: nil
        }
    }
}
