/// Which columns the hits have in a width, and where: what does not fit goes as a whole, the least telling first.
struct HitColumns: Hashable {
    /// In the order in which they stand.
    enum Column: Int, CaseIterable {
        case number, time, slot, thread, access, old, new, function, source
    }

    struct Span: Hashable {
        let start: Int
        let width: Int
        var end: Int { start + width }
    }

    private(set) var spans: ColumnValues<Column, Span> = [:]

    /// - Parameters:
    ///   - natural: the width that each column's texts need.
    ///   - width: the cells there are.
    init(natural: ColumnValues<Column, Int>, width: Int) {
        var shown = Set(Column.allCases.filter { natural[$0, default: 0] > 0 || $0 == .function })
        let minimumFunction = min(14, max(10, natural[.function, default: 0]))
        func total(_ columns: Set<Column>) -> Int {
            var sum = 0
            for column in Column.allCases where columns.contains(column) {
                if sum > 0 { sum += Self.gap(before: column) }
                sum += column == .function ? minimumFunction : natural[column, default: 0]
            }
            return sum
        }
        for column in [Column.time, .thread, .source, .access, .number, .old] where total(shown) > width {
            shown.remove(column)
        }
        // What is left over goes to the function's name, up to what it needs.
        let spare = max(0, width - total(shown))
        let function = min(max(minimumFunction, natural[.function, default: 0]), minimumFunction + spare)
        var at = 0
        for column in Column.allCases where shown.contains(column) {
            let own = column == .function ? function : natural[column, default: 0]
            at += at == 0 ? 0 : Self.gap(before: column)
            spans[column] = Span(start: at, width: own)
            at += own
        }
    }

    subscript(column: Column) -> Span? { spans[column] }

    private static func gap(before column: Column) -> Int { column == .new ? 3 : 2 }
}
