package import ProgramModel

/// What the user has made of a key.
package struct KeyMapping: Hashable, Sendable {
    package enum Meaning: Hashable, Sendable {
        case action(Action)
        /// A line for `:`, with or without the colon.
        case command(String)
        /// The key does nothing.
        case nothing
    }

    package let key: KeyPress
    /// nil for every pane.
    package let context: KeyContext?
    package let meaning: Meaning

    package init(_ key: KeyPress, in context: KeyContext? = nil, _ meaning: Meaning) {
        self.key = key
        self.context = context
        self.meaning = meaning
    }

    /// It gives a key to what there must be one for: it comes before those that take keys away.
    package var isNecessary: Bool { [.action(.command), .action(.quit), .action(.cancel)].contains(meaning) }

    package var contexts: Set<KeyContext> { context.map { [$0] } ?? KeyContext.panes }
}

extension KeyMapping.Meaning {
    private static let nothingName = "none"

    /// `restart`, `:watch counter`, `none`.
    package var name: String {
        switch self {
        case .action(let action): action.name
        case .command(let line): Action.run(line).name
        case .nothing: Self.nothingName
        }
    }

    /// - Throws: an error without a column, with near names.
    package init(named text: String, in context: KeyContext?) throws(ExpressionError) {
        if text.hasPrefix(":") {
            guard context.map(KeyContext.panes.contains) ?? true else {
                throw ExpressionError("commands are for the keys of the panes")
            }
            _ = try Command.named(CommandText(Array(text)).name)
            self = .command(text)
            return
        }
        if text == Self.nothingName {
            self = .nothing
            return
        }
        let actions = Action.known(in: context)
        guard let action = actions.first(where: { $0.name == text }) else {
            let place = context.map { " for keys of \($0.name)" } ?? ""
            if context.map(KeyContext.panes.contains) ?? true, (try? Command.named(text)) != nil {
                throw ExpressionError("no action '\(text)'\(place); the command is written ':\(text)'")
            }
            throw ExpressionError(
                "no action '\(DisplayText.sanitized(text))'\(place)",
                suggestions: NameSuggestions.nearest(to: text, among: actions.map(\.name)))
        }
        self = .action(action)
    }

    /// What Tab makes of the beginning of an action's name.
    package static func completion(of prefix: String) -> String {
        let matches = (Action.known(in: nil).map(\.name) + [nothingName]).filter { $0.hasPrefix(prefix) }
        guard var common = matches.first else { return prefix }
        for match in matches { while !match.hasPrefix(common) { common.removeLast() } }
        return common
    }
}

extension KeyContext {
    /// As a configuration calls it: `[keys.hits]`.
    package var name: String {
        switch self {
        case .control: "dr7"
        case .status: "dr6"
        default: String(describing: self)
        }
    }

    /// Those whose keys can be changed. Where lines are typed and questions answered, keys stay what they are.
    package static let mappable = allCases.filter { !lines.contains($0) && $0 != .confirmation && $0 != .keyboard }
}
