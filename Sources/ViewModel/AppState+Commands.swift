import ProgramModel
import Session
import WatchSlots

/// The `:` line.
extension AppState {
    mutating func run(_ line: CommandText) -> [AppEffect] {
        guard !line.name.isEmpty else {
            modal = nil
            return []
        }
        do throws(ExpressionError) {
            let command = try Command.named(line.name)
            return run(command, line)
        } catch {
            return refusePrompt(error.message, column: line.nameColumn, suggestions: error.suggestions)
        }
    }

    private mutating func run(_ command: Command, _ line: CommandText) -> [AppEffect] {
        let (text, column) = (line.argument, line.argumentColumn)
        if command.argument == nil, !text.isEmpty {
            return refusePrompt("':\(command.name)' takes nothing behind its name", column: column)
        }
        if replay != nil,
            command.action.map(Self.needsProcess)
                ?? [.assign, .print, .removeWatch, .disableWatch, .enableWatch, .claim, .save, .load].contains(
                    command.meaning)
        {
            return refusePrompt(Self.nothingRuns, column: nil)
        }
        if isReadOnly, Self.changesTarget(command, argument: text) {
            return refusePrompt(Self.readOnlyReason, column: nil)
        }
        switch command.meaning {
        case .action(let action):
            if let words = refusalWords(of: action) { return refusePrompt(words, column: nil) }
            modal = nil
            return perform(action)
        case .watch:
            // That all registers are taken is no reason: a flexible watch needs none of its own.
            if !target.isAlive, let words = refusalWords(of: .add) { return refusePrompt(words, column: nil) }
            return submitWatch(text, column: column)
        case .condition:
            guard let id = chosenWatch else { return refusePrompt(noWatch, column: nil) }
            return submitCondition(text, of: id, column: column)
        case .ignoreCount:
            guard let id = chosenWatch else { return refusePrompt(noWatch, column: nil) }
            guard !text.isEmpty else { return refusePrompt("give a count of hits", column: column) }
            return submitIgnoreCount(text, of: id, column: column)
        case .thread: return setThread(text, column: column)
        case .removeWatch, .disableWatch, .enableWatch: return changeWatch(command.meaning, text, column: column)
        case .claim: return setClaim(text, column: column)
        case .assign:
            guard target.isAlive else { return refusePrompt("nothing to set: \(target.words)", column: nil) }
            guard !text.isEmpty else { return refusePrompt("give what to set, as in counter=5", column: column) }
            return submitExpression(.assignment, text, column: column, .assign(text))
        case .resume: return submitContinue(text, column: column)
        case .destination: return submitDestination(text, column: column)
        case .theme: return submitTheme(text, column: column)
        case .signal: return submitSignal(text, column: column)
        case .map: return map(text, column: column)
        case .unmap: return unmap(text, column: column)
        case .save: return save(text)
        case .load: return load(text)
        case .export: return export(text, column: column)
        case .saveScreen(let replaces):
            guard !text.isEmpty else { return refusePrompt("give a file to write to", column: column) }
            modal = nil
            return [.saveScreen(text, replaces: replaces)]
        case .kind, .length, .onHit, .slot, .focus, .filter, .group, .hit, .scrub:
            return choose(command, text, column: column)
        case .print:
            guard target.isAlive else { return refusePrompt("nothing to print: \(target.words)", column: nil) }
            guard !text.isEmpty else { return refusePrompt("give an expression to print", column: column) }
            return submitExpression(.value, text, column: column, .print(text))
        }
    }

    /// `FILE [FORMAT]`: a last word that is a format is one.
    private mutating func export(_ text: String, column: Int) -> [AppEffect] {
        guard !text.isEmpty else { return refusePrompt("give a file to write to", column: column) }
        modal = nil
        let words = text.split(separator: " ")
        if words.count > 1, let last = words.last, Self.exportFormats.contains(String(last)) {
            let file = text.dropLast(last.count)
            return [.export(String(file[...(file.lastIndex { $0 != " " } ?? file.startIndex)]), format: String(last))]
        }
        return [.export(text, format: nil)]
    }

    package static let exportFormats = ["json", "csv", "text", "perf-script", "trace"]

    private var chosenWatch: WatchID? { board.assignment(of: selectedSlot)?.watch.watch.id }
    private var noWatch: String { refusalWords(of: .condition) ?? "" }

    func refusalWords(of action: Action) -> String? {
        if case .refused(let words) = availability(of: action) { words } else { nil }
    }
}
