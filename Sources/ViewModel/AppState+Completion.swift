import DebugRegisters
import ProgramModel
import Session
import Tracing
import WatchSlots

/// What Tab makes of what is typed.
extension AppState {
    /// The name of a command, what it takes, or a name of the program's, as far as it is clear.
    mutating func complete() -> [AppEffect] {
        guard case .prompt(let prompt) = modal, !prompt.isSubmitted else { return [] }
        if let query = prompt.nameQuery { return complete(query, prompt) }
        guard prompt.purpose == .command else { return [] }
        let line = CommandText(prompt.editor.characters)
        guard !line.hasEndedName else {
            let completed = completion(ofArgument: line.argument, for: line.name)
            guard completed != line.argument else { return [] }
            let begin = prompt.editor.characters.prefix(line.argumentColumn)
            edit { $0 = LineEditor(String(begin) + completed) }
            return []
        }
        let completed = Command.completion(of: line.name)
        guard completed != line.name else { return [] }
        edit { $0 = LineEditor(completed) }
        return []
    }

    private func completion(ofArgument text: String, for name: String) -> String {
        guard let command = try? Command.named(name) else { return text }
        switch command.meaning {
        case .theme: return themeCompletion(of: text)
        case .map: return mapCompletion(of: text)
        case .resume, .signal: return Command.completion(ofArgument: text, for: command.name)
        // A name of the program's cannot stand there.
        case .watch, .print, .assign, .condition, .destination: return text
        default:
            return NameCandidates(text, among: [candidates(for: command, typed: text).filter { $0.hasPrefix(text) }])
                .common
        }
    }

    // MARK: The program's names

    private mutating func complete(_ query: NameQuery, _ prompt: Prompt) -> [AppEffect] {
        if let common = prompt.completion?.common(of: query) {
            goOn(to: common, from: query)
            return []
        }
        if prompt.completion == NameCompletion(query) { return [] }
        var asking = prompt
        asking.completion = NameCompletion(query)
        asking.error = nil
        modal = .prompt(asking)
        if replay == nil, target.isAlive { return [.session(.completeName(query))] }
        let functions = knownFunctions.filter { query.base.isEmpty && $0.hasPrefix(query.beginning) }
        take(NameCandidates(query.beginning, among: [functions]), for: query)
        return []
    }

    /// What the program has of it, and the watches; nothing when something else is typed by now.
    mutating func take(_ told: NameCandidates, for query: NameQuery) {
        guard case .prompt(var prompt) = modal, !prompt.isSubmitted, prompt.completion == NameCompletion(query),
            prompt.nameQuery == query
        else { return }
        let candidates = told.adding(watchNames(for: query), to: query.beginning)
        prompt.completion = NameCompletion(query, candidates)
        modal = .prompt(prompt)
        goOn(to: candidates.common, from: query)
    }

    private mutating func goOn(to common: String, from query: NameQuery) {
        guard common.count > query.beginning.count else { return }
        edit { $0.insert(String(common.dropFirst(query.beginning.count))) }
    }

    private func watchNames(for query: NameQuery) -> [String] {
        guard query.purpose != .location else { return [] }
        let typed = query.base + query.beginning
        return board.watches.map(\.expression).filter { $0.hasPrefix(typed) }
            .map { String($0.dropFirst(query.base.count)) }
    }

    /// What may stand for the beginning of an argument: what Tab chooses from, and what the prompt lists.
    package func candidates(for command: Command, typed: String) -> [String] {
        switch command.meaning {
        case .removeWatch, .disableWatch, .enableWatch:
            board.watches.map(\.expression) + SlotIndex.allCases.map { "DR\($0.number)" }
        case .watch, .print, .assign, .condition: knownNames
        case .destination: knownFunctions
        case .kind: WatchSpec.Kind.allCases.map(\.rawValue)
        case .length: WatchLength.allCases.map { "\($0.byteCount)" }
        case .onHit: ["log", "stop"]
        case .slot: SlotIndex.allCases.map { "\($0.number)" }
        case .focus: Self.focusWords.map(\.0)
        case .group: WriterGrouping.allCases.map(\.word)
        case .hit: ["next", "previous"]
        case .scrub: Self.scrubWords.map(\.0)
        case .thread: ["all"] + Set(threads.threads.map(\.tid)).sorted().map { "\($0)" }
        case .theme: themes.entries.map(\.name)
        case .resume: [Command.withoutSignal]
        case .export: typed.contains(" ") ? Self.exportFormats.map { Self.words(before: typed) + $0 } : []
        case .action, .ignoreCount, .signal, .filter, .claim, .saveScreen, .map, .unmap, .save, .load: []
        }
    }

    /// Names that the screen has met: those of the watches, and the functions that hits were in.
    private var knownNames: [String] { Set(board.watches.map(\.expression)).sorted() + knownFunctions }

    private var knownFunctions: [String] {
        var names = Set(sites.values.compactMap { $0.finding?.place.function })
        for place in places.values { if let function = place.function { names.insert(function) } }
        return names.sorted()
    }

    private static func words(before typed: String) -> String {
        typed.lastIndex(of: " ").map { String(typed[...$0]) } ?? ""
    }
}
