import HitRules
import ProgramModel

/// What is asked of expressions: watches, conditions and readings.
extension ExpressionEvaluator {
    // MARK: Watches

    /// What a watch is put on: a place in memory, or an address given as a number.
    ///
    /// At the top of the expression, and only there, `+` and `-` count bytes from where the left side lies.
    func resolve(_ text: String) throws(ExpressionError) -> ResolvedExpression {
        if let colon = text.lastIndex(of: ":"), colon > text.startIndex, text[text.index(before: colon)] != ":",
            Int(text[text.index(after: colon)...]) != nil, !text.contains("?")
        {
            // `file:line` names code, as an execute watch wants it.
            let addresses = try image.location(text)
            return ResolvedExpression(address: addresses[0], type: nil, byteCount: nil, isFunction: true)
        }
        let expression = try parse(text)
        let place = try watched(expression)
        guard let address = place.address.known else {
            throw ExpressionError("its address is not known", column: expression.column)
        }
        let type = place.type.map { types.valueType($0) }
        var isFunction = place.isFunction
        if case .function? = type { isFunction = true }
        if isFunction {
            return ResolvedExpression(address: address, type: nil, byteCount: nil, isFunction: true)
        }
        var size = place.size.flatMap { Int(exactly: $0) }
        if let type, type.byteCount > 0 { size = type.byteCount }
        return ResolvedExpression(
            address: address, type: type, byteCount: size, isFunction: false, frame: place.frame)
    }

    private func watched(_ expression: Expression) throws(ExpressionError) -> Place {
        switch expression {
        case .binary(let operation, let base, let bytes, let column) where operation == .add || operation == .subtract:
            if expression.namesNothing { break }
            let start = try watched(base)
            let (value, scalar) = try number(try evaluate(bytes), column: bytes.column)
            guard case .integer = scalar, !isPointer(value.type),
                let count = value.bits.converted(from: scalar, to: .long).known.map({ Int64(bitPattern: $0) })
            else {
                throw ExpressionError(
                    "a number of bytes is needed after '\(operation.rawValue)'", column: bytes.column)
            }
            guard scalar != .unsignedLong || count >= 0 else {
                throw ExpressionError("the offset is too large", column: column + 1)
            }
            return advance(start, by: operation == .add ? count : 0 &- count)
        case .addressOf(let base, _): return try watched(base)
        default: break
        }
        switch try evaluate(expression) {
        case .place(let place): return place
        case .value(let value): return try place(named: value, by: expression)
        }
    }

    /// An integer that names nothing of the program is an address; any other value is no place.
    private func place(named value: TypedValue, by expression: Expression) throws(ExpressionError) -> Place {
        if expression.namesNothing, !isPointer(value.type), case .integer? = types.valueType(value.type).scalar {
            return Place(address: value.bits)
        }
        if let register = value.register {
            throw ExpressionError(
                "this lives in register \(register.name) now, and only memory can be watched", column: expression.column
            )
        }
        throw ExpressionError(
            isPointer(value.type)
                ? "this is a pointer's value and not a place in memory; put * in front to watch what it points to"
                : "this is a value and not a place in memory, so there is nothing to watch", column: expression.column)
    }

    /// A place so many bytes on. Inside of what the name stands for, its size is a slot's that reaches over no neighbour.
    private func advance(_ place: Place, by bytes: Int64) -> Place {
        if bytes == 0 { return place }
        let address = place.address.known ?? 0
        var moved = Place(
            address: place.address.advanced(by: bytes), isFunction: place.isFunction, frame: place.frame)
        let whole = place.type.map { UInt64(max(0, types.byteCount($0))) } ?? place.size ?? 0
        if let skipped = UInt64(exactly: bytes), skipped < whole, !place.isFunction {
            moved.size = [8, 4, 2, 1].first { (address &+ skipped) % $0 == 0 && $0 <= whole - skipped }
        }
        return moved
    }

    // MARK: Conditions

    /// The steps by which a hit's tracer decides. What is known now is computed now.
    func condition(_ text: String, on subject: ConditionSubject) throws(ExpressionError) -> Condition {
        guard text.contains(where: { !$0.isWhitespace }) else {
            throw ExpressionError("a condition is missing", column: 0)
        }
        let expression = try parse(text)
        var evaluator = self
        evaluator.moment = .hit(subject)
        let condition = Condition(try evaluator.truth(expression).instructions)
        do throws(ConditionProblem) {
            try ConditionMachine.check(condition)
        } catch {
            throw ExpressionError(error.message, column: expression.column)
        }
        return condition
    }

    // MARK: Readings

    /// More of an array is not read: no line shows it.
    private static let mostBytes = 4096
    private static let formatter = ValueFormatter(width: 400)

    func value(_ text: String) throws(ExpressionError) -> ReadValue {
        let expression = try parse(text)
        switch try evaluate(expression) {
        case .value(let value): return reading(of: value)
        case .place(let place): return try reading(of: place, column: expression.column)
        }
    }

    private func reading(of place: Place, column: Int) throws(ExpressionError) -> ReadValue {
        guard let address = place.address.known else {
            throw ExpressionError("its address is not known", column: column)
        }
        let type = place.type.map { types.valueType($0) }
        if case .function(let name)? = type { return code(address, typeName: name) }
        if place.isFunction { return code(address, typeName: nil) }
        if let type, case .bitField = type {
            return reading(of: try value(of: .place(place), column: column))
        }
        if let type, type.byteCount == 0 {
            throw ExpressionError("'\(type.name)' has no bytes to show", column: column)
        }
        let wanted = type?.byteCount ?? place.size.flatMap { Int(exactly: $0) } ?? 8
        guard let bytes = image.memory.read(address, count: min(wanted, Self.mostBytes)) else {
            throw ExpressionError("the memory at \(NumberText.hexadecimal(address)) cannot be read", column: column)
        }
        var text = Self.formatter.text(bytes: bytes, type: type)
        if let placeType = place.type, isPointer(placeType), bytes.count == 8 {
            text += note(on: bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }, placeType)
        }
        return ReadValue(text: text, typeName: place.type.map { types.name($0) })
    }

    private func reading(of value: TypedValue) -> ReadValue {
        let type = types.valueType(value.type)
        let bits = value.bits.known ?? 0
        let shown = type.withoutBitField
        var text = Self.formatter.text(bits: bits, byteCount: shown.byteCount, type: shown)
        if isPointer(value.type) { text += note(on: bits, value.type) }
        return ReadValue(text: text, typeName: types.name(value.type))
    }

    private func code(_ address: UInt64, typeName: String?) -> ReadValue {
        let name = image.name(ofAddress: address).map { " <\($0)>" } ?? ""
        return ReadValue(text: NumberText.hexadecimal(address) + name, typeName: typeName ?? "function")
    }

    /// What a pointer points to: its name, and a text.
    private func note(on address: UInt64, _ type: OperandType) -> String {
        var text = image.name(ofAddress: address).map { " <\($0)>" } ?? ""
        if case .pointer(let target?) = types.shape(type), case .character(_, 1, _) = types.valueType(target),
            let string = string(at: address, types.valueType(target))
        {
            text += " " + string
        }
        return text
    }

    /// The text that a `char *` points to, as far as it can be read.
    private func string(at address: UInt64, _ character: ValueType) -> String? {
        let most = 200
        // Up to the end of the page first: the next one may not be there.
        let onPage = Int(4096 - address % 4096)
        guard address != 0,
            var bytes = image.memory.read(address, count: min(most, onPage)), !bytes.isEmpty
        else { return nil }
        if bytes.count < most, !bytes.contains(0),
            let more = image.memory.read(address &+ UInt64(bytes.count), count: most - bytes.count)
        {
            bytes += more
        }
        return Self.formatter.text(bytes: bytes, type: .array(element: character, count: bytes.count))
    }
}
