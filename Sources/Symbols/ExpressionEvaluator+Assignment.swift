import HitRules
import ProgramModel

/// `EXPR=VALUE`.
extension ExpressionEvaluator {
    /// Where the value goes and its bytes, in the type of what it is assigned to. A number that the type does not hold is
    /// refused: a cast says what is meant.
    func assignment(_ text: String) throws(ExpressionError) -> Assignment {
        let (left, right) = try Self.split(text)
        let target = try evaluate(try parse(left))
        let expression = try parse(right)
        let column = expression.column
        switch target {
        case .value(let value):
            guard let register = value.register else {
                throw ExpressionError("a value cannot be set; name a variable or a register", column: 0)
            }
            return .register(register, try bits(of: expression, for: value, in: register, column: column))
        case .place(let place): return try assign(expression, to: place, column: column)
        }
    }

    /// The two sides of the `=` that is no comparison; the right one keeps its columns.
    private static func split(_ text: String) throws(ExpressionError) -> (left: String, right: String) {
        let characters = Array(text)
        guard let position = assignmentSign(in: characters) else {
            throw ExpressionError("'=' is missing; write NAME=VALUE", column: characters.count)
        }
        let left = String(characters[..<position])
        guard left.contains(where: { !$0.isWhitespace }) else {
            throw ExpressionError("a variable or a register is missing before '='", column: position)
        }
        let last = characters[..<position].last { !$0.isWhitespace }!
        if "+-*/%&|^".contains(last) || left.hasSuffix("<<") || left.hasSuffix(">>") {
            throw ExpressionError("write the new value in full: NAME=NAME\(last)…", column: position)
        }
        let right = characters[(position + 1)...]
        guard right.contains(where: { !$0.isWhitespace }) else {
            throw ExpressionError("a value is missing after '='", column: position + 1)
        }
        return (left, String(repeating: " ", count: position + 1) + String(right))
    }

    private static func assignmentSign(in characters: [Character]) -> Int? {
        var depth = 0
        var index = 0
        while index < characters.count {
            let next = index + 1 < characters.count ? characters[index + 1] : nil
            switch characters[index] {
            case "'":
                if let close = characters[(index + 1)...].firstIndex(of: "'") { index = close }
            case "(", "[": depth += 1
            case ")", "]": depth -= 1
            case "!" where next == "=", "=" where next == "=": index += 1
            // `<=` and `>=` compare, `<<=` and `>>=` assign.
            case "<" where next == "=", ">" where next == "=":
                if index == 0 || characters[index - 1] != characters[index] { index += 1 }
            case "=" where depth == 0: return index
            default: break
            }
            index += 1
        }
        return nil
    }

    // MARK: Memory

    private func assign(_ expression: Expression, to place: Place, column: Int) throws(ExpressionError) -> Assignment {
        guard let address = place.address.known else {
            throw ExpressionError("its address is not known", column: 0)
        }
        if place.isFunction { throw ExpressionError("a function cannot be set", column: 0) }
        guard let type = place.type else {
            guard let size = place.size.flatMap({ Int(exactly: $0) }), [1, 2, 4, 8].contains(size) else {
                throw ExpressionError(
                    "the type of what is \(self.place(place.address)) is not known; cast it, as in *(long *)(…)=…",
                    column: 0)
            }
            let (value, scalar) = try number(try evaluate(expression), column: column)
            let bits = try Self.integer(
                value.bits, scalar, in: .init(bitCount: size * 8, isSigned: nil, name: "\(size) bytes"), column: column)
            return .memory(address: address, bytes: Self.bytes(bits, count: size))
        }
        let described = types.valueType(type)
        if case .floatingPoint(_, let count) = described, count > 8 {
            return .memory(address: address, bytes: try extendedBytes(expression, column: column))
        }
        guard described.scalar != nil else { throw notAssignable(type, column: 0) }
        var bits = try bits(of: expression, as: type, column: column)
        if case .bitField(_, let count, let offset, let width) = described {
            guard let word = image.memory.readNumber(address, byteCount: count) else {
                throw ExpressionError("the memory \(self.place(place.address)) cannot be read", column: 0)
            }
            let mask = (width >= 64 ? UInt64.max : 1 << UInt64(width) - 1) << UInt64(offset)
            bits = word & ~mask | bits << UInt64(offset) & mask
        }
        return .memory(address: address, bytes: Self.bytes(bits, count: described.byteCount))
    }

    private func notAssignable(_ type: OperandType, column: Int) -> ExpressionError {
        switch types.shape(type) {
        case .structure, .members:
            ExpressionError("'\(types.name(type))' cannot be set as a whole; set its fields", column: column)
        case .array:
            ExpressionError("'\(types.name(type))' cannot be set as a whole; set its elements", column: column)
        default: ExpressionError("a value of type '\(types.name(type))' cannot be set", column: column)
        }
    }

    private static func bytes(_ bits: UInt64, count: Int) -> [UInt8] {
        (0..<count).map { $0 < 8 ? UInt8(truncatingIfNeeded: bits >> UInt64(8 * $0)) : 0 }
    }

    /// The ten bytes of the x87 format; those that pad it are left alone.
    private func extendedBytes(_ expression: Expression, column: Int) throws(ExpressionError) -> [UInt8] {
        let (value, scalar) = try number(try evaluate(expression), column: column)
        let bits = value.bits.converted(from: scalar, to: .double).known ?? 0
        let number = Float80(Double(bitPattern: bits))
        let isNormal = number.exponentBitPattern != 0
        let significand = number.significandBitPattern | (isNormal ? 1 << 63 : 0)
        let head = UInt64(number.exponentBitPattern) | (number.sign == .minus ? 0x8000 : 0)
        return Self.bytes(significand, count: 8) + Self.bytes(head, count: 2)
    }

    // MARK: Registers

    private func bits(
        of expression: Expression, for value: TypedValue, in register: MachineRegister, column: Int
    ) throws(ExpressionError) -> UInt64 {
        guard let context else {
            throw ExpressionError("$\(register.name) is a register of a thread, and none is stopped", column: 0)
        }
        let type = types.valueType(value.type)
        guard type.scalar != nil else { throw notAssignable(value.type, column: 0) }
        if type == ScalarType.long.valueType {
            // A register by its name holds any 64 bits.
            let (number, scalar) = try number(try evaluate(expression), column: column)
            return try Self.integer(
                number.bits, scalar, in: .init(bitCount: 64, isSigned: nil, name: "a register"), column: column)
        }
        let bits = try bits(of: expression, as: value.type, column: column)
        guard type.byteCount < 8 else { return bits }
        let mask = UInt64(1) << UInt64(type.byteCount * 8) - 1
        return context.registers[register] & ~mask | bits & mask
    }

    // MARK: Conversion

    /// The bits of a value in a scalar type.
    private func bits(of expression: Expression, as type: OperandType, column: Int) throws(ExpressionError) -> UInt64 {
        let described = types.valueType(type)
        if case .name(let name, _) = expression, name.isBare, let value = described.enumerator(name.path) {
            return UInt64(bitPattern: value)
        }
        let (value, scalar) = try number(try evaluate(expression), column: column)
        let wanted = described.scalar!
        switch wanted {
        case .boolean, .float, .double:
            if isPointer(value.type), wanted != .boolean {
                throw ExpressionError("a pointer cannot become '\(described.name)'", column: column)
            }
            return value.bits.converted(from: scalar, to: wanted).known ?? 0
        case .integer(let count, let isSigned):
            return try Self.integer(
                value.bits, scalar,
                in: .init(bitCount: count, isSigned: isPointer(type) ? false : isSigned, name: types.name(type)),
                column: column)
        }
    }

    /// The integers of a type.
    private struct IntegerRange {
        var bitCount: Int
        /// nil takes those with and those without a sign.
        var isSigned: Bool?
        var name: String

        var lowest: Int128 { isSigned == false ? 0 : -(1 << Int128(bitCount - 1)) }
        var highest: Int128 { isSigned == true ? 1 << Int128(bitCount - 1) - 1 : 1 << Int128(bitCount) - 1 }
    }

    private static func integer(
        _ bits: Computation, _ scalar: ScalarType, in range: IntegerRange, column: Int
    ) throws(ExpressionError) -> UInt64 {
        var known = bits.known ?? 0
        var isSigned = scalar.isSigned
        if scalar.isFloatingPoint {
            let number = Double(bitPattern: Computation.known(known).converted(from: scalar, to: .double).known ?? 0)
            guard number == number.rounded(), number >= -0x1p63, number < 0x1p64 else {
                throw ExpressionError("\(number) is not a whole number that '\(range.name)' holds", column: column)
            }
            isSigned = number < 0
            known = isSigned ? UInt64(bitPattern: Int64(number)) : UInt64(number)
        }
        let value = isSigned ? Int128(Int64(bitPattern: known)) : Int128(known)
        guard value >= range.lowest, value <= range.highest else {
            throw ExpressionError(
                "\(value) does not fit in '\(range.name)', which holds \(range.lowest) to \(range.highest)",
                column: column)
        }
        return known
    }
}
