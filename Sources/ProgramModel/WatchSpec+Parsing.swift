extension WatchSpec {
    /// Reads `EXPR[/LEN][:w|rw|x][@SLOT][,stop|log]`.
    ///
    /// Suffixes are taken from the right, in any order and each at most once, until what is left does not end in one:
    /// so `ns::name:w` is a write watch on the variable `ns::name`. The expression itself is not parsed here. Errors
    /// carry the column of the part that is wrong.
    package init(parsing text: String) throws(ExpressionError) {
        var reader = WatchSuffixReader(text)
        try reader.refuseCondition()
        var spec = WatchSpec(expression: "")
        while let suffix = try reader.next() {
            switch suffix.delimiter {
            case ",": try spec.takeAction(suffix)
            case "@": try spec.takeSlot(suffix)
            case ":": try spec.takeKind(suffix)
            default: try spec.takeLength(suffix)
            }
        }
        guard !reader.rest.isEmpty else {
            throw ExpressionError("an address or a name is missing before the options", column: 0)
        }
        spec.expression = reader.rest
        self = spec
    }

    private mutating func takeAction(_ suffix: WatchSuffix) throws(ExpressionError) {
        if suffix.word == "pinned" || suffix.word == "flexible" {
            throw ExpressionError(
                "'\(suffix.word)' is for perf events, which this version does not use", column: suffix.column)
        }
        guard let value = Action(rawValue: suffix.word) else {
            throw ExpressionError(
                suffix.word.isEmpty
                    ? "'stop' or 'log' is missing after ','"
                    : "unknown option '\(DisplayText.sanitized(suffix.word))'; use stop or log",
                column: suffix.column)
        }
        guard action == nil else { throw suffix.repeated("stop or log") }
        action = value
    }

    private mutating func takeSlot(_ suffix: WatchSuffix) throws(ExpressionError) {
        guard let value = Int(suffix.word), (0...3).contains(value), suffix.word.count == 1 else {
            throw ExpressionError(
                suffix.word.isEmpty
                    ? "a slot is missing after '@'; there are 0, 1, 2 and 3"
                    : "no slot '\(DisplayText.sanitized(suffix.word))'; there are 0, 1, 2 and 3",
                column: suffix.column)
        }
        guard slot == nil else { throw suffix.repeated("slot") }
        slot = value
    }

    private mutating func takeKind(_ suffix: WatchSuffix) throws(ExpressionError) {
        if suffix.word == "r" {
            throw ExpressionError(
                "the hardware has no read-only condition; use rw, which also shows the writes", column: suffix.column,
                suggestions: ["rw"])
        }
        guard let value = Kind(rawValue: suffix.word) else {
            throw ExpressionError(
                suffix.word.isEmpty
                    ? "a kind is missing after ':'; use w, rw or x"
                    : "unknown kind '\(DisplayText.sanitized(suffix.word))'; use w, rw or x",
                column: suffix.column)
        }
        guard kind == nil else { throw suffix.repeated("kind") }
        kind = value
    }

    private mutating func takeLength(_ suffix: WatchSuffix) throws(ExpressionError) {
        guard !suffix.word.isEmpty else {
            throw ExpressionError("a length is missing after '/'", column: suffix.column)
        }
        guard let value = NumberText.unsigned(suffix.word) else {
            throw ExpressionError(
                "length '\(DisplayText.sanitized(suffix.word))' is not a number of bytes", column: suffix.column)
        }
        guard value > 0 else {
            throw ExpressionError("a watch needs a length of at least 1 byte", column: suffix.column)
        }
        guard length == nil else { throw suffix.repeated("length") }
        length = value
    }
}

extension WatchSpec: CustomStringConvertible {
    /// The text that parses to this watch.
    package var description: String {
        var text = expression
        if let length { text += "/\(length)" }
        if let kind { text += ":\(kind.rawValue)" }
        if let slot { text += "@\(slot)" }
        if let action { text += ",\(action.rawValue)" }
        return text
    }
}
