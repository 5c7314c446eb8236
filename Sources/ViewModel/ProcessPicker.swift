/// The choice among several processes of one name. Pure: keys in, an outcome out.
package struct ProcessPicker: Hashable, Sendable {
    package enum Outcome: Hashable, Sendable {
        case undecided
        case chosen(Int32)
        case left
    }

    /// What they are named; not safe to print.
    package let name: String
    package private(set) var entries: [ProcessEntry]
    /// What is typed narrows the list.
    package private(set) var filter = LineEditor()
    /// A letter is text, also one that would leave.
    package private(set) var isTyping = false
    package private(set) var width: Int
    package private(set) var height: Int
    private var selectedPID: Int32?

    package init(name: String, entries: [ProcessEntry], width: Int, height: Int) {
        self.name = name
        self.entries = entries
        self.width = width
        self.height = height
        selectedPID = entries.first?.pid
    }

    /// Those that have every word of the filter in their number, user or command.
    package var shown: [ProcessEntry] {
        let words = filter.text.lowercased().split(separator: " ")
        return entries.filter { entry in
            let text = "\(entry.pid) \(entry.user) \(entry.command)".lowercased()
            return words.allSatisfy { text.contains($0) }
        }
    }

    /// Its place among those shown; nil when none is.
    package var selection: Int? {
        let shown = shown
        if shown.isEmpty { return nil }
        return shown.firstIndex { $0.pid == selectedPID } ?? 0
    }

    package var selected: ProcessEntry? { selection.map { shown[$0] } }

    /// How many rows of the list fit.
    package var rows: Int { max(1, height - 10) }

    /// The first row in sight.
    package var firstShown: Int {
        guard let selection else { return 0 }
        return max(0, min(selection - rows / 2, shown.count - rows))
    }

    // MARK: What happens

    /// The processes are as they are now; those that have ended are gone.
    package mutating func refresh(_ entries: [ProcessEntry]) {
        let place = self.entries.firstIndex { $0.pid == selectedPID } ?? 0
        self.entries = entries
        if !entries.contains(where: { $0.pid == selectedPID }) {
            selectedPID = entries.isEmpty ? nil : entries[min(place, entries.count - 1)].pid
        }
    }

    package mutating func resize(width: Int, height: Int) {
        self.width = width
        self.height = height
    }

    package mutating func paste(_ text: String) {
        isTyping = true
        filter.insert(text)
        select(0)
    }

    package mutating func press(_ key: KeyPress) -> Outcome {
        switch key {
        case .enter: return selected.map { .chosen($0.pid) } ?? .undecided
        case .escape:
            if !isTyping { return .left }
            isTyping = false
            edit(.end)
            edit(.eraseToStart)
        case .control("c"): return .left
        case .up, .control("p"), .backTab: move(by: -1)
        case .down, .control("n"), .tab: move(by: 1)
        case .pageUp: move(by: -rows)
        case .pageDown: move(by: rows)
        case .home: select(0)
        case .end: select(.max)
        case .left: edit(.left)
        case .right: edit(.right)
        case .backspace: edit(.deleteBackward)
        case .delete: edit(.deleteForward)
        case .control("u"): edit(.eraseToStart)
        case .control("w"): edit(.eraseWord)
        case .character("q") where !isTyping: return .left
        case .character("/") where !isTyping: isTyping = true
        case .character(let character): paste(String(character))
        default: break
        }
        return .undecided
    }

    /// - Parameter row: of those in sight, 0 for the first.
    package mutating func click(row: Int) {
        if row >= 0, row < rows, firstShown + row < shown.count { select(firstShown + row) }
    }

    package mutating func move(by rows: Int) { select((selection ?? 0) + rows) }

    private mutating func select(_ index: Int) {
        let shown = shown
        selectedPID = shown.isEmpty ? selectedPID : shown[max(0, min(index, shown.count - 1))].pid
    }

    private mutating func edit(_ edit: LineEditor.Edit) {
        filter.edit(edit)
        if let selected { selectedPID = selected.pid }
    }
}
