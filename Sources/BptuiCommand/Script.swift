import ProgramModel
import Screen
import ViewModel

/// What `--script` plays: a step a line, in words.
struct Script {
    /// As messages name it.
    let name: String
    let steps: [ScriptStep]

    /// Why a line makes no sense.
    private struct Problem: Error {
        /// In characters of the line, from 0.
        var column: Int
        var words: String
    }

    private static let verbs = [
        "key", "keys", "type", "paste", "wait", "wait-gone", "wait-stop", "wait-exit", "timeout", "pause", "resize",
        "save-screen", "save-screen!",
    ]

    /// - Parameter path: a file, or `-` for standard input.
    init(path: String) throws(CommandFailure) {
        guard let bytes = FileBytes.read(path == "-" ? "/dev/stdin" : path) else {
            throw CommandFailure(
                ExitStatus.usage, "the script '\(DisplayText.sanitized(path))' cannot be read: \(FileBytes.reason)")
        }
        try self.init(name: path == "-" ? "standard input" : path, text: String(decoding: bytes, as: UTF8.self))
    }

    init(name: String, text: String) throws(CommandFailure) {
        self.name = DisplayText.sanitized(name)
        var steps: [ScriptStep] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let characters = Array(line.last == "\r" ? line.dropLast() : line)
            do throws(Problem) {
                if let action = try Self.action(characters) {
                    steps.append(ScriptStep(action: action, line: index + 1))
                }
            } catch {
                let before = DisplayText.sanitized(String(characters.prefix(error.column)))
                throw CommandFailure(
                    ExitStatus.usage, "\(self.name):\(index + 1):\(error.column + 1): \(error.words)",
                    excerpt: "  \(DisplayText.sanitized(String(characters)))\n  "
                        + String(repeating: " ", count: DisplayWidth.of(before)) + "^")
            }
        }
        self.steps = steps
    }

    /// nil for a line that says nothing.
    private static func action(_ line: [Character]) throws(Problem) -> ScriptStep.Action? {
        guard let start = line.firstIndex(where: { !isBlank($0) }), line[start] != "#" else { return nil }
        let end = line.lastIndex { !isBlank($0) }! + 1
        if line[start] == ":" { return .command(String(line[(start + 1)..<end])) }
        let verbEnd = line[start..<end].firstIndex(where: isBlank) ?? end
        let verb = String(line[start..<verbEnd])
        let argumentStart = line[verbEnd..<end].firstIndex { !isBlank($0) } ?? end
        let argument = String(line[argumentStart..<end])
        guard verbs.contains(verb) else {
            let near = NameSuggestions.nearest(to: verb, among: verbs, limit: 2).map { "'\($0)'" }
            let hint =
                near.isEmpty
                ? "they are \(verbs.joined(separator: ", "))" : "did you mean \(near.joined(separator: " or "))?"
            throw Problem(
                column: start, words: "no step of a script is called '\(DisplayText.sanitized(verb))'; \(hint)")
        }
        if verb == "wait-stop" || verb == "wait-exit" {
            guard argument.isEmpty else {
                throw Problem(column: argumentStart, words: "'\(verb)' takes nothing behind it")
            }
            return .wait(verb == "wait-stop" ? .stop : .exit)
        }
        guard !argument.isEmpty else {
            throw Problem(column: end, words: "'\(verb)' needs \(need(of: verb)) behind it")
        }
        switch verb {
        case "type": return .type(argument)
        case "paste": return .paste(argument)
        case "wait": return .wait(.text(argument))
        case "wait-gone": return .wait(.absence(argument))
        case "save-screen", "save-screen!": return .saveScreen(argument, replaces: verb.hasSuffix("!"))
        case "resize":
            guard let size = ScreenSize(argument: argument) else {
                throw Problem(column: argumentStart, words: "a size is written 120x36")
            }
            return .resize(size)
        case "timeout", "pause":
            guard let seconds = Double(argument), seconds > 0, seconds <= 3600 else {
                throw Problem(column: argumentStart, words: "give seconds, over 0 and up to 3600")
            }
            let nanoseconds = UInt64(seconds * 1e9)
            return verb == "pause" ? .pause(nanoseconds) : .timeout(nanoseconds)
        default: return .keys(try keys(line, argumentStart, end))
        }
    }

    private static func keys(_ line: [Character], _ start: Int, _ end: Int) throws(Problem) -> [KeyPress] {
        var keys: [KeyPress] = []
        var at = start
        while at < end {
            let wordEnd = line[at..<end].firstIndex(where: isBlank) ?? end
            let word = String(line[at..<wordEnd])
            guard let key = ScriptKey.named(word) else {
                let near = ScriptKey.suggestions(for: word).map { "'\($0)'" }
                let hint =
                    near.isEmpty
                    ? "keys are single characters and names such as Enter, Esc, PgDn, Ctrl-L, F1; 'type' types text"
                    : "did you mean \(near.joined(separator: " or "))?"
                throw Problem(column: at, words: "no key is called '\(DisplayText.sanitized(word))'; \(hint)")
            }
            keys.append(key)
            at = line[wordEnd..<end].firstIndex { !isBlank($0) } ?? end
        }
        return keys
    }

    private static func need(of verb: String) -> String {
        switch verb {
        case "key", "keys": "a key"
        case "timeout", "pause": "seconds"
        case "resize": "a size"
        case "save-screen", "save-screen!": "a file"
        default: "text"
        }
    }

    private static func isBlank(_ character: Character) -> Bool { character == " " || character == "\t" }
}
