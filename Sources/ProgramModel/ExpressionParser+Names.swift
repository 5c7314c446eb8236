/// Names of symbols and of types.
extension ExpressionParser {
    /// `[module!][file::]a::b`; nil when there is none here.
    mutating func qualifiedName() throws(ExpressionError) -> SymbolName? {
        let start = position
        var name = SymbolName(components: [])
        if let module = prefix(endingWith: "!", where: { _ in true }) {
            name.module = module
        }
        if let file = prefix(endingWith: "::", where: { $0.contains(".") }) {
            name.file = file
        } else if peek() == ":", peek(1) == ":" {
            position += 2
            name.isGlobal = true
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
            while end < characters.count, Self.isNamePart(characters[end]) || "./+-".contains(characters[end]) {
                end += 1
            }
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
        if startsWith(Self.anonymousNamespace) {
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

    mutating func identifier() -> String? {
        guard let word = word() else { return nil }
        position += word.count
        return word
    }

    /// The identifier that starts here; nil when none does.
    func word() -> String? {
        guard let first = peek(), Self.isNamePart(first), !(first.isASCII && first.isNumber) else { return nil }
        return String(characters[position...].prefix { Self.isNamePart($0) })
    }

    /// `<...>` right after a name, up to the `>` that closes it; nil where it must be a comparison: nothing closes it, or
    /// what no template's argument contains comes before.
    private mutating func templateArguments() -> String? {
        guard peek() == "<", peek(1) != "=" else { return nil }
        var level = 0
        var index = position
        while index < characters.count {
            let next = index + 1 < characters.count ? characters[index + 1] : nil
            switch characters[index] {
            case "<": level += 1
            case ">" where characters[index - 1] == "-": return nil
            case ">": level -= 1
            case "?", ";", "!", "$", "=", "|": return nil
            case "&" where next == "&" && !isReference(after: index + 2): return nil
            default: break
            }
            if level == 0 {
                defer { position = index + 1 }
                return String(characters[position...index])
            }
            index += 1
        }
        return nil
    }

    /// Whether an argument ends here, as after the `&&` of `Box<int &&>`.
    private func isReference(after index: Int) -> Bool {
        let next = characters[min(index, characters.count)...].first { !$0.isWhitespace }
        return next == ">" || next == "," || next == ")"
    }

    static func isNamePart(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == "_"
    }

    // MARK: Types

    /// A whole text that is a type.
    mutating func parseType() throws(ExpressionError) -> TypeName {
        skipSpace()
        guard let type = try typeName(), position == characters.count else { throw unexpected() }
        return type
    }

    /// The type of a cast that starts here; nil, and nothing taken, when the parenthesis is one of an expression.
    mutating func castType() throws(ExpressionError) -> TypeName? {
        let start = position
        guard let type = try typeInParentheses(mustBeOne: true) else {
            position = start
            return nil
        }
        return type
    }

    /// `(type)`; nil, and nothing taken, where it is not clear that it is one.
    ///
    /// - Parameter mustBeOne: a lone name in parentheses is a type, too, where no expression could go on as the text does.
    mutating func typeInParentheses(mustBeOne: Bool) throws(ExpressionError) -> TypeName? {
        let start = position
        guard peek() == "(", !startsWith(Self.anonymousNamespace) else { return nil }
        advance()
        let isClear = word().map { Self.isTypeWord($0) } ?? false
        let type: TypeName?
        if isClear {
            type = try typeName()
        } else {
            do throws(ExpressionError) { type = try typeName() } catch { type = nil }
        }
        guard let type, peek() == ")" else {
            if isClear { throw ExpressionError("')' is missing after the type", column: position) }
            position = start
            return nil
        }
        advance()
        if isClear || type.pointerDepth > 0 || (mustBeOne && isCast(to: type)) { return type }
        position = start
        return nil
    }

    /// Whether `(name)` before what comes next is a cast.
    private func isCast(to type: TypeName) -> Bool {
        guard let next = peek(), case .named(let name, _) = type.base else { return false }
        if Self.isNamePart(next) || "'$(~".contains(next) || (next == "!" && peek(1) != "=") { return true }
        return "+-*&".contains(next) && binaryOperatorIsUnary() && isType(name)
    }

    /// `&&` is no two address-of operators.
    private func binaryOperatorIsUnary() -> Bool { !(peek() == "&" && peek(1) == "&") }

    private static func isTypeWord(_ word: String) -> Bool {
        BasicTypeWords.all.contains(word) || BasicTypeWords.qualifiers.contains(word)
            || BasicTypeWords.keywords.contains(word)
    }

    /// A type up to the `)` after it; nil when no type starts here.
    private mutating func typeName() throws(ExpressionError) -> TypeName? {
        let start = position
        var basic = BasicTypeWords()
        var named: (name: SymbolName, keyword: String?)?
        while let word = word() {
            if BasicTypeWords.qualifiers.contains(word) {
                position += word.count
                skipSpace()
            } else if named == nil, BasicTypeWords.all.contains(word) {
                basic.add(word)
                position += word.count
                skipSpace()
            } else if named == nil, basic.counts.isEmpty {
                named = try self.named()
            } else {
                break
            }
        }
        if named == nil, basic.counts.isEmpty, peek() == ":" || startsWith(Self.anonymousNamespace) {
            named = try self.named()
        }
        let base: TypeName.Base
        if let named {
            base = .named(named.name, keyword: named.keyword)
        } else if !basic.counts.isEmpty {
            guard let found = basic.base else {
                throw ExpressionError("these words do not make a type", column: start)
            }
            base = found
        } else {
            return nil
        }
        return TypeName(base, pointerDepth: try stars())
    }

    private mutating func named() throws(ExpressionError) -> (name: SymbolName, keyword: String?)? {
        var keyword: String?
        if let word = word(), BasicTypeWords.keywords.contains(word) {
            keyword = word
            position += word.count
            skipSpace()
        }
        guard let name = try qualifiedName() else {
            guard let keyword else { return nil }
            throw ExpressionError("a name is missing after '\(keyword)'", column: position)
        }
        skipSpace()
        return (name, keyword)
    }

    private mutating func stars() throws(ExpressionError) -> Int {
        var depth = 0
        while true {
            if peek() == "*" {
                depth += 1
                guard depth <= 16 else { throw ExpressionError("the type has too many '*'", column: position) }
                advance()
            } else if let word = word(), BasicTypeWords.qualifiers.contains(word) {
                position += word.count
                skipSpace()
            } else {
                return depth
            }
        }
    }
}
