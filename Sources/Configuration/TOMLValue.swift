/// Where something stands in a file.
struct TOMLPosition: Hashable {
    /// From 1.
    var line: Int
    /// From 1, in Unicode scalars.
    var column: Int

    static let start = TOMLPosition(line: 1, column: 1)
}

/// A value of a settings file.
enum TOMLValue: Hashable {
    case string(String)
    case integer(Int64)
    case boolean(Bool)
    case array([TOMLValue])
    case table(TOMLTable)

    var string: String? { if case .string(let text) = self { text } else { nil } }
    var array: [TOMLValue]? { if case .array(let values) = self { values } else { nil } }
    var table: TOMLTable? { if case .table(let table) = self { table } else { nil } }
}

/// Keys with their values, each with the place where the key stands.
struct TOMLTable: Hashable {
    struct Entry: Hashable {
        var value: TOMLValue
        var position: TOMLPosition
    }

    private(set) var entries: [String: Entry] = [:]
    /// What stands in braces is complete: nothing is added to it later.
    private var isClosed = false

    subscript(key: String) -> TOMLValue? { entries[key]?.value }

    mutating func close() { isClosed = true }

    /// One part of a dotted key.
    struct Key: Hashable {
        var name: String
        var position: TOMLPosition
    }

    /// Puts a value where a dotted key says; the tables on the way are made.
    ///
    /// - Parameter path: not empty.
    /// - Throws: the key is there already, or something on the way is no table that can be added to.
    mutating func insert(_ value: TOMLValue, at path: ArraySlice<Key>) throws(ConfigurationProblem) {
        guard let key = path.first else { return }
        guard path.count > 1 else {
            if let there = entries[key.name] {
                throw key.position.problem("\(key.name) stands in line \(there.position.line) already")
            }
            entries[key.name] = Entry(value: value, position: key.position)
            return
        }
        var inner = try table(at: key)
        try inner.insert(value, at: path.dropFirst())
        entries[key.name]?.value = .table(inner)
    }

    /// Makes sure that there is a table where `[a.b]` says.
    mutating func open(_ path: ArraySlice<Key>) throws(ConfigurationProblem) {
        guard let key = path.first else { return }
        var inner = try table(at: key)
        try inner.open(path.dropFirst())
        entries[key.name]?.value = .table(inner)
    }

    /// The table of that name, a new one where there is none.
    private mutating func table(at key: Key) throws(ConfigurationProblem) -> TOMLTable {
        guard let there = entries[key.name] else {
            entries[key.name] = Entry(value: .table(TOMLTable()), position: key.position)
            return TOMLTable()
        }
        guard case .table(let table) = there.value, !table.isClosed else {
            throw key.position.problem(
                "\(key.name) is complete in line \(there.position.line); nothing can be put into it here")
        }
        return table
    }
}

extension TOMLPosition {
    func problem(_ message: String) -> ConfigurationProblem {
        ConfigurationProblem(line: line, column: column, message: message)
    }
}
