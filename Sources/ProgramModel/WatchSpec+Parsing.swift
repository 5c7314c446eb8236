extension WatchSpec {
    /// Reads `EXPR[/LEN][:w|rw|r|x][@SLOT][,stop|log][,once][,changed][,ignore=N][,ptrace|perf][,kernel][,every=N]
    /// [,pinned|flexible|exclusive][ if COND]`.
    ///
    /// A condition is what follows the first ` if ` outside of quotes and parentheses. Of the rest, suffixes are taken from
    /// the right, in any order and each at most once, until what is left does not end in one: so `ns::name:w` is a write
    /// watch on the variable `ns::name`. Neither the expression nor the condition is parsed here. Errors carry the column
    /// of the part that is wrong.
    package init(parsing text: String) throws(ExpressionError) {
        var reader = WatchSuffixReader(text)
        var spec = WatchSpec(expression: "")
        spec.condition = try reader.takeCondition()
        while let suffix = try reader.next() {
            switch suffix.delimiter {
            case ",": try spec.takeOption(suffix)
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

    private mutating func takeOption(_ suffix: WatchSuffix) throws(ExpressionError) {
        switch suffix.word {
        case "once":
            guard !isOneShot else { throw suffix.repeated("once") }
            isOneShot = true
        case "changed":
            guard !changedOnly else { throw suffix.repeated("changed") }
            changedOnly = true
        case "kernel":
            guard !isKernelOnly else { throw suffix.repeated("kernel") }
            isKernelOnly = true
        case _ where suffix.word.hasPrefix("thread"): try takeThread(suffix)
        case "ptrace", "perf":
            guard mechanism == nil else { throw suffix.repeated("ptrace or perf") }
            mechanism = Mechanism(rawValue: suffix.word)
        case "pinned", "flexible", "exclusive":
            guard claim == nil else { throw suffix.repeated("pinned, flexible or exclusive") }
            claim = Claim(rawValue: suffix.word)
        case _ where suffix.word.hasPrefix("ignore"):
            guard let value = try count("ignore", of: suffix, "the number of hits to ignore") else { break }
            guard ignoreCount == 0 else { throw suffix.repeated("ignore") }
            ignoreCount = value
        case _ where suffix.word.hasPrefix("every"):
            guard let value = try count("every", of: suffix, "of how many hits one is recorded") else { break }
            guard value > 0 else {
                throw ExpressionError("every=0 records nothing; give a number from 1", column: suffix.column)
            }
            guard every == 1 else { throw suffix.repeated("every") }
            every = value
        default: try takeAction(suffix)
        }
    }

    /// The number in `NAME=N`; nil when the word was another option, which has been taken.
    private mutating func count(
        _ name: String, of suffix: WatchSuffix, _ meaning: String
    ) throws(ExpressionError) -> UInt64? {
        let parts = suffix.word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        func trimmed(_ part: Substring) -> Substring {
            part.drop { $0.isWhitespace }.prefix { !$0.isWhitespace }
        }
        guard trimmed(parts[0]) == name else {
            try takeAction(suffix)
            return nil
        }
        guard parts.count == 2, !trimmed(parts[1]).isEmpty else {
            throw ExpressionError(
                "\(meaning) is missing; write \(name)=N", column: suffix.column + suffix.word.count)
        }
        guard let value = NumberText.unsigned(trimmed(parts[1])) else {
            throw ExpressionError(
                "'\(DisplayText.sanitized(String(parts[1])))' is not a number of hits",
                column: suffix.column + parts[0].count + 1)
        }
        return value
    }

    private mutating func takeThread(_ suffix: WatchSuffix) throws(ExpressionError) {
        let parts = suffix.word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        func trimmed(_ part: Substring) -> Substring {
            part.drop { $0.isWhitespace }.prefix { !$0.isWhitespace }
        }
        guard trimmed(parts[0]) == "thread" else { return try takeAction(suffix) }
        guard parts.count == 2, !trimmed(parts[1]).isEmpty else {
            throw ExpressionError(
                "the thread's number is missing; write thread=TID", column: suffix.column + suffix.word.count)
        }
        guard let value = Int32(trimmed(parts[1])), value > 0 else {
            throw ExpressionError(
                "'\(DisplayText.sanitized(String(parts[1])))' is not a thread's number",
                column: suffix.column + parts[0].count + 1)
        }
        guard thread == nil else { throw suffix.repeated("thread") }
        thread = value
    }

    private static let options =
        "stop, log, once, changed, ignore=N, thread=TID, ptrace, perf, kernel, every=N, pinned, flexible or exclusive"

    private mutating func takeAction(_ suffix: WatchSuffix) throws(ExpressionError) {
        guard let value = Action(rawValue: suffix.word) else {
            throw ExpressionError(
                suffix.word.isEmpty
                    ? "an option is missing after ','; use \(Self.options)"
                    : "unknown option '\(DisplayText.sanitized(suffix.word))'; use \(Self.options)",
                column: suffix.column,
                suggestions: NameSuggestions.nearest(
                    to: suffix.word,
                    among: [
                        "stop", "log", "once", "changed", "ignore=", "thread=", "ptrace", "perf", "kernel", "every=",
                        "pinned", "flexible", "exclusive",
                    ]))
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
        guard let value = Kind(rawValue: suffix.word) else {
            throw ExpressionError(
                suffix.word.isEmpty
                    ? "a kind is missing after ':'; use w, rw, r or x"
                    : "unknown kind '\(DisplayText.sanitized(suffix.word))'; use w, rw, r or x",
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
        if let length { Self.append("/\(length)", to: &text) }
        if let kind { Self.append(":\(kind.rawValue)", to: &text) }
        if let slot { Self.append("@\(slot)", to: &text) }
        if let action { Self.append(",\(action.rawValue)", to: &text) }
        if isOneShot { Self.append(",once", to: &text) }
        if changedOnly { Self.append(",changed", to: &text) }
        if ignoreCount > 0 { Self.append(",ignore=\(ignoreCount)", to: &text) }
        if let thread { Self.append(",thread=\(thread)", to: &text) }
        if let mechanism { Self.append(",\(mechanism.rawValue)", to: &text) }
        if isKernelOnly { Self.append(",kernel", to: &text) }
        if every > 1 { Self.append(",every=\(every)", to: &text) }
        if let claim { Self.append(",\(claim.rawValue)", to: &text) }
        if let condition {
            Self.append(" if ", to: &text)
            Self.append(condition, to: &text)
        }
        return text
    }

    /// With something between where the two would else be read as one: `x::` and `:w` as a name that goes on after `::`, or
    /// the first character as a part of the one before it (to which a blank would be added just so, but no control is).
    private static func append(_ suffix: String, to text: inout String) {
        let joined = text + suffix.prefix(1)
        if joined.last != suffix.first {
            text += "\t"
        } else if text.last == ":", suffix.first == ":" {
            text += " "
        }
        text += suffix
    }
}
