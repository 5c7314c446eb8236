/// Reads the part of TOML 1.0 that settings are written in: tables, dotted and quoted keys, strings of one line, whole
/// numbers, booleans, arrays and tables in braces. Dates, fractions, strings of several lines and arrays of tables are
/// refused by name.
///
/// Of its own because the file is the user's: whatever stands in it, the answer is a table or the place of the mistake.
struct TOMLReader {
    private let scalars: [Unicode.Scalar]
    private var at = 0
    private var line = 1
    private var lineStart = 0
    private var depth = 0

    /// Of values in each other, and of the parts of a key.
    private static let mostDepth = 32
    private static let mostIntegerDigits = 20

    private init(_ text: String) { scalars = Array(text.unicodeScalars) }

    /// - Throws: the first problem.
    static func table(of text: String) throws(ConfigurationProblem) -> TOMLTable {
        let (table, problems) = document(of: text)
        if let first = problems.first { throw first }
        return table
    }

    /// All that can be read, and what cannot.
    static func document(of text: String) -> (table: TOMLTable, problems: [ConfigurationProblem]) {
        var reader = TOMLReader(text)
        var root = TOMLTable()
        var problems: [ConfigurationProblem] = []
        // nil below a head that could not be read: nobody knows whose those lines are.
        var current: [TOMLTable.Key]? = []
        while true {
            reader.skipEmptyLines()
            guard let first = reader.peek() else { return (root, problems) }
            do throws(ConfigurationProblem) {
                if first == "[" {
                    current = nil
                    current = try reader.head(in: &root)
                } else {
                    let (path, value) = try reader.pair()
                    if let current { try root.insert(value, at: (current + path)[...]) }
                }
                try reader.endLine()
            } catch {
                if current != nil || first == "[" { problems.append(error) }
                reader.skipLine()
            }
        }
    }

    /// `[a.b]`.
    private mutating func head(in root: inout TOMLTable) throws(ConfigurationProblem) -> [TOMLTable.Key] {
        at += 1
        if peek() == "[" { throw problem("arrays of tables have no use here; write [name]") }
        let path = try keyPath()
        guard take("]") else { throw problem("']' is missing after the table's name") }
        try root.open(path[...])
        return path
    }

    private mutating func endLine() throws(ConfigurationProblem) {
        skipBlanks()
        skipComment()
        guard peek() == nil || isLineEnd else { throw problem("a new line is needed before this") }
    }

    private mutating func skipLine() {
        // The end of a line has two forms, and both begin as few other scalars do.
        while at < scalars.count {
            if scalars[at].value <= 0x0D, isLineEnd { return }
            at += 1
        }
    }

    // MARK: Keys

    /// `a.b = value`.
    private mutating func pair() throws(ConfigurationProblem) -> ([TOMLTable.Key], TOMLValue) {
        let path = try keyPath()
        guard take("=") else { throw problem("'=' is missing after the key") }
        skipBlanks()
        return (path, try value())
    }

    private mutating func keyPath() throws(ConfigurationProblem) -> [TOMLTable.Key] {
        var path: [TOMLTable.Key] = []
        repeat {
            skipBlanks()
            guard path.count < Self.mostDepth else { throw problem("the key has too many parts") }
            let start = position
            path.append(TOMLTable.Key(name: try keyName(), position: start))
            skipBlanks()
        } while take(".")
        return path
    }

    private mutating func keyName() throws(ConfigurationProblem) -> String {
        if peek() == "\"" { return try basicString() }
        if peek() == "'" { return try literalString() }
        let start = at
        while let scalar = peek(), Self.isBare(scalar) { at += 1 }
        guard at > start else { throw problem("a key is missing") }
        return text(from: start)
    }

    private static func isBare(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "-", "_": true
        default: false
        }
    }

    // MARK: Values

    private mutating func value() throws(ConfigurationProblem) -> TOMLValue {
        guard depth < Self.mostDepth else { throw problem("the value is nested too deep") }
        depth += 1
        defer { depth -= 1 }
        switch peek() {
        case "\"": return .string(try basicString())
        case "'": return .string(try literalString())
        case "[": return .array(try array())
        case "{": return .table(try inlineTable())
        default: return try word()
        }
    }

    private mutating func array() throws(ConfigurationProblem) -> [TOMLValue] {
        let start = position
        at += 1
        var values: [TOMLValue] = []
        while true {
            skipEmptyLines()
            if take("]") { return values }
            guard peek() != nil else { throw start.problem("']' is missing for this '['") }
            values.append(try value())
            skipEmptyLines()
            if take(",") { continue }
            guard peek() == "]" else {
                throw peek() == nil
                    ? start.problem("']' is missing for this '['") : problem("',' or ']' is missing in the array")
            }
        }
    }

    /// On one line, as TOML 1.0 has it.
    private mutating func inlineTable() throws(ConfigurationProblem) -> TOMLTable {
        at += 1
        var table = TOMLTable()
        skipBlanks()
        if !take("}") {
            repeat {
                let (path, value) = try pair()
                try table.insert(value, at: path[...])
                skipBlanks()
            } while take(",")
            guard take("}") else { throw problem("',' or '}' is missing in the table") }
        }
        table.close()
        return table
    }

    /// A boolean or a whole number.
    private mutating func word() throws(ConfigurationProblem) -> TOMLValue {
        let begin = position
        let start = at
        while let scalar = peek(), Self.isBare(scalar) || scalar == "+" || scalar == "." || scalar == ":" { at += 1 }
        let word = text(from: start)
        switch word {
        case "": throw begin.problem("a value is missing")
        case "true": return .boolean(true)
        case "false": return .boolean(false)
        default:
            let digits = word.filter { $0 != "_" }
            guard digits.utf8.count <= Self.mostIntegerDigits, let number = Int64(digits) else {
                throw begin.problem("\(word) is no value here: write a \"string\", a whole number, true or false")
            }
            return .integer(number)
        }
    }

    // MARK: Strings

    private mutating func basicString() throws(ConfigurationProblem) -> String {
        let start = position
        at += 1
        var result = String.UnicodeScalarView()
        while let scalar = peek(), !isLineEnd {
            at += 1
            switch scalar {
            case "\"":
                if result.isEmpty, peek() == "\"" { throw start.problem("strings have one line here") }
                return String(result)
            case "\\": result.append(try escape())
            default:
                guard Self.isAllowed(scalar) else { throw start.problem("a control character is in this string") }
                result.append(scalar)
            }
        }
        throw start.problem("the string is not closed on its line")
    }

    private mutating func literalString() throws(ConfigurationProblem) -> String {
        let start = position
        at += 1
        let first = at
        while let scalar = peek(), !isLineEnd {
            if scalar == "'" {
                let result = text(from: first)
                at += 1
                if result.isEmpty, peek() == "'" { throw start.problem("strings have one line here") }
                return result
            }
            guard Self.isAllowed(scalar) else { throw start.problem("a control character is in this string") }
            at += 1
        }
        throw start.problem("the string is not closed on its line")
    }

    private mutating func escape() throws(ConfigurationProblem) -> Unicode.Scalar {
        let letter = peek()
        at += letter == nil ? 0 : 1
        switch letter {
        case "b": return "\u{8}"
        case "t": return "\t"
        case "n": return "\n"
        case "f": return "\u{c}"
        case "r": return "\r"
        case "\"": return "\""
        case "\\": return "\\"
        case "u": return try codePoint(digits: 4)
        case "U": return try codePoint(digits: 8)
        default:
            at -= letter == nil ? 0 : 1
            throw problem("no such escape; there are \\\" \\\\ \\b \\t \\n \\f \\r \\uXXXX \\UXXXXXXXX")
        }
    }

    private mutating func codePoint(digits count: Int) throws(ConfigurationProblem) -> Unicode.Scalar {
        let digits = scalars[at..<min(at + count, scalars.count)]
        guard digits.count == count, digits.allSatisfy({ $0.properties.isASCIIHexDigit }),
            let value = UInt32(String(String.UnicodeScalarView(digits)), radix: 16), let scalar = Unicode.Scalar(value)
        else { throw problem("\(count) hexadecimal digits of a character are missing") }
        at += count
        return scalar
    }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "\t" || (scalar.value >= 0x20 && scalar.value != 0x7F)
    }

    // MARK: The text

    private var position: TOMLPosition { TOMLPosition(line: line, column: at - lineStart + 1) }

    private func problem(_ message: String) -> ConfigurationProblem { position.problem(message) }

    private func peek() -> Unicode.Scalar? { at < scalars.count ? scalars[at] : nil }

    private func text(from start: Int) -> String { String(String.UnicodeScalarView(scalars[start..<at])) }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard peek() == scalar else { return false }
        at += 1
        return true
    }

    /// A line ends with LF, or CR and LF.
    private var isLineEnd: Bool {
        peek() == "\n" || (peek() == "\r" && at + 1 < scalars.count && scalars[at + 1] == "\n")
    }

    private mutating func skipBlanks() { while peek() == " " || peek() == "\t" { at += 1 } }

    private mutating func skipComment() {
        guard peek() == "#" else { return }
        skipLine()
    }

    /// Blanks, comments and the ends of lines.
    private mutating func skipEmptyLines() {
        while true {
            skipBlanks()
            skipComment()
            guard isLineEnd else { return }
            at += peek() == "\r" ? 2 : 1
            line += 1
            lineStart = at
        }
    }
}
