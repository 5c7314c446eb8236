package import ProgramModel

/// Keys as they are written in a configuration and behind `:map`.
extension KeyPress {
    /// `a`, `ctrl-r`, `space`, `page-up`, `f5`: what `init(named:)` reads.
    package var writtenName: String {
        switch self {
        case .character(" "): "space"
        case .character(let character): String(character)
        case .control(let character): "ctrl-\(character)"
        case .function(let number): "f\(number)"
        default: Self.names.first { $0.key == self }?.name ?? name.lowercased()
        }
    }

    /// Reads `r`, `ctrl-r`, `C-r`, `^R`, `Space`, `F5`, `PgUp`; a single character is itself.
    ///
    /// - Throws: an error without a column, with near names.
    package init(named text: String) throws(ExpressionError) {
        if text.count == 1, let character = text.first {
            self = try Self.single(character)
            return
        }
        let name = text.lowercased()
        for prefix in ["ctrl-", "ctrl+", "control-", "c-", "^"] where name.hasPrefix(prefix) {
            self = try Self.control(named: String(name.dropFirst(prefix.count)))
            return
        }
        if name.first == "f", let number = Int(name.dropFirst()) {
            guard (1...12).contains(number) else { throw ExpressionError("there are the keys F1 to F12") }
            self = .function(number)
            return
        }
        let plain = name.filter { $0 != "-" && $0 != "_" }
        if let key = Self.names.first(where: { $0.name.filter { $0 != "-" } == plain })?.key ?? Self.shortNames[plain] {
            self = key
            return
        }
        throw ExpressionError(
            "no key is called '\(DisplayText.sanitized(text))'",
            suggestions: NameSuggestions.nearest(to: name, among: Self.names.map(\.name) + ["ctrl-c", "f1"]))
    }

    private static func single(_ character: Character) throws(ExpressionError) -> KeyPress {
        if let key = arrows[character] { return key }
        let isPrintable = character.unicodeScalars.allSatisfy {
            $0.value >= 0x20 && $0.value != 0x7F && $0.properties.generalCategory != .control
        }
        guard isPrintable else { throw ExpressionError("no key sends this character; write its name, as in tab") }
        return .character(character)
    }

    private static func control(named text: String) throws(ExpressionError) -> KeyPress {
        guard text.count == 1, let character = text.first,
            character.isASCII && character.isLowercase || "\\]^_".contains(character)
        else {
            throw ExpressionError("with Ctrl go a letter and \\ ] ^ _; '\(DisplayText.sanitized(text))' does not")
        }
        if let other = sameByte[character] {
            throw ExpressionError("a terminal sends the same for Ctrl-\(character.uppercased()) as for \(other)")
        }
        return .control(character)
    }

    private static let sameByte: [Character: String] = ["i": "tab", "m": "enter", "j": "enter"]

    private static let arrows: [Character: KeyPress] = ["↑": .up, "↓": .down, "←": .left, "→": .right]

    private static let names: [(name: String, key: KeyPress)] = [
        ("space", .character(" ")), ("enter", .enter), ("escape", .escape), ("tab", .tab), ("shift-tab", .backTab),
        ("backspace", .backspace), ("delete", .delete), ("insert", .insert), ("up", .up), ("down", .down),
        ("left", .left), ("right", .right), ("page-up", .pageUp), ("page-down", .pageDown), ("home", .home),
        ("end", .end),
    ]

    private static let shortNames: [String: KeyPress] = [
        "esc": .escape, "return": .enter, "backtab": .backTab, "del": .delete, "ins": .insert, "pgup": .pageUp,
        "pgdn": .pageDown,
    ]
}
