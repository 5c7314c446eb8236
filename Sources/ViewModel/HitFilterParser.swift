import DebugRegisters
import ProgramModel

/// Reads `bump !tid:4243 slot:0 access:changed value:42 fn:="operator new"`.
struct HitFilterParser {
    private let characters: [Character]
    private var at = 0

    init(_ text: String) { characters = Array(text) }

    mutating func parse() throws(FilterError) -> [HitFilter.Term] {
        var terms: [HitFilter.Term] = []
        while true {
            while at < characters.count, characters[at] == " " { at += 1 }
            guard at < characters.count else { return terms }
            let start = at
            let isInverted = characters[at] == "!"
            if isInverted { at += 1 }
            guard at < characters.count, characters[at] != " " else {
                throw FilterError("'!' stands before what is to be left out, without a blank: !memset", column: start)
            }
            terms.append(HitFilter.Term(try subject(), isInverted: isInverted))
        }
    }

    private static let keys = [
        "fn", "function", "file", "tid", "thread", "slot", "access", "value", "new", "old", "at",
    ]

    private mutating func subject() throws(FilterError) -> HitFilter.Subject {
        let start = at
        guard let key = try takeKey() else {
            let text = try takeText()
            guard !text.isEmpty else { throw FilterError("there is nothing between the quotes", column: start) }
            if let slot = Self.slot(named: text) { return .slot(slot) }
            return .text(TextPattern(text))
        }
        let valueStart = at
        let isWhole =
            (key == "fn" || key == "function" || key == "file") && at < characters.count
            && characters[at] == "="
        if isWhole { at += 1 }
        let text = try takeText()
        guard !text.isEmpty else { throw FilterError("'\(key):' needs a word after it", column: valueStart) }
        switch key {
        case "fn", "function": return .function(TextPattern(text, isWhole: isWhole))
        case "file": return .file(TextPattern(text, isWhole: isWhole))
        case "tid", "thread":
            guard let tid = Int32(text), tid >= 0 else {
                throw FilterError("'\(text)' is no thread's number; the log's tid column has them", column: valueStart)
            }
            return .thread(tid)
        case "slot":
            guard let slot = Self.slot(named: text) ?? Int(text).flatMap(SlotIndex.init(number:)) else {
                throw FilterError("there is no slot '\(text)': they are 0, 1, 2 and 3", column: valueStart)
            }
            return .slot(slot)
        case "access": return .access(try access(text, at: valueStart))
        case "at":
            guard let address = NumberText.unsigned(text) else {
                throw FilterError("'\(text)' is no address: write it as 0x401136", column: valueStart)
            }
            return .address(address)
        default: return .value(key == "new" ? .new : key == "old" ? .old : .either, Self.value(text))
        }
    }

    // MARK: Words

    /// The key before a single colon. A word before `::` is a name's part, and a file's line is no key either.
    private mutating func takeKey() throws(FilterError) -> String? {
        var end = at
        while end < characters.count, characters[end].isLetter, characters[end].isASCII { end += 1 }
        guard end > at, end < characters.count, characters[end] == ":",
            end + 1 >= characters.count || characters[end + 1] != ":"
        else { return nil }
        let key = String(characters[at..<end]).lowercased()
        guard Self.keys.contains(key) else {
            throw FilterError(
                "there is no '\(key):'; there are fn: file: tid: slot: access: value: new: old: at: — or quote it",
                column: at)
        }
        at = end + 1
        return key
    }

    /// Up to the next blank; quotes keep blanks in.
    private mutating func takeText() throws(FilterError) -> String {
        var text = ""
        var quote: Int?
        while at < characters.count, quote != nil || characters[at] != " " {
            if characters[at] == "\"" {
                quote = quote == nil ? at : nil
            } else {
                text.append(characters[at])
            }
            at += 1
        }
        if let quote { throw FilterError("this quote is not closed", column: quote) }
        return text
    }

    private static func slot(named text: String) -> SlotIndex? {
        SlotIndex.allCases.first { $0.description == text.uppercased() }
    }

    private func access(_ text: String, at column: Int) throws(FilterError) -> HitFilter.Access {
        let word = text.lowercased()
        if let access = HitFilter.Access(rawValue: word) ?? (word == "exec" ? .execute : nil) { return access }
        let words = HitFilter.Access.allCases.map(\.rawValue).joined(separator: ", ")
        throw FilterError("no access is called '\(text)'; there are \(words)", column: column)
    }

    private static func value(_ text: String) -> HitFilter.ValuePattern {
        let isNegative = text.hasPrefix("-")
        guard let magnitude = NumberText.unsigned(isNegative ? text.dropFirst() : text[...]),
            !isNegative || magnitude <= 1 << 63
        else { return .text(TextPattern(text)) }
        if text.lowercased().hasPrefix("0x") { return .bits(magnitude) }
        return .number(magnitude: magnitude, isNegative: isNegative)
    }
}
