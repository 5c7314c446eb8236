import HitRules

/// Reads a C expression by recursive descent, with C's precedences. There are no calls, assignments or increments.
struct ExpressionParser {
    private static let maximumDepth = 200
    /// A chain of operators is as deep a tree as nested parentheses are.
    private static let mostNodes = 1000
    static let anonymousNamespace = "(anonymous namespace)"

    let characters: [Character]
    var position = 0
    private var depth = 0
    private var nodes = 0
    let isType: (SymbolName) -> Bool

    init(_ text: String, isType: @escaping (SymbolName) -> Bool) {
        characters = Array(text)
        self.isType = isType
    }

    mutating func parse() throws(ExpressionError) -> Expression {
        skipSpace()
        guard position < characters.count else { throw ExpressionError("an address or a name is missing", column: 0) }
        let expression = try conditional()
        guard position == characters.count else { throw unexpected() }
        return expression
    }

    /// Runs one level deeper.
    private mutating func nested(
        _ body: (inout ExpressionParser) throws(ExpressionError) -> Expression
    ) throws(ExpressionError) -> Expression {
        depth += 1
        nodes += 1
        defer { depth -= 1 }
        guard depth < Self.maximumDepth else { throw ExpressionError("the expression is too deep", column: position) }
        try checkLength()
        return try body(&self)
    }

    private func checkLength() throws(ExpressionError) {
        guard nodes < Self.mostNodes else { throw ExpressionError("the expression is too long", column: position) }
    }

    // MARK: Operators

    private mutating func conditional() throws(ExpressionError) -> Expression {
        let condition = try binary(above: 0)
        guard peek() == "?" else { return condition }
        let column = position
        advance()
        let first = try nested { parser throws(ExpressionError) in try parser.conditional() }
        guard peek() == ":" else { throw ExpressionError("':' is missing after '?'", column: position) }
        advance()
        let second = try nested { parser throws(ExpressionError) in try parser.conditional() }
        return .conditional(condition, first, second, column: column)
    }

    /// Operators that bind more than `precedence`, from the left.
    private mutating func binary(above precedence: Int) throws(ExpressionError) -> Expression {
        var left = try unary()
        while let operation = binaryOperator(), operation.precedence > precedence {
            let column = position
            nodes += 1
            try checkLength()
            position += operation.rawValue.count
            skipSpace()
            let right = try nested { parser throws(ExpressionError) in
                try parser.binary(above: operation.precedence)
            }
            left = .binary(operation, left, right, column: column)
        }
        return left
    }

    private func binaryOperator() -> Expression.BinaryOperator? {
        guard let first = peek() else { return nil }
        if let second = peek(1), let long = Expression.BinaryOperator(rawValue: String([first, second])) {
            // `<<=` and `>>=` assign.
            return peek(2) == "=" && (long == .shiftLeft || long == .shiftRight) ? nil : long
        }
        guard let short = Expression.BinaryOperator(rawValue: String(first)) else { return nil }
        return peek(1) == "=" ? nil : short
    }

    private mutating func unary() throws(ExpressionError) -> Expression {
        try nested { parser throws(ExpressionError) in try parser.unaryOrCast() }
    }

    private mutating func unaryOrCast() throws(ExpressionError) -> Expression {
        let column = position
        switch peek() {
        case "*":
            advance()
            return .dereference(try unary(), column: column)
        case "&":
            advance()
            return .addressOf(try unary(), column: column)
        case let sign? where Expression.UnaryOperator(rawValue: String(sign)) != nil:
            guard peek(1) != sign || (sign != "+" && sign != "-") else {
                throw ExpressionError(
                    "'\(sign)\(sign)' changes the program; an expression only reads it", column: column)
            }
            advance()
            return .unary(Expression.UnaryOperator(rawValue: String(sign))!, try unary(), column: column)
        case "(":
            guard let type = try castType() else { return try postfix() }
            return .cast(type, try unary(), column: column)
        case "s" where word() == "sizeof":
            position += 6
            skipSpace()
            if let type = try typeInParentheses(mustBeOne: false) { return .sizeOfType(type, column: column) }
            return .sizeOf(try unary(), column: column)
        default: return try postfix()
        }
    }

    // MARK: Operands

    private mutating func postfix() throws(ExpressionError) -> Expression {
        var base = try primary()
        while true {
            try checkLength()
            nodes += 1
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
                if peek() == "]" { throw ExpressionError("an index is missing", column: position) }
                let index = try nested { parser throws(ExpressionError) in try parser.conditional() }
                guard peek() == "]" else { throw ExpressionError("']' is missing", column: position) }
                advance()
                base = .index(base, index, column: column)
            } else {
                if peek() == "(" {
                    throw ExpressionError("functions cannot be called here", column: position)
                }
                return base
            }
        }
    }

    private mutating func primary() throws(ExpressionError) -> Expression {
        let column = position
        guard let first = peek() else { throw ExpressionError("the expression is not complete", column: position) }
        if first == "(", !startsWith(Self.anonymousNamespace) {
            advance()
            let inner = try nested { parser throws(ExpressionError) in try parser.conditional() }
            guard peek() == ")" else { throw ExpressionError("')' is missing", column: position) }
            advance()
            return inner
        }
        if first == "$" { return try register() }
        if first == "'", let constant = try character() { return .constant(constant, column: column) }
        if let name = try qualifiedName() {
            skipSpace()
            return .name(name, column: column)
        }
        if let value = try number() { return .constant(value, column: column) }
        throw unexpected()
    }

    private mutating func register() throws(ExpressionError) -> Expression {
        let column = position
        position += 1
        guard let name = identifier() else {
            throw ExpressionError("a register's name is missing after '$'", column: position)
        }
        guard let found = MachineRegister(name: name.lowercased()) else {
            throw ExpressionError(
                "no register '$\(DisplayText.sanitized(name))'; there are 64-bit ones such as $rax, $rip and $eflags",
                column: column,
                suggestions: NameSuggestions.nearest(
                    to: name.lowercased(), among: MachineRegister.allCases.map(\.name)
                ).map { "$" + $0 })
        }
        skipSpace()
        return .register(found, column: column)
    }

    private mutating func memberName() throws(ExpressionError) -> (String, Int) {
        let column = position
        guard let name = identifier() else { throw ExpressionError("a field's name is missing", column: column) }
        skipSpace()
        return (name, column)
    }

    // MARK: Characters

    func peek(_ distance: Int = 0) -> Character? {
        position + distance < characters.count ? characters[position + distance] : nil
    }

    func startsWith(_ text: String) -> Bool { characters[position...].starts(with: text) }

    mutating func advance() {
        position += 1
        skipSpace()
    }

    mutating func skipSpace() {
        while let next = peek(), next.isWhitespace { position += 1 }
    }

    func unexpected() -> ExpressionError {
        guard let character = peek() else { return ExpressionError("the expression is not complete", column: position) }
        if character == "=" || peek(1) == "=" {
            return ExpressionError("'=' sets nothing here; to compare, write ==", column: position)
        }
        return ExpressionError("'\(DisplayText.sanitized(String(character)))' is not understood here", column: position)
    }
}
