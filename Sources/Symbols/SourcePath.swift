/// Names of source files.
enum SourcePath {
    static func lastComponent(_ path: String) -> String {
        path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
    }

    /// Whether a file's path is one that a person means by `name`: the same, or its last components.
    static func path(_ path: String, isNamed name: String) -> Bool {
        path == name || path.hasSuffix("/" + name)
            || (name.hasPrefix("./") && Self.path(path, isNamed: String(name.dropFirst(2))))
    }
}
