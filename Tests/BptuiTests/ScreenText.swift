/// What a terminal shows, with the panes found by their titles, so that a test does not depend on where they stand.
struct ScreenText: CustomStringConvertible {
    let description: String
    private let rows: [[Character]]

    init(_ text: String) {
        description = text
        rows = text.split(separator: "\n", omittingEmptySubsequences: false).map(Array.init)
    }

    var header: String { String(rows.first ?? []) }

    /// The last line that shows anything: keys or a notice.
    var footer: String { rows.last { !$0.isEmpty }.map { String($0) } ?? "" }

    func contains(_ text: String) -> Bool { description.contains(text) }

    /// A pane's text, its border included; nil when there is none of that title, or something lies over a corner of it.
    func box(_ title: String) -> String? {
        let corners: Set<Character> = ["╭", "+"]
        for (row, line) in rows.enumerated() {
            for column in line.indices where corners.contains(line[column]) {
                // Between the corner and the title stands a piece of the border, or the mark of the chosen pane.
                guard line[(column + 1)...].dropFirst().starts(with: " \(title) "),
                    let right = line[(column + 1)...].firstIndex(where: { $0 == "╮" || $0 == "+" })
                else { continue }
                let below = rows[(row + 1)...]
                guard
                    let bottom = below.firstIndex(where: {
                        $0.count > column && ($0[column] == "╰" || $0[column] == "+")
                    })
                else { continue }
                return rows[row...bottom].map { String($0[min(column, $0.count)..<min(right + 1, $0.count)]) }
                    .joined(separator: "\n")
            }
        }
        return nil
    }

    /// The boxes' titles of a list that are not there.
    func missing(_ titles: String...) -> [String] { titles.filter { box($0) == nil } }
}
