import Configuration
import ViewModel

/// The answers about projects' files, in the state directory.
struct ConsentBook {
    var directory = StateDirectory()

    private static let file = "consent.toml"

    func answer(for path: String, hash: String) -> ConsentFile.Answer? { read().answer(for: path, hash: hash) }

    func remember(_ answer: ConsentFile.Answer, for path: String, hash: String) throws(StateDirectory.Failure) {
        var file = read()
        file.remember(answer, for: path, hash: hash)
        try directory.write(file.text, to: Self.file)
    }

    private func read() -> ConsentFile { directory.read(Self.file).map { ConsentFile($0) } ?? ConsentFile() }
}

extension ProjectQuestion.Answer {
    var isYes: Bool { self == .once || self == .always }

    /// What is remembered of it.
    var kept: ConsentFile.Answer? {
        switch self {
        case .always: .always
        case .never: .never
        case .once, .notNow: nil
        }
    }
}
