/// Numbers and characters.
extension ExpressionParser {
    /// A number: decimal, hexadecimal after `0x`, or with a point or an exponent; nil when there is none here.
    mutating func number() throws(ExpressionError) -> Constant? {
        guard let first = peek(), first.isASCII, first.isNumber || (first == "." && isDigit(peek(1))) else {
            return nil
        }
        let start = position
        let isHexadecimal = first == "0" && (peek(1) == "x" || peek(1) == "X")
        while let next = peek() {
            let previous = position > start ? characters[position - 1] : first
            let isExponentSign = !isHexadecimal && (next == "+" || next == "-") && (previous == "e" || previous == "E")
            let isPoint = !isHexadecimal && next == "." && !characters[start..<position].contains(".")
            guard Self.isNamePart(next) || isPoint || (isExponentSign && isDigit(peek(1))) else { break }
            position += 1
        }
        let text = String(characters[start..<position])
        let constant =
            !isHexadecimal && text.contains { ".eE".contains($0) }
            ? Self.floatingPoint(text) : Self.integer(text, isHexadecimal: isHexadecimal)
        guard let constant else {
            throw ExpressionError("'\(DisplayText.sanitized(text))' is not a 64-bit number", column: start)
        }
        skipSpace()
        return constant
    }

    private func isDigit(_ character: Character?) -> Bool { character.map { $0.isASCII && $0.isNumber } ?? false }

    private static func floatingPoint(_ text: String) -> Constant? {
        let isFloat = text.hasSuffix("f") || text.hasSuffix("F")
        let digits = isFloat ? String(text.dropLast()) : text
        guard digits.allSatisfy({ $0.isASCII && ($0.isNumber || ".eE+-".contains($0)) }) else { return nil }
        if isFloat { return Float(digits).map { Constant(bits: UInt64($0.bitPattern), type: .float) } }
        return Double(digits).map { Constant(bits: $0.bitPattern, type: .double) }
    }

    /// With C's suffixes, and the first of C's types that holds the number (C11 6.4.4.1). A zero in front means nothing.
    private static func integer(_ text: String, isHexadecimal: Bool) -> Constant? {
        let digits = text.prefix { character in
            isHexadecimal ? character.isHexDigit || "xX".contains(character) : character.isNumber
        }
        let suffix = text.dropFirst(digits.count).lowercased()
        guard ["", "u", "l", "ul", "lu", "ll", "ull", "llu"].contains(suffix), let value = NumberText.unsigned(digits)
        else { return nil }
        let isUnsigned = suffix.contains("u")
        let isLong = suffix.contains("l")
        if value <= UInt64(Int32.max), !isUnsigned, !isLong { return Constant(bits: value, type: .int) }
        if value <= UInt64(UInt32.max), isUnsigned || isHexadecimal, !isLong {
            return Constant(bits: value, type: .unsignedInt)
        }
        return Constant(bits: value, type: isUnsigned || value > UInt64(Int64.max) ? .unsignedLong : .long)
    }

    /// `'a'`, `'\n'`, `'\x1b'`: a char in quotes, where what follows does not make it a quoted name; nil for a name.
    mutating func character() throws(ExpressionError) -> Constant? {
        let start = position
        guard let first = peek(1) else { return nil }
        var end = position + 2
        var value: UInt32?
        if first == "\\" {
            (value, end) = escape(from: position + 2)
        } else if first != "'" {
            value = first.unicodeScalars.count == 1 ? first.unicodeScalars.first!.value : nil
        }
        guard end < characters.count, characters[end] == "'" else { return nil }
        let isName = characters[(end + 1)...].starts(with: "::") || characters[(end + 1)...].first == "!"
        guard !isName || characters[(end + 1)...].starts(with: "!=") else { return nil }
        guard let value else {
            throw ExpressionError("this is not a character", column: start)
        }
        position = end + 1
        skipSpace()
        // A constant is an int, and an escaped byte above 127 is a negative char.
        let isNegative = first == "\\" && value >= 0x80
        let bits = isNegative ? UInt64(bitPattern: Int64(value) - 0x100) : UInt64(value)
        return Constant(bits: bits, type: .int)
    }

    /// The character after a backslash at `index - 1`, and where it ends.
    private func escape(from index: Int) -> (UInt32?, Int) {
        guard index < characters.count else { return (nil, index) }
        if characters[index] == "x" {
            let digits = characters[(index + 1)...].prefix { $0.isHexDigit }.prefix(2)
            return (UInt32(String(digits), radix: 16), index + 1 + digits.count)
        }
        if isDigit(characters[index]) {
            let digits = characters[index...].prefix { isDigit($0) }.prefix(3)
            return (UInt32(String(digits), radix: 8).flatMap { $0 < 256 ? $0 : nil }, index + digits.count)
        }
        let named: [Character: UInt32] = [
            "n": 10, "t": 9, "r": 13, "a": 7, "b": 8, "f": 12, "v": 11, "e": 27, "\\": 92, "'": 39, "\"": 34, "?": 63,
        ]
        return (named[characters[index]], index + 1)
    }
}
