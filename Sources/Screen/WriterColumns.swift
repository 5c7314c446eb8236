/// Where the columns of the writers stand in one line: what does not fit goes as a whole, the least telling first.
struct WriterColumns: Hashable {
    enum Column: Int, CaseIterable {
        case count, bar, slot, access, label, source, first, last, value
    }

    struct Span: Hashable {
        let start: Int
        let width: Int
        var end: Int { start + width }
    }

    private var spans: ColumnValues<Column, Span> = [:]

    init(natural: ColumnValues<Column, Int>, width: Int) {
        var shown = Set(Column.allCases.filter { natural[$0, default: 0] > 0 })
        func total() -> Int {
            Column.allCases.filter(shown.contains).reduce(0) { $0 + natural[$1, default: 0] + ($0 == 0 ? 0 : 2) }
        }
        for column in [Column.first, .bar, .last, .source, .access] where total() > width { shown.remove(column) }
        let label = max(8, natural[.label, default: 0] - max(0, total() - width))
        var at = 0
        for column in Column.allCases where shown.contains(column) {
            let own = column == .label ? label : natural[column, default: 0]
            at += at == 0 ? 0 : 2
            spans[column] = Span(start: at, width: own)
            at += own
        }
        // The value stands at the right edge, so that it does not move with the names.
        if let value = spans[.value], value.end < width {
            spans[.value] = Span(start: width - value.width, width: value.width)
        }
    }

    subscript(column: Column) -> Span? { spans[column] }
}
