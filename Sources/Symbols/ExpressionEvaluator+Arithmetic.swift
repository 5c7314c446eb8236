import HitRules
import ProgramModel

/// C's operators.
extension ExpressionEvaluator {
    /// A value that arithmetic can be done with, and how.
    private func number(
        _ expression: Expression
    ) throws(ExpressionError) -> (value: TypedValue, scalar: ScalarType) {
        try number(try evaluate(expression), column: expression.column)
    }

    func number(_ operand: Operand, column: Int) throws(ExpressionError) -> (value: TypedValue, scalar: ScalarType) {
        let value = try value(of: operand, column: column)
        guard let scalar = types.valueType(value.type).scalar else { throw notANumber(value.type, column: column) }
        return (value, scalar)
    }

    /// Evaluates what C does not: for its type and its errors only.
    private func unevaluated() -> ExpressionEvaluator {
        var copy = self
        if case .now = moment { copy.moment = .never }
        return copy
    }

    // MARK: One operand

    func unary(_ operation: Expression.UnaryOperator, _ expression: Expression, column: Int) throws(ExpressionError)
        -> TypedValue
    {
        let (value, scalar) = try number(expression)
        if operation == .not {
            return .truth(value.bits.unary(.logicalNot, scalar))
        }
        guard !isPointer(value.type) else { throw refused("'\(operation.rawValue)'", value.type, column: column) }
        let type = scalar.isFloatingPoint ? scalar : scalar.promoted
        let bits = value.bits.converted(from: scalar, to: type)
        switch operation {
        case .minus: return TypedValue(bits.unary(.negate, type), type)
        case .complement:
            guard !type.isFloatingPoint else { throw refused("'~'", value.type, column: column) }
            return TypedValue(bits.unary(.complement, type), type)
        default: return TypedValue(bits, type)
        }
    }

    func cast(_ expression: Expression, to name: TypeName, column: Int) throws(ExpressionError) -> TypedValue {
        let target = try type(name, column: column)
        let operand = try evaluate(expression)
        let (value, scalar) = try number(operand, column: expression.column)
        if case .floatingPoint = types.valueType(target), types.byteCount(target) > 8 {
            return TypedValue(value.bits.converted(from: scalar, to: .double), .double)
        }
        guard let wanted = types.valueType(target).scalar else {
            throw ExpressionError("a cast to '\(types.name(target))' is not possible", column: column)
        }
        if isPointer(target), scalar.isFloatingPoint {
            throw ExpressionError("'\(types.name(value.type))' cannot become a pointer", column: column)
        }
        return TypedValue(value.bits.converted(from: scalar, to: wanted), target)
    }

    func size(of expression: Expression, column: Int) throws(ExpressionError) -> TypedValue {
        // `sizeof(name)` of a type reads like one of a variable.
        let namesake: OperandType? =
            if case .name(let name, _) = expression { types.type(TypeName(.named(name, keyword: nil))) } else { nil }
        let operand: Operand
        do throws(ExpressionError) {
            operand = try unevaluated().evaluate(expression)
        } catch {
            guard let namesake else { throw error }
            return try size(of: namesake, column: column)
        }
        // A constant of that name may be an enumerator of some library.
        if let namesake, case .value = operand { return try size(of: namesake, column: column) }
        if let type = self.type(of: operand) { return try size(of: type, column: column) }
        guard case .place(let place) = operand, let size = place.size, !place.isFunction else {
            throw ExpressionError("its size is not known", column: expression.column)
        }
        return TypedValue(.known(size), .unsignedLong)
    }

    func size(of type: OperandType, column: Int) throws(ExpressionError) -> TypedValue {
        let described = types.valueType(type)
        if case .bitField = described { throw ExpressionError("a bit-field has no size of its own", column: column) }
        guard described.byteCount > 0 else {
            throw ExpressionError("the size of '\(described.name)' is not known", column: column)
        }
        return TypedValue(.known(UInt64(described.byteCount)), .unsignedLong)
    }

    func type(_ name: TypeName, column: Int) throws(ExpressionError) -> OperandType {
        if let found = types.type(name) { return found }
        guard case .named(let symbol, let keyword) = name.base else {
            throw ExpressionError("there are no values of type void", column: column)
        }
        throw ExpressionError(
            "no type '\(keyword.map { $0 + " " } ?? "")\(DisplayText.sanitized(symbol.path))' in \(image.programName)",
            column: column)
    }

    // MARK: Two operands

    func binary(
        _ operation: Expression.BinaryOperator, _ left: Expression, _ right: Expression, column: Int
    ) throws(ExpressionError) -> TypedValue {
        if operation == .and || operation == .or { return try logical(operation, left, right) }
        let (first, firstScalar) = try number(left)
        let (second, secondScalar) = try number(right)
        let machine = operation.machineOperation!
        if isPointer(first.type) || isPointer(second.type) {
            return try pointers(
                operation, (first, firstScalar), (second, secondScalar), column: column)
        }
        let isShift = operation == .shiftLeft || operation == .shiftRight
        let type = isShift ? firstScalar.promoted : ScalarType.common(firstScalar, secondScalar)
        if machine.isForIntegersOnly, firstScalar.isFloatingPoint || secondScalar.isFloatingPoint {
            let isFirst = firstScalar.isFloatingPoint
            throw refused("'\(operation.rawValue)'", isFirst ? first.type : second.type, column: column)
        }
        let result = first.bits.converted(from: firstScalar, to: type).binary(
            machine, second.bits.converted(from: secondScalar, to: isShift ? secondScalar.promoted : type), type)
        guard let result else { throw ExpressionError("division by zero", column: column) }
        return machine.isComparison ? .truth(result) : TypedValue(result, type)
    }

    private func pointers(
        _ operation: Expression.BinaryOperator, _ first: (value: TypedValue, scalar: ScalarType),
        _ second: (value: TypedValue, scalar: ScalarType), column: Int
    ) throws(ExpressionError) -> TypedValue {
        let machine = operation.machineOperation!
        let bothPoint = isPointer(first.value.type) && isPointer(second.value.type)
        guard !first.scalar.isFloatingPoint, !second.scalar.isFloatingPoint else {
            throw refused("'\(operation.rawValue)'", first.value.type, column: column)
        }
        if machine.isComparison {
            let (a, b) = (first.value.bits, second.value.bits)
            let result = a.converted(from: first.scalar, to: .unsignedLong).binary(
                machine, b.converted(from: second.scalar, to: .unsignedLong), .unsignedLong)!
            return .truth(result)
        }
        switch operation {
        case .subtract where bothPoint:
            let distance = first.value.bits.binary(.subtract, second.value.bits, .long)!
            let stride = try stride(first.value.type, column: column)
            return TypedValue(distance.binary(.divide, .known(UInt64(stride)), .long)!, .long)
        case .add where !bothPoint, .subtract where !bothPoint && isPointer(first.value.type):
            let (pointer, number) = isPointer(first.value.type) ? (first, second) : (second, first)
            let index = number.value.bits.converted(from: number.scalar, to: .long)
            let stride = try stride(pointer.value.type, column: column)
            let distance = stride == 1 ? index : index.binary(.multiply, .known(UInt64(stride)), .long)!
            return TypedValue(pointer.value.bits.binary(machine, distance, .unsignedLong)!, pointer.value.type)
        default: throw refused("'\(operation.rawValue)'", first.value.type, column: column)
        }
    }

    /// Bytes between what a pointer points to and the next; gcc counts bytes where C has no answer.
    private func stride(_ pointer: OperandType, column: Int) throws(ExpressionError) -> Int {
        switch types.shape(pointer) {
        case .pointer(nil): return 1
        case .pointer(let target?):
            if case .function = types.shape(target) { return 1 }
            let size = types.byteCount(target)
            guard size > 0 else { throw ExpressionError("the size of an element is not known", column: column) }
            return size
        case .pointerToUnknown(let name):
            throw ExpressionError("the size of '\(name)' is not known", column: column)
        default: return 1
        }
    }

    // MARK: Ways

    private func logical(
        _ operation: Expression.BinaryOperator, _ left: Expression, _ right: Expression
    ) throws(ExpressionError) -> TypedValue {
        let first = try truth(left)
        let isDecided = first.known.map { ($0 == 0) == (operation == .and) } ?? false
        let second = try (isDecided ? unevaluated() : self).truth(right)
        let result =
            operation == .and
            ? first.choosing(second, .known(0)) : first.choosing(.known(1), second)
        return .truth(result)
    }

    /// 0 or 1.
    func truth(_ expression: Expression) throws(ExpressionError) -> Computation {
        let (value, scalar) = try number(expression)
        return value.isTruth ? value.bits : value.bits.truth(of: scalar).converted(from: .boolean, to: .int)
    }

    func conditional(
        _ condition: Expression, _ first: Expression, _ second: Expression, column: Int
    ) throws(ExpressionError) -> TypedValue {
        let choice = try truth(condition)
        let (one, oneScalar) = try (choice.known == 0 ? unevaluated() : self).number(first)
        let (two, twoScalar) = try (choice.known ?? 0 != 0 ? unevaluated() : self).number(second)
        if isPointer(one.type) || isPointer(two.type) {
            guard !oneScalar.isFloatingPoint, !twoScalar.isFloatingPoint else {
                throw ExpressionError("the two values have nothing in common", column: column)
            }
            let type = isPointer(one.type) && one.bits.known != 0 ? one.type : isPointer(two.type) ? two.type : one.type
            return TypedValue(choice.choosing(one.bits, two.bits), type)
        }
        let type = ScalarType.common(oneScalar, twoScalar)
        return TypedValue(
            choice.choosing(
                one.bits.converted(from: oneScalar, to: type), two.bits.converted(from: twoScalar, to: type)), type)
    }

    private func refused(_ what: String, _ type: OperandType, column: Int) -> ExpressionError {
        ExpressionError("\(what) is not defined for '\(types.name(type))'", column: column)
    }
}

extension Expression.BinaryOperator {
    /// nil for `&&` and `||`, which choose a way.
    var machineOperation: Condition.Binary? {
        switch self {
        case .multiply: .multiply
        case .divide: .divide
        case .remainder: .remainder
        case .add: .add
        case .subtract: .subtract
        case .shiftLeft: .shiftLeft
        case .shiftRight: .shiftRight
        case .less: .less
        case .lessOrEqual: .lessOrEqual
        case .greater: .greater
        case .greaterOrEqual: .greaterOrEqual
        case .equal: .equal
        case .notEqual: .notEqual
        case .bitAnd: .and
        case .bitXor: .xor
        case .bitOr: .or
        case .and, .or: nil
        }
    }
}
