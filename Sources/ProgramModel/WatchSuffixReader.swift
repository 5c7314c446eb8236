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

/// Takes the suffixes off a watch's text, from the right.
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

    func refuseCondition() throws(ExpressionError) {
        guard start < end else { return }
        for index in start..<end - 1
        where index > start && characters[index] == "i" && characters[index + 1] == "f"
            && characters[index - 1].isWhitespace && (index + 2 == end || characters[index + 2].isWhitespace)
        {
            throw ExpressionError("this version has no conditions", column: index)
        }
    }

    /// The last suffix; nil when the text does not end in one.
    mutating func next() throws(ExpressionError) -> WatchSuffix? {
        guard start < end, let position = lastDelimiter() else { return nil }
        let delimiter = characters[position]
        var first = position + 1
        while first < end, characters[first].isWhitespace { first += 1 }
        let word = String(characters[first..<end])
        let isSuffix =
            switch delimiter {
            case ",", ":": word.allSatisfy { $0.isLetter || $0 == "_" } || (delimiter == "," && isWord(word))
            // A path, `src/main.c::counter`, or an index, `list[a/b]`, goes on after its slash.
            case "/": !word.contains { ".:])'".contains($0) }
            default: true
            }
        guard isSuffix else { return nil }
        end = position
        trimEnd()
        return WatchSuffix(delimiter: delimiter, word: word, column: first)
    }

    /// The last character that starts a suffix, outside of quotes; nil at a `::`, which is part of a name.
    private func lastDelimiter() -> Int? {
        var isQuoted = false
        for index in stride(from: end - 1, through: start, by: -1) {
            let character = characters[index]
            if character == "'" { isQuoted.toggle() }
            guard !isQuoted else { continue }
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

    private func isWord(_ text: String) -> Bool {
        text.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }
    }

    private mutating func trimEnd() {
        while end > start, characters[end - 1].isWhitespace { end -= 1 }
    }
}
