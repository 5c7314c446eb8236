/// One suffix of a watch: what follows `/`, `:`, `@` or `,`.
struct WatchSuffix {
    var delimiter: Character
    var word: String
    /// Of the word, or of where it should be.
    var column: Int

    func repeated(_ what: String) -> ExpressionError {
        ExpressionError("a second \(what); give one", column: column)
    }
}

/// Takes the condition and then the suffixes off a watch's text, from the right.
struct WatchSuffixReader {
    private let characters: [Character]
    private let start: Int
    private var end: Int

    init(_ text: String) {
        characters = Array(text)
        start = characters.firstIndex { !$0.isWhitespace } ?? characters.count
        end = characters.count
        trimEnd()
    }

    /// What has not been taken, without the white space around it.
    var rest: String { String(characters[start..<max(start, end)]) }

    /// What follows the first `if` that stands as a word outside of quotes, parentheses and brackets; nil when none does.
    mutating func takeCondition() throws(ExpressionError) -> String? {
        guard let word = conditionWord() else { return nil }
        var first = word + 2
        while first < end, characters[first].isWhitespace { first += 1 }
        guard first < end else { throw ExpressionError("a condition is missing after 'if'", column: word + 2) }
        defer {
            end = word
            trimEnd()
        }
        return String(characters[first..<end])
    }

    private func conditionWord() -> Int? {
        var depth = 0
        var index = start
        while index < end {
            switch characters[index] {
            case "'":
                // A quote that nothing closes is an ordinary character here; the expression's parser refuses it.
                if let close = closingQuote(after: index) { index = close }
            case "(", "[": depth += 1
            case ")", "]": depth -= 1
            case "i" where depth <= 0 && isConditionWord(at: index): return index
            default: break
            }
            index += 1
        }
        return nil
    }

    private func closingQuote(after index: Int) -> Int? {
        var position = index + 1
        while position < end, characters[position] != "'" { position += characters[position] == "\\" ? 2 : 1 }
        return position < end ? position : nil
    }

    private func isConditionWord(at index: Int) -> Bool {
        guard index + 1 < end, characters[index + 1] == "f" else { return false }
        // Alone, it is a name.
        if index == start { return index + 2 < end && characters[index + 2].isWhitespace }
        guard characters[index - 1].isWhitespace else { return false }
        return index + 2 == end || characters[index + 2].isWhitespace || characters[index + 2] == "("
    }

    /// The last suffix; nil when the text does not end in one.
    mutating func next() throws(ExpressionError) -> WatchSuffix? {
        guard start < end, let position = lastDelimiter() else { return nil }
        let delimiter = characters[position]
        var first = position + 1
        while first < end, characters[first].isWhitespace { first += 1 }
        let word = String(characters[min(first, end)..<end])
        let isSuffix =
            switch delimiter {
            case ",", ":": word.allSatisfy { $0.isLetter || $0 == "_" } || (delimiter == "," && isOption(word))
            // A path, `src/main.c::counter`, or an index, `list[a/b]`, goes on after its slash.
            case "/": !word.contains { ".:])'".contains($0) }
            default: true
            }
        guard isSuffix else { return nil }
        end = position
        trimEnd()
        return WatchSuffix(delimiter: delimiter, word: word, column: first)
    }

    /// The last character that starts a suffix, outside of quotes, parentheses and brackets; nil at a `::`, which is part
    /// of a name.
    private func lastDelimiter() -> Int? {
        var isQuoted = false
        var depth = 0
        for index in stride(from: end - 1, through: start, by: -1) {
            let character = characters[index]
            if character == "'" { isQuoted.toggle() }
            guard !isQuoted else { continue }
            if character == ")" || character == "]" { depth += 1 }
            if character == "(" || character == "[" { depth = max(0, depth - 1) }
            guard depth == 0 else { continue }
            if character == ":" {
                let isName =
                    (index > start && characters[index - 1] == ":")
                    || (index + 1 < end && characters[index + 1] == ":")
                return isName ? nil : index
            }
            if character == "," || character == "@" || character == "/" { return index }
        }
        return nil
    }

    /// `ignore=8`, or what was meant as an option.
    private func isOption(_ text: String) -> Bool {
        text.allSatisfy { $0.isLetter || $0.isNumber || "_-=".contains($0) || $0.isWhitespace }
    }

    private mutating func trimEnd() {
        while end > start, characters[end - 1].isWhitespace { end -= 1 }
    }
}
