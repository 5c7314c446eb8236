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

    /// Where a source file may be, the likeliest first: in the folder that it was compiled in, and as its path says.
    static func candidates(_ path: String, compiledIn folder: String?) -> [String] {
        guard let folder, !path.hasPrefix("/") else { return [path] }
        return [folder + (folder.hasSuffix("/") ? "" : "/") + path, path]
    }
}
