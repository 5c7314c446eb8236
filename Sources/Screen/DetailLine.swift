import ProgramModel
import Session
import ViewModel

/// One row of a detail, drawn into its column.
struct DetailLine {
    let row: DetailRow
    private let values: ValueColumns

    init(_ row: DetailRow, values: ValueColumns) {
        self.row = row
        self.values = values
    }

    func draw(on canvas: inout Canvas, row line: Int, left: Int, width: Int) {
        let span = CellRectangle(row: line, column: left, height: 1, width: width)
        switch row {
        case .blank: break
        case .title(let title, let subtitle, let note): draw(title, subtitle, note, on: &canvas, in: span)
        case .sentence(let text): canvas.put(DisplayText.sanitized(text), line, left, .dim, width: width)
        case .asking: canvas.put("asking…", line, left, Style(.warning), width: width)
        case .hit, .thread, .site, .firstAndLast, .stop, .place, .instruction,
            .missingInstruction:
            DetailHead(row).draw(on: &canvas, in: span)
        case .value(let value): draw(value, on: &canvas, in: span)
        case .source, .code, .frame, .registers: DetailCode(row).draw(on: &canvas, in: span)
        }
    }

    /// A title, a quiet rule, and what the title adds.
    private func draw(
        _ title: String, _ subtitle: String, _ note: DetailNote?, on canvas: inout Canvas, in span: CellRectangle
    ) {
        let (row, end) = (span.row, span.endColumn)
        var at = canvas.put(title, row, span.column, Style(.title, .bold), width: span.width)
        if !subtitle.isEmpty { at = canvas.put(subtitle, row, at + 2, .dim, width: max(0, span.width / 2)) }
        var words =
            switch note {
            case .words(let text)?: DisplayText.sanitized(text)
            case .firstHit(let trap, let moment)?: "\(moment) the first hit from here, n \(Numbers.grouped(trap))"
            case nil: ""
            }
        let room = end - at - 4
        if DisplayWidth.of(words) > room { words = Self.ending(words, width: room) }
        let start = words.isEmpty ? end : canvas.putRight(words, row, endingAt: end, .dim) - 1
        for column in at + 1..<max(at + 1, start) { canvas.put(canvas.glyphs.horizontal, row, column, Style(.border)) }
    }

    /// The end of a text, where a path says most.
    private static func ending(_ text: String, width: Int) -> String {
        guard width > 1 else { return "" }
        var rest = text[...]
        while DisplayWidth.of(rest) > width - 1 { rest = rest.dropFirst() }
        return "…" + rest
    }

    private func draw(_ value: ValueRow, on canvas: inout Canvas, in span: CellRectangle) {
        let (row, end) = (span.row, span.endColumn)
        if value.isChanged { canvas.put(canvas.glyphs.changed, row, span.column, Style(.newValue, .bold)) }
        let path = span.column + 2
        canvas.put(value.path, row, path, value.isChanged ? .text : .dim, width: values.path)
        let old = path + values.path + 3
        if let text = value.old {
            let size = min(DisplayWidth.of(text), values.old)
            canvas.put(text, row, old + values.old - size, Style(.oldValue), width: values.old)
        } else {
            canvas.put("?", row, old + max(0, values.old - 1), .dim)
        }
        let arrow = old + max(1, values.old) + 1
        canvas.put(value.old != value.new || value.old == nil ? "→" : "=", row, arrow, .dim)
        if let text = value.new {
            canvas.put(
                text, row, arrow + 2, value.isChanged ? Style(.newValue, .bold) : value.old == value.new ? .text : .dim,
                width: end - arrow - 2)
        } else {
            canvas.put("?", row, arrow + 2, .dim)
        }
    }
}
