/// A detail as the lines of a screen.
package struct DetailPage: Hashable, Sendable {
    package struct Line: Hashable, Sendable {
        /// Over the whole width, or of the left column.
        package var row: DetailRow
        /// nil where the line is not divided.
        package var right: DetailRow?
    }

    package let layout: DetailLayout
    package let title: String
    package private(set) var lines: [Line] = []
    /// The lines of the sections' titles, ascending.
    package private(set) var sectionStarts: [Int] = []

    package init(_ subject: DetailSubject, in state: AppState, layout: DetailLayout) {
        self.layout = layout
        let content = DetailContent(subject, in: state)
        title = content.title
        for row in content.head { lines.append(Line(row: row)) }
        for section in content.values { add(section.rows(width: layout.width)) }
        if let columns = layout.columns, !content.code.isEmpty {
            let left = Self.rows(content.code, width: columns.left)
            let right = Self.rows(content.thread, width: columns.right)
            lines.append(Line(row: .blank))
            for index in 0..<max(left.count, right.count) {
                let pair = (index < left.count ? left[index] : .blank, index < right.count ? right[index] : .blank)
                note(pair.0, pair.1)
                lines.append(Line(row: pair.0, right: pair.1))
            }
        } else {
            // The stack tells more than the registers, and those more than code that is read elsewhere.
            for section in content.code + content.thread { add(section.rows(width: layout.width)) }
        }
    }

    /// The last line that can be the first one seen.
    package var lastFirstLine: Int { max(0, lines.count - layout.rows) }

    private mutating func add(_ rows: [DetailRow]) {
        lines.append(Line(row: .blank))
        for row in rows {
            note(row)
            lines.append(Line(row: row))
        }
    }

    private mutating func note(_ rows: DetailRow...) {
        let isTitle = rows.contains { if case .title = $0 { true } else { false } }
        if isTitle { sectionStarts.append(lines.count) }
    }

    /// Sections below each other, a blank line between.
    private static func rows(_ sections: [DetailSection], width: Int) -> [DetailRow] {
        Array(sections.map { $0.rows(width: width) }.joined(separator: [.blank]))
    }
}
