package import ProgramModel
package import Tracing

/// What is to be done with a signal, as it is typed: `SIGUSR1 stop`, `USR1=ignore`.
package struct SignalSetting: Hashable, Sendable {
    package let number: Int32
    package let treatment: SignalTreatment

    package static let words: [(word: String, treatment: SignalTreatment)] = [
        ("pass", .pass), ("stop", .stop), ("ignore", .ignore),
    ]
    /// Signals of a crash: on the screen they stop the program, so that one can look.
    package static let crashes: [Int32] = [4, 6, 7, 8, 11]

    /// - Parameter separator: what stands between the name and the word.
    package init(parsing text: String, separator: Character) throws(ExpressionError) {
        let parts = text.split(separator: separator, omittingEmptySubsequences: true).map(String.init)
        guard parts.count == 2 else {
            throw ExpressionError("give a signal and pass, stop or ignore, as in SIGUSR1\(separator)stop")
        }
        guard let number = SignalName.number(of: parts[0]) else {
            throw ExpressionError(
                "'\(DisplayText.sanitized(parts[0]))' is no signal that can be kept from a program", column: 0,
                suggestions: NameSuggestions.nearest(to: parts[0].uppercased(), among: SignalName.all))
        }
        guard let treatment = Self.words.first(where: { $0.word == parts[1] })?.treatment else {
            throw ExpressionError("a signal is passed, stopped for or ignored: pass, stop or ignore")
        }
        self.number = number
        self.treatment = treatment
    }

    /// `SIGUSR1 stops the program from now on`.
    package var words: String {
        let name = SignalName.of(number)
        switch treatment {
        case .pass: return "\(name) is passed on from now on"
        case .stop: return "\(name) stops the program from now on"
        case .ignore: return "\(name) is kept from the program from now on"
        }
    }
}
