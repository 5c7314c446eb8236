/// A line of the `:` prompt in its parts. Columns are characters of the line, from 0.
package struct CommandText: Hashable, Sendable {
    package let name: String
    package let nameColumn: Int
    /// What follows the name, without blanks around it; empty for nothing.
    package let argument: String
    package let argumentColumn: Int
    /// A blank or more stands behind the name: it is complete.
    package let hasEndedName: Bool

    package init(_ characters: [Character]) {
        nameColumn = characters.firstIndex { $0 != " " && $0 != ":" } ?? characters.count
        let nameEnd = characters[nameColumn...].firstIndex(of: " ") ?? characters.count
        argumentColumn = characters[nameEnd...].firstIndex { $0 != " " } ?? characters.count
        let end = characters.lastIndex { $0 != " " }.map { $0 + 1 } ?? 0
        name = String(characters[nameColumn..<nameEnd])
        argument = argumentColumn < end ? String(characters[argumentColumn..<end]) : ""
        hasEndedName = nameEnd < characters.count
    }
}
