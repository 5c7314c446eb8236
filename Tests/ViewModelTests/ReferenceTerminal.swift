/// The plainest terminal that scrolls: a grid of letters. What it shows, the output must show.
struct ReferenceTerminal {
    enum Action {
        case print(Character), lineFeed, carriageReturn, reverseIndex
        case go(row: Int, column: Int), up(Int), down(Int)
        case margins(Int, Int), noMargins
        case insertLines(Int), deleteLines(Int), scrollUp(Int), scrollDown(Int)

        /// What a program sends for it.
        var text: String {
            let e = "\u{1B}["
            return switch self {
            case .print(let character): String(character)
            case .lineFeed: "\n"
            case .carriageReturn: "\r"
            case .reverseIndex: "\u{1B}M"
            case .go(let row, let column): "\(e)\(row + 1);\(column + 1)H"
            case .up(let count): "\(e)\(count)A"
            case .down(let count): "\(e)\(count)B"
            case .margins(let first, let last): "\(e)\(first);\(last)r"
            case .noMargins: "\(e)r"
            case .insertLines(let count): "\(e)\(count)L"
            case .deleteLines(let count): "\(e)\(count)M"
            case .scrollUp(let count): "\(e)\(count)S"
            case .scrollDown(let count): "\(e)\(count)T"
            }
        }
    }

    let columns: Int
    let rows: Int
    private var grid: [[Character]]
    private var top = 0
    private var bottom: Int
    private(set) var row = 0
    private(set) var column = 0
    private var isWrapPending = false

    init(columns: Int, rows: Int) {
        (self.columns, self.rows) = (columns, rows)
        grid = Array(repeating: Array(repeating: " ", count: columns), count: rows)
        bottom = rows - 1
    }

    /// Rows without blanks at their ends.
    var screen: [String] {
        grid.map { row in
            var row = row
            while row.last == " " { row.removeLast() }
            return String(row)
        }
    }

    mutating func perform(_ action: Action) {
        if case .print(let character) = action { return print(character) }
        guard acts(action) else { return }
        isWrapPending = false
        switch action {
        case .print: break
        case .lineFeed: feedLine()
        case .carriageReturn: column = 0
        case .reverseIndex: if row == top { scroll(from: top, by: -1) } else { row = max(0, row - 1) }
        case .go(let row, let column): (self.row, self.column) = (min(row, rows - 1), min(column, columns - 1))
        case .up(let count): row = max(row >= top ? top : 0, row - count)
        case .down(let count): row = min(row <= bottom ? bottom : rows - 1, row + count)
        case .margins(let first, let last): setMargins(first, last)
        case .noMargins: setMargins(1, rows)
        case .insertLines(let count): shift(by: -count)
        case .deleteLines(let count): shift(by: count)
        case .scrollUp(let count): scroll(from: top, by: count)
        case .scrollDown(let count): scroll(from: top, by: -count)
        }
    }

    /// Whether it does anything: what does not, leaves a full row as it is.
    private func acts(_ action: Action) -> Bool {
        switch action {
        case .margins(let first, let last): first < min(last, rows)
        case .noMargins: rows > 1
        case .insertLines, .deleteLines: (top...bottom).contains(row)
        default: true
        }
    }

    private mutating func print(_ character: Character) {
        if isWrapPending {
            column = 0
            feedLine()
        }
        grid[row][column] = character
        isWrapPending = column == columns - 1
        if !isWrapPending { column += 1 }
    }

    private mutating func feedLine() {
        if row == bottom { scroll(from: top, by: 1) } else { row = min(rows - 1, row + 1) }
    }

    private mutating func setMargins(_ first: Int, _ last: Int) {
        (top, bottom, row, column) = (first - 1, min(last, rows) - 1, 0, 0)
    }

    private mutating func shift(by count: Int) {
        column = 0
        scroll(from: row, by: count)
    }

    private mutating func scroll(from first: Int, by count: Int) {
        let old = grid
        for row in first...bottom {
            let source = row + count
            let isWithin = (first...bottom).contains(source)
            grid[row] = isWithin ? old[source] : Array(repeating: " ", count: columns)
        }
    }
}
