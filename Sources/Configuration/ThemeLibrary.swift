import ProgramModel
package import Screen

/// The themes that can be named and inherited: the built-in ones, and the user's before them.
package struct ThemeLibrary: Hashable, Sendable {
    /// A theme's file.
    package struct Source: Hashable, Sendable {
        /// As messages call it.
        package var file: String
        package var text: String

        package init(file: String, text: String) {
            self.file = file
            self.text = text
        }
    }

    private let builtIn: [String: String]
    /// By name: the file's, without `.toml`.
    package var users: [String: Source]

    package init(builtIn: [String: String], users: [String: Source] = [:]) {
        self.builtIn = builtIn
        self.users = users
    }

    /// All names in the order of the alphabet, the built-in ones first.
    package var names: [String] { builtIn.keys.sorted() + users.keys.filter { builtIn[$0] == nil }.sorted() }

    package func contains(_ name: String) -> Bool { users[name] != nil || builtIn[name] != nil }

    /// The theme of a name; nil when there is none.
    package func theme(named name: String) throws(ThemeFailure) -> Theme? {
        guard let origin = origin(of: name) else { return nil }
        return try theme(from: origin)
    }

    /// The theme of a file that is not in the library; it may inherit those that are.
    package func theme(of source: Source, named name: String) throws(ThemeFailure) -> Theme {
        try theme(from: Origin(name: name, shelf: .outside, source: source))
    }

    // MARK: Where a file stands

    private struct Origin {
        enum Shelf: Hashable { case outside, users, builtIn }
        var name: String
        var shelf: Shelf
        var source: Source
    }

    /// - Parameter child: a theme that inherits its own name means the one that it stands before.
    private func origin(of name: String, for child: Origin? = nil) -> Origin? {
        let isSelf = child?.name == name && child?.shelf == .users
        if !isSelf, let source = users[name] { return Origin(name: name, shelf: .users, source: source) }
        guard let text = builtIn[name] else { return nil }
        return Origin(name: name, shelf: .builtIn, source: Source(file: name, text: text))
    }

    private func theme(from first: Origin) throws(ThemeFailure) -> Theme {
        var stack = ThemeStack()
        var path: [Origin] = []
        var next: Origin? = first
        while let origin = next {
            path.append(origin)
            let layer = ThemeReader.layer(of: origin.source.text)
            stack.append(layer, file: origin.source.file)
            next = nil
            guard let parent = layer.parent else { break }
            if let found = self.origin(of: parent.name, for: origin) {
                if let start = path.firstIndex(where: { $0.name == found.name && $0.shelf == found.shelf }) {
                    let circle = path[start...].map(\.name) + [found.name]
                    stack.cut(
                        parent.position.problem("a theme cannot inherit itself: \(circle.joined(separator: " → "))"))
                } else {
                    next = found
                }
            } else if parent.name == origin.name, origin.shelf == .users {
                stack.cut(parent.position.problem("a theme cannot inherit itself: \(parent.name) → \(parent.name)"))
            } else {
                stack.cut(parent.position.problem(unknown(parent.name)))
            }
        }
        return try stack.theme(name: first.name)
    }

    /// `no theme 'nrod'; did you mean nord?`.
    package func unknown(_ name: String) -> String {
        let near = NameSuggestions.nearest(to: name, among: names)
        let hint =
            near.isEmpty
            ? "there are \(names.joined(separator: ", "))" : "did you mean \(near.joined(separator: ", "))?"
        return "no theme '\(name)'; \(hint)"
    }
}
