/// Reads an expression by recursive descent: `*` and `&` bind less than `.`, `->` and `[]`, more than `+` and `-`.
struct ExpressionParser {
    private static let maximumDepth = 200
    private static let anonymousNamespace = "(anonymous namespace)"

    private let characters: [Character]
    private var position = 0
    private var depth = 0

    init(_ text: String) { characters = Array(text) }

    mutating func parse() throws(ExpressionError) -> Expression {
        skipSpace()
        guard position < characters.count else { throw ExpressionError("an address or a name is missing", column: 0) }
        let expression = try sum()
        guard position == characters.count else { throw unexpected() }
        return expression
    }

    private mutating func sum() throws(ExpressionError) -> Expression {
        var left = try unary()
        while let sign = peek(), sign == "+" || sign == "-" {
            let column = position
            position += 1
            skipSpace()
            let start = position
            guard let value = try number() else {
                throw ExpressionError("a number of bytes is needed after '\(sign)'", column: start)
            }
            guard let bytes = Int64(exactly: value) else {
                throw ExpressionError("the offset is too large", column: start)
            }
            left = .offset(left, by: sign == "+" ? bytes : -bytes, column: column)
        }
        return left
    }

    private mutating func unary() throws(ExpressionError) -> Expression {
        depth += 1
        defer { depth -= 1 }
        guard depth < Self.maximumDepth else { throw ExpressionError("the expression is too deep", column: position) }
        let column = position
        switch peek() {
        case "*":
            advance()
            return .dereference(try unary(), column: column)
        case "&":
            advance()
            return .addressOf(try unary(), column: column)
        default: return try postfix()
        }
    }

    private mutating func postfix() throws(ExpressionError) -> Expression {
        var base = try primary()
        while true {
            if peek() == "." {
                advance()
                let (name, column) = try memberName()
                base = .member(base, name: name, column: column)
            } else if peek() == "-", peek(1) == ">" {
                position += 1
                advance()
                let (name, column) = try memberName()
                base = .pointerMember(base, name: name, column: column)
            } else if peek() == "[" {
                let column = position
                advance()
                let index = try index()
                guard peek() == "]" else { throw ExpressionError("']' is missing", column: position) }
                advance()
                base = .index(base, index, column: column)
            } else {
                return base
            }
        }
    }

    private mutating func index() throws(ExpressionError) -> Expression {
        if peek() == "-" { throw ExpressionError("an index cannot be negative", column: position) }
        if peek() == "]" { throw ExpressionError("an index is missing", column: position) }
        return try sum()
    }

    private mutating func primary() throws(ExpressionError) -> Expression {
        let column = position
        guard let first = peek() else { throw ExpressionError("the expression is not complete", column: position) }
        if first == "(", !characters[position...].starts(with: Self.anonymousNamespace) {
            advance()
            let inner = try sum()
            guard peek() == ")" else { throw ExpressionError("')' is missing", column: position) }
            advance()
            return inner
        }
        if first == "$" {
            throw ExpressionError("this version does not read registers in an expression", column: column)
        }
        if let name = try qualifiedName() {
            skipSpace()
            return .name(name, column: column)
        }
        if let value = try number() { return .number(value, column: column) }
        throw unexpected()
    }

    private mutating func memberName() throws(ExpressionError) -> (String, Int) {
        let column = position
        guard let name = identifier() else { throw ExpressionError("a field's name is missing", column: column) }
        skipSpace()
        return (name, column)
    }

    /// A decimal or hexadecimal number; nil when there is none here.
    private mutating func number() throws(ExpressionError) -> UInt64? {
        guard let first = peek(), first.isASCII, first.isNumber else { return nil }
        let start = position
        while let next = peek(), isNamePart(next) { position += 1 }
        let text = String(characters[start..<position])
        guard let value = NumberText.unsigned(text) else {
            throw ExpressionError("'\(DisplayText.sanitized(text))' is not a 64-bit number", column: start)
        }
        skipSpace()
        return value
    }

    // MARK: Names

    /// `[module!][file::]a::b`; nil when there is none here.
    private mutating func qualifiedName() throws(ExpressionError) -> SymbolName? {
        let start = position
        var name = SymbolName(components: [])
        if let module = prefix(endingWith: "!", where: { _ in true }) {
            name.module = module
        }
        if let file = prefix(endingWith: "::", where: { $0.contains(".") }) {
            name.file = file
        } else if peek() == ":", peek(1) == ":" {
            position += 2
        }
        guard let first = component() else {
            guard position > start else { return nil }
            throw ExpressionError("a name is missing", column: position)
        }
        name.components.append(first)
        while peek() == ":", peek(1) == ":" {
            position += 2
            guard let next = component() else {
                throw ExpressionError("a name is missing after '::'", column: position)
            }
            name.components.append(next)
        }
        return name
    }

    /// A file's name (quoted if need be) directly before `mark`, both taken; nil, and nothing taken, when there is none.
    private mutating func prefix(endingWith mark: String, where isRight: (String) -> Bool) -> String? {
        var end = position
        var text: String
        if peek() == "'" {
            guard let close = characters[(position + 1)...].firstIndex(of: "'") else { return nil }
            text = String(characters[position + 1..<close])
            end = close + 1
        } else {
            while end < characters.count, isNamePart(characters[end]) || "./+-".contains(characters[end]) { end += 1 }
            text = String(characters[position..<end])
        }
        guard !text.isEmpty, isRight(text), characters[end...].starts(with: mark) else { return nil }
        // `a!=b` is a comparison, not a name in a module.
        if mark == "!", end + 1 < characters.count, characters[end + 1] == "=" { return nil }
        position = end + mark.count
        return text
    }

    /// An identifier with its template arguments, a quoted name, or `(anonymous namespace)`.
    private mutating func component() -> String? {
        if characters[position...].starts(with: Self.anonymousNamespace) {
            position += Self.anonymousNamespace.count
            return Self.anonymousNamespace
        }
        if peek() == "'" {
            guard let close = characters[(position + 1)...].firstIndex(of: "'"), close > position + 1 else {
                return nil
            }
            defer { position = close + 1 }
            return String(characters[position + 1..<close])
        }
        guard var name = identifier() else { return nil }
        if let arguments = templateArguments() { name += arguments }
        return name
    }

    private mutating func identifier() -> String? {
        let start = position
        guard let first = peek(), isNamePart(first), !(first.isASCII && first.isNumber) else { return nil }
        while let next = peek(), isNamePart(next) { position += 1 }
        return String(characters[start..<position])
    }

    private mutating func templateArguments() -> String? {
        guard peek() == "<" else { return nil }
        var level = 0
        for index in position..<characters.count {
            if characters[index] == "<" { level += 1 }
            if characters[index] == ">" { level -= 1 }
            if level == 0 {
                defer { position = index + 1 }
                return String(characters[position...index])
            }
        }
        return nil
    }

    private func isNamePart(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == "_"
    }

    // MARK: Characters

    private func peek(_ distance: Int = 0) -> Character? {
        position + distance < characters.count ? characters[position + distance] : nil
    }

    private mutating func advance() {
        position += 1
        skipSpace()
    }

    private mutating func skipSpace() {
        while let next = peek(), next.isWhitespace { position += 1 }
    }

    private func unexpected() -> ExpressionError {
        guard let character = peek() else { return ExpressionError("the expression is not complete", column: position) }
        return ExpressionError("'\(DisplayText.sanitized(String(character)))' is not understood here", column: position)
    }
}
