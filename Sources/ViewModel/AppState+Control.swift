import ProgramModel
import Session
import Tracing

/// How the program goes on, and what becomes of its signals.
extension AppState {
    mutating func submitDestination(_ text: String, column: Int) -> [AppEffect] {
        guard case .stopped = target else { return refusePrompt("nothing to run: \(target.words)", column: nil) }
        guard !text.isEmpty else {
            return refusePrompt("give a function, file:line or *ADDRESS to run to", column: column)
        }
        return submitExpression(.destination, text, column: column, .runTo(text))
    }

    mutating func submitSignal(_ text: String, column: Int) -> [AppEffect] {
        do throws(ExpressionError) {
            let setting = try SignalSetting(parsing: text, separator: " ")
            modal = nil
            show(.information, setting.words)
            return [.session(.setSignal(setting.number, setting.treatment))]
        } catch {
            return refusePrompt(error.message, column: error.column.map { $0 + column }, suggestions: error.suggestions)
        }
    }

    /// `:continue`, with the pending signal or without.
    mutating func submitContinue(_ text: String, column: Int) -> [AppEffect] {
        if case .refused(let words) = availability(of: .resume) { return refusePrompt(words, column: nil) }
        guard text.isEmpty || text == Command.withoutSignal else {
            return refusePrompt("':continue' takes nothing or nosignal", column: column)
        }
        modal = nil
        return [.session(text.isEmpty ? .resume : .resumeWithoutSignal)]
    }

    /// The program stands before the delivery of a signal: what can be done about it.
    mutating func tellPendingSignal(_ stop: Stop) {
        guard case .signal(let number) = stop.reason else { return }
        show(.warning, "\(SignalName.of(number)): c delivers it, :continue nosignal drops it")
    }
}

extension Command {
    package static let withoutSignal = "nosignal"

    /// What Tab makes of the beginning of an argument's last word.
    package static func completion(ofArgument text: String, for name: String) -> String {
        let words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        guard let last = words.last, let command = try? named(name) else { return text }
        let candidates: [String]
        switch command.meaning {
        case .resume: candidates = words.count == 1 ? [withoutSignal] : []
        case .signal:
            candidates =
                words.count == 1
                ? SignalName.all.map { $0 + " " } : words.count == 2 ? SignalSetting.words.map(\.word) : []
        default: candidates = []
        }
        var typed = last
        if command.meaning == .signal, words.count == 1 {
            typed = last.uppercased()
            if !typed.hasPrefix("SIG"), !"SIG".hasPrefix(typed) { typed = "SIG" + typed }
        }
        let matches = candidates.filter { $0.hasPrefix(typed) }
        guard var common = matches.first else { return text }
        for match in matches { while !match.hasPrefix(common) { common.removeLast() } }
        return (words.dropLast() + [common]).joined(separator: " ")
    }
}
