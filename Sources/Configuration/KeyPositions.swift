/// Where the keys of a TOML file stand: what a parsed table no longer knows and a message needs.
///
/// Knows tables in brackets and one key a line, which is how settings are written; of what else TOML allows only the
/// table's position is found.
struct KeyPositions: Hashable {
    private var positions: [[String]: Position] = [:]

    private struct Position: Hashable {
        let line: Int
        let column: Int
    }

    init(_ text: String) {
        var table: [String] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let indent = line.prefix { $0 == " " || $0 == "\t" }.count
            let content = line.dropFirst(indent)
            if content.first == "[" {
                let name = content.drop { $0 == "[" }.prefix { $0 != "]" }
                table = Self.path(name)
                positions[table] = positions[table] ?? Position(line: index + 1, column: indent + 1)
            } else if content.first != "#", let equals = content.firstIndex(of: "=") {
                let path = table + Self.path(content[..<equals])
                positions[path] = positions[path] ?? Position(line: index + 1, column: indent + 1)
            }
        }
    }

    /// Of the key, or of the innermost table around it that is written down; else the file's start.
    subscript(path: [String]) -> (line: Int, column: Int) {
        var path = path
        while !path.isEmpty {
            if let position = positions[path] { return (position.line, position.column) }
            path.removeLast()
        }
        return (1, 1)
    }

    private static func path(_ text: Substring) -> [String] {
        text.split(separator: ".").map { part in
            String(part.filter { $0 != " " && $0 != "\t" && $0 != "\"" && $0 != "'" })
        }
    }
}
