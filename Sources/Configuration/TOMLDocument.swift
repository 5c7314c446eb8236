/// A file as far as it can be read: what is wrong on a line takes that line away and no more.
struct TOMLDocument {
    var table: TOMLTable
    /// In the order of the lines.
    var problems: [ConfigurationProblem]

    init(_ text: String) { (table, problems) = TOMLReader.document(of: text) }
}
