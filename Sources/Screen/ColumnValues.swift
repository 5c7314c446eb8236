/// A value for some columns of a list, found without hashing: every row that is drawn asks for all of them.
struct ColumnValues<Column: RawRepresentable<Int> & CaseIterable & Sendable, Value: Hashable & Sendable>: Hashable,
    Sendable, ExpressibleByDictionaryLiteral
{
    /// By the column's number.
    private var values: [Value?]

    init(dictionaryLiteral elements: (Column, Value)...) {
        values = Array(repeating: nil, count: Column.allCases.count)
        for (column, value) in elements { self[column] = value }
    }

    subscript(column: Column) -> Value? {
        get { values[column.rawValue] }
        set { values[column.rawValue] = newValue }
    }

    subscript(column: Column, default none: Value) -> Value { values[column.rawValue] ?? none }
}
