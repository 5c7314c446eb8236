import Glibc
import Symbols
import ViewModel

/// What a shell offers for a value that only bptui knows: processes, themes, the names of a program.
enum CompletionWords {
    /// - Parameters:
    ///   - kind: `processes`, `themes` or `symbols`.
    ///   - words: of the command line so far; among them is the program.
    static func of(_ kind: String, beginning prefix: String, on words: [String]) -> [String] {
        switch kind {
        case "processes": processes().filter { $0.hasPrefix(prefix) }
        case "themes": ((try? ThemeShelf(nil))?.entries ?? []).map(\.name).filter { $0.hasPrefix(prefix) }
        case "symbols": program(on: words).map { ProgramNames.beginning(with: prefix, in: $0) } ?? []
        default: []
        }
    }

    /// Numbers and names of what can be attached to.
    private static func processes() -> [String] {
        let entries = ProcessFinder.completions()
        return entries.map { String($0.pid) } + Set(entries.map(\.name)).sorted()
    }

    /// The file whose names are asked for: that of `-p`, the demo, or the first word that is a program.
    private static func program(on words: [String]) -> String? {
        for (index, word) in words.enumerated() {
            if ["-p", "--pid"].contains(word), index + 1 < words.count {
                let matches = Int32(words[index + 1]).map { [$0] } ?? ProcessFinder.matches(words[index + 1]).map(\.pid)
                return matches.first.map { "/proc/\($0)/exe" }
            }
        }
        if words.dropFirst().first == "demo" { return try? DemoCommand.path() }
        // `-w time ./program`: what an option takes is no program, even where one has that name.
        let valued = Set(CompletionModel(ToolDescription.bptui).valued.flatMap(\.forms))
        var isValue = false
        for word in words.dropFirst() {
            defer { isValue = valued.contains(word) }
            guard !isValue, !word.hasPrefix("-") else { continue }
            if let path = try? ProgramFinder.find(word) { return path }
        }
        return nil
    }
}
