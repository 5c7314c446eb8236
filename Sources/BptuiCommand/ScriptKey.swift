import ProgramModel
import ViewModel

/// Keys by the names that the help gives them, in any case, and by those of tmux.
enum ScriptKey {
    private static let names: [(String, KeyPress)] = [
        ("Space", .character(" ")), ("Enter", .enter), ("Esc", .escape), ("Escape", .escape), ("Tab", .tab),
        ("Shift-Tab", .backTab), ("Backspace", .backspace), ("Del", .delete), ("Ins", .insert), ("Up", .up),
        ("Down", .down), ("Left", .left), ("Right", .right), ("PgUp", .pageUp), ("PgDn", .pageDown), ("Home", .home),
        ("End", .end),
    ]

    /// nil for no key.
    static func named(_ word: String) -> KeyPress? {
        if word.count == 1, let character = word.first { return .character(character) }
        let lower = word.lowercased()
        if let known = names.first(where: { $0.0.lowercased() == lower }) { return known.1 }
        if lower.hasPrefix("ctrl-") || lower.hasPrefix("c-") {
            let rest = lower.drop { $0 != "-" }.dropFirst()
            guard rest.count == 1, let character = rest.first, character.isASCII else { return nil }
            return .control(character)
        }
        if lower.hasPrefix("f"), let number = Int(lower.dropFirst()), (1...12).contains(number) {
            return .function(number)
        }
        return nil
    }

    /// Names near one that is no key.
    static func suggestions(for word: String) -> [String] {
        NameSuggestions.nearest(to: word, among: names.map(\.0), limit: 2)
    }
}
