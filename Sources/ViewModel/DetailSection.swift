package import HitRules

/// A part of a detail under a title of its own.
package struct DetailSection: Hashable, Sendable {
    /// What a section tells before it is known how wide it is.
    package enum Part: Hashable, Sendable {
        case row(DetailRow)
        /// To be broken into lines.
        case words(String)
        case registers(MachineRegisters)
    }

    package var title: String
    package var subtitle: String
    package var note: DetailNote?
    package var parts: [Part]

    package init(_ title: String, of subtitle: String = "", note: DetailNote? = nil, _ parts: [Part]) {
        self.title = title
        self.subtitle = subtitle
        self.note = note
        self.parts = parts
    }

    package func rows(width: Int) -> [DetailRow] {
        [.title(title, subtitle, note: note)]
            + parts.flatMap { part -> [DetailRow] in
                switch part {
                case .row(let row): [row]
                case .words(let text): Self.lines(text, width: width).map(DetailRow.sentence)
                case .registers(let registers):
                    RegisterRows.rows(width: width).map { DetailRow.registers($0, registers) }
                }
            }
    }

    /// The text broken at blanks. What is too long for a line is left to be cut.
    private static func lines(_ text: String, width: Int) -> [String] {
        var lines: [String] = []
        for word in text.split(separator: " ") {
            if let last = lines.last, last.count + 1 + word.count <= width {
                lines[lines.count - 1] = last + " " + word
            } else {
                lines.append(String(word))
            }
        }
        return lines
    }
}
