import DebugRegisters
import ProgramModel
import Session
import Tracing
import WatchSlots

/// What Tab makes of the beginning of what a command takes.
extension AppState {
    func completion(ofArgument text: String, for name: String) -> String {
        guard let command = try? Command.named(name) else { return text }
        switch command.meaning {
        case .theme: return themeCompletion(of: text)
        case .map: return mapCompletion(of: text)
        case .resume, .signal: return Command.completion(ofArgument: text, for: command.name)
        default:
            let candidates = candidates(for: command, typed: text)
            // Only the last word is completed where several stand.
            let start = takesExpression(command) ? Self.nameStart(in: text) : text.startIndex
            let typed = text[start...]
            return text[..<start] + Self.common(candidates.filter { $0.hasPrefix(typed) }, instead: String(typed))
        }
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

    private func takesExpression(_ command: Command) -> Bool {
        [.watch, .print, .assign, .condition].contains(command.meaning)
    }

    /// Names that the screen has met: those of the watches, and the functions that hits were in.
    private var knownNames: [String] { Set(board.watches.map(\.expression)).sorted() + knownFunctions }

    private var knownFunctions: [String] {
        var names = Set(sites.values.compactMap { $0.finding?.place.function })
        for place in places.values { if let function = place.function { names.insert(function) } }
        return names.sorted()
    }

    /// Where the name at the end of an expression begins.
    private static func nameStart(in text: String) -> String.Index {
        var start = text.endIndex
        while start > text.startIndex {
            let before = text[text.index(before: start)]
            guard before.isLetter || before.isNumber || "_.:[]".contains(before) else { break }
            start = text.index(before: start)
        }
        return start
    }

    private static func words(before typed: String) -> String {
        typed.lastIndex(of: " ").map { String(typed[...$0]) } ?? ""
    }

    /// As far as all agree.
    private static func common(_ matches: [String], instead typed: String) -> String {
        guard var common = matches.first else { return typed }
        for match in matches { while !match.hasPrefix(common) { common.removeLast() } }
        return common
    }
}
