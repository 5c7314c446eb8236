/// The beginning of a name that is being typed in an expression, to be completed.
package struct NameQuery: Hashable, Sendable, Codable {
    /// What the expression is for, which says what may stand in it.
    package enum Purpose: String, Hashable, Sendable, Codable {
        /// Data, or code for an execute slot.
        case watch
        case value
        /// Of a watch's hits, whose own fields (`new`, `tid`, …) may stand there, too.
        case condition
        case location
    }

    package var purpose: Purpose
    /// The expression that a field is one of, with the `.` or `->` behind it; empty for a name by itself.
    package var base: String
    /// What there is of the name, with the scopes in front of it; may be empty.
    package var beginning: String

    package init(_ purpose: Purpose, base: String = "", beginning: String) {
        self.purpose = purpose
        self.base = base
        self.beginning = beginning
    }

    /// The name at the end of a text; nil where none can stand, as after a watch's `:` or in a number.
    package init?(_ purpose: Purpose, atEndOf text: some Collection<Character>) {
        self.init(purpose, beginning: "")
        let scanner = NameScanner(text)
        if purpose == .watch, Self.isInCondition(String(text)) { self.purpose = .condition }
        let start = scanner.nameStart(before: scanner.end)
        beginning = scanner.text(start..<scanner.end)
        if let first = beginning.first, first.isASCII, first.isNumber { return nil }
        switch scanner.character(before: start) {
        // A register, or a character or a file in quotes.
        case "$", "'": return nil
        // What a watch is for, its slot, its options, its length.
        case ":", "@", ",", "/": if self.purpose == .watch { return nil }
        default: break
        }
        guard let fieldBase = scanner.base(before: start) else { return }
        // `main.c::counter`: a file.
        guard !beginning.contains(":"), let first = fieldBase.first, !(first.isASCII && first.isNumber) else {
            return nil
        }
        base = fieldBase
    }

    private static func isInCondition(_ text: String) -> Bool {
        var reader = WatchSuffixReader(text)
        do throws(ExpressionError) {
            return try reader.takeCondition() != nil
        } catch {
            // It is still to come.
            return true
        }
    }
}

/// Reads an expression from its end.
private struct NameScanner {
    private let characters: [Character]

    init(_ text: some Collection<Character>) { characters = Array(text) }

    var end: Int { characters.count }

    func text(_ range: Range<Int>) -> String { String(characters[range]) }

    func character(before index: Int) -> Character? { index > 0 ? characters[index - 1] : nil }

    /// Where the name that ends here begins, with its scopes; the same place when none does.
    func nameStart(before end: Int) -> Int {
        var start = end
        while let last = character(before: start) {
            if ExpressionParser.isNamePart(last) {
                start -= 1
            } else if last == ":", character(before: start - 1) == ":" {
                start -= 2
            } else {
                break
            }
        }
        return start
    }

    /// What stands before a field, with its `.` or `->`; nil when neither does. Empty when nothing has fields there.
    func base(before field: Int) -> String? {
        guard let mark = mark(before: field) else { return nil }
        var start = field - mark
        while true {
            let end = start
            // Indices, and then what they are of.
            while character(before: start) == "]" {
                guard let open = opening(before: start) else { return "" }
                start = open
            }
            if character(before: start) == ")" {
                guard let open = opening(before: start) else { return "" }
                return text(open..<field)
            }
            start = nameStart(before: start)
            if character(before: start) == "$" { start -= 1 }
            guard start < end else { return "" }
            guard let mark = self.mark(before: start) else { return text(start..<field) }
            start -= mark
        }
    }

    /// How many characters the `.` or `->` before a place has.
    private func mark(before index: Int) -> Int? {
        switch character(before: index) {
        case ".": 1
        case ">": character(before: index - 1) == "-" ? 2 : nil
        default: nil
        }
    }

    /// Where the bracket that ends here was opened.
    private func opening(before end: Int) -> Int? {
        var depth = 0
        for index in stride(from: end - 1, through: 0, by: -1) {
            switch characters[index] {
            case ")", "]": depth += 1
            case "(", "[":
                depth -= 1
                if depth == 0 { return index }
            default: break
            }
        }
        return nil
    }
}
