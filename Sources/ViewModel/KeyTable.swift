package import ProgramModel

/// The keys as they are now: the standard ones with what the user has made of them. Keys are looked up here, and the footer
/// and the help are made of it.
package struct KeyTable: Hashable, Sendable {
    /// In the order in which they came; of one key and context the last one counts.
    package private(set) var mappings: [KeyMapping] = []
    package private(set) var bindings: [KeyBinding] = Keymap.standard
    private var actions: [Place: Action] = [:]

    private struct Place: Hashable {
        let key: KeyPress
        let context: KeyContext
    }

    package static let standard = KeyTable()

    private init() { rebuild() }

    /// - Parameter mappings: those that would take the last key of something that there must be a key for are left out.
    package init(_ mappings: [KeyMapping]) {
        self = .standard
        for mapping in mappings.filter(\.isNecessary) + mappings.filter({ !$0.isNecessary }) { try? map(mapping) }
    }

    package func action(for key: KeyPress, in context: KeyContext) -> Action? {
        actions[Place(key: key, context: context)]
    }

    /// Gives a key a meaning, in place of the one it has.
    ///
    /// - Throws: when nothing could be quit, closed or commanded any more.
    package mutating func map(_ mapping: KeyMapping) throws(ExpressionError) {
        let others = mappings.filter { $0.key != mapping.key || $0.context != mapping.context }
        // What is said of one pane counts there, whatever is said of all later.
        let isLast = mapping.context != nil || others.allSatisfy { $0.context == nil }
        var changed = self
        changed.mappings = others + [mapping]
        if isLast && others.count == mappings.count { changed.apply(mapping) } else { changed.rebuild() }
        for context in mapping.contexts.sorted(by: { $0.name < $1.name }) {
            for action in Self.necessary(in: context) where !changed.hasKey(for: action, in: context) {
                throw ExpressionError(
                    "\(mapping.key.name) is the only key for \(action.name): give that another key first")
            }
        }
        self = changed
    }

    /// Takes the user's meaning away, so that the standard one counts again.
    ///
    /// - Returns: whether there was one.
    package mutating func unmap(_ key: KeyPress) -> Bool {
        let count = mappings.count
        mappings.removeAll { $0.key == key && $0.context == nil }
        rebuild()
        return mappings.count < count
    }

    private static func necessary(in context: KeyContext) -> [Action] {
        KeyContext.panes.contains(context) ? [.command, .quit] : [.cancel]
    }

    private func hasKey(for action: Action, in context: KeyContext) -> Bool {
        bindings.contains { $0.action == action && $0.contexts.contains(context) }
    }

    // MARK: Standard keys and the user's

    private mutating func rebuild() {
        bindings = Keymap.standard
        actions = Self.standardActions
        for mapping in mappings.filter({ $0.context == nil }) + mappings.filter({ $0.context != nil }) {
            apply(mapping)
        }
    }

    private static let standardActions: [Place: Action] = {
        var actions: [Place: Action] = [:]
        for binding in Keymap.standard {
            for context in binding.contexts {
                for key in binding.keys { actions[Place(key: key, context: context)] = binding.action }
            }
        }
        return actions
    }()

    private mutating func apply(_ mapping: KeyMapping) {
        let action: Action? =
            switch mapping.meaning {
            case .nothing: nil
            case .action(let action): action
            case .command(let line): .run(line)
            }
        free(mapping.key, in: mapping.contexts)
        if let action { add(mapping.key, in: mapping.contexts, action) }
        for context in mapping.contexts { actions[Place(key: mapping.key, context: context)] = action }
    }

    private mutating func free(_ key: KeyPress, in contexts: Set<KeyContext>) {
        for index in bindings.indices.reversed() where bindings[index].keys.contains(key) {
            let binding = bindings[index]
            let both = binding.contexts.intersection(contexts)
            guard !both.isEmpty else { continue }
            let others = binding.keys.filter { $0 != key }
            let parts = [
                binding.with(keys: others, contexts: both),
                binding.with(keys: binding.keys, contexts: binding.contexts.subtracting(contexts)),
            ].filter { !$0.keys.isEmpty && !$0.contexts.isEmpty }
            bindings.replaceSubrange(index...index, with: parts)
        }
    }

    /// The user's key is the one shown.
    private mutating func add(_ key: KeyPress, in contexts: Set<KeyContext>, _ action: Action) {
        var rest = contexts
        var index = 0
        while index < bindings.count {
            let binding = bindings[index]
            index += 1
            guard binding.action == action else { continue }
            let both = binding.contexts.intersection(rest)
            guard !both.isEmpty else { continue }
            rest.subtract(both)
            let parts = [
                binding.with(keys: [key] + binding.keys.filter { $0 != key }, contexts: both),
                binding.with(keys: binding.keys, contexts: binding.contexts.subtracting(both)),
            ].filter { !$0.contexts.isEmpty }
            bindings.replaceSubrange(index - 1..<index, with: parts)
            index += parts.count - 1
        }
        guard !rest.isEmpty else { return }
        let place = (bindings.lastIndex { $0.action == action } ?? bindings.lastIndex(where: Self.isOfPanes))
        bindings.insert(
            Self.template(for: action).with(keys: [key], contexts: rest), at: place.map { $0 + 1 } ?? bindings.count)
    }

    private static func isOfPanes(_ binding: KeyBinding) -> Bool {
        !binding.contexts.isDisjoint(with: KeyContext.panes)
    }

    private static func template(for action: Action) -> KeyBinding {
        if let standard = Keymap.standard.first(where: { $0.action == action }) { return standard }
        if case .run(let line) = action {
            return KeyBinding(
                in: [], action, label: CommandText(Array(line)).name, help: DisplayText.sanitized(action.name))
        }
        let help = Command.all.first { $0.meaning == .action(action) }?.help
        return KeyBinding(in: [], action, label: nil, help: help ?? action.name)
    }
}

extension KeyBinding {
    func with(keys: [KeyPress], contexts: Set<KeyContext>) -> KeyBinding {
        KeyBinding(keys: keys, contexts: contexts, action: action, label: label, help: help)
    }

    private init(keys: [KeyPress], contexts: Set<KeyContext>, action: Action, label: String?, help: String) {
        self.keys = keys
        self.contexts = contexts
        self.action = action
        self.label = label
        self.help = help
    }
}
