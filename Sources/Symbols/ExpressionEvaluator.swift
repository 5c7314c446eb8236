import HitRules
import ProgramModel

/// What an expression stands for in a process, step by step: names through the image, pointers through the memory.
///
/// At the moment `now` everything is computed at once. For a hit the same walk makes the steps that its tracer takes.
struct ExpressionEvaluator {
    let image: ProgramImage
    /// The stopped thread whose registers and locals may be named.
    let context: EvaluationContext?
    var moment = EvaluationMoment.now
    let types: OperandTypes

    init(image: ProgramImage, context: EvaluationContext? = nil) {
        self.image = image
        self.context = context
        types = OperandTypes(image: image)
    }

    func parse(_ text: String) throws(ExpressionError) -> Expression {
        try Expression(parsing: text) { name in types.type(TypeName(.named(name, keyword: nil))) != nil }
    }

    func evaluate(_ expression: Expression) throws(ExpressionError) -> Operand {
        switch expression {
        case .constant(let constant, _): return .value(TypedValue(.known(constant.bits), constant.type))
        case .name(let name, let column): return try named(name, column: column)
        case .register(let register, let column):
            return .value(TypedValue(try value(of: register, column: column), .scalar(.long), register: register))
        case .member(let base, let name, let column):
            return try member(name, of: try evaluate(base), column: column)
        case .pointerMember(let base, let name, let column):
            return try pointerMember(name, of: try evaluate(base), column: column)
        case .index(let base, let index, let column):
            return try element(index, of: try evaluate(base), column: column)
        case .dereference(let base, let column):
            return .place(
                try dereference(try evaluate(base), isAddress: base.namesNothing, column: column))
        case .addressOf(let base, let column): return .value(try address(of: try evaluate(base), column: column))
        case .unary(let operation, let operand, let column):
            return .value(try unary(operation, operand, column: column))
        case .binary(let operation, let left, let right, let column):
            return .value(try binary(operation, left, right, column: column))
        case .conditional(let condition, let first, let second, let column):
            return .value(try conditional(condition, first, second, column: column))
        case .cast(let type, let operand, let column): return .value(try cast(operand, to: type, column: column))
        case .sizeOf(let operand, let column): return .value(try size(of: operand, column: column))
        case .sizeOfType(let name, let column):
            return .value(try size(of: try type(name, column: column), column: column))
        }
    }

    // MARK: Memory

    /// The bytes at an address, as an unsigned number.
    func load(_ address: Computation, byteCount: Int, column: Int) throws(ExpressionError) -> Computation {
        guard case .now = moment else { return address.loaded(byteCount: byteCount) }
        guard let known = address.known, let bits = image.memory.readNumber(known, byteCount: byteCount) else {
            throw ExpressionError("the memory \(place(address)) cannot be read", column: column)
        }
        return .known(bits)
    }

    func value(of register: MachineRegister, column: Int) throws(ExpressionError) -> Computation {
        guard case .now = moment else { return .steps([.register(register)]) }
        guard let context else {
            throw ExpressionError(
                "$\(register.name) is a register of a thread, and none is stopped", column: column)
        }
        return .known(context.registers[register])
    }

    /// The value of a place as arithmetic has it: an array is a pointer to its first element.
    func value(of operand: Operand, column: Int) throws(ExpressionError) -> TypedValue {
        guard case .place(let place) = operand else {
            guard case .value(let value) = operand else { throw ExpressionError("there is no value", column: column) }
            return value
        }
        if place.isFunction { return TypedValue(place.address, .pointer(nil)) }
        guard let type = place.type else {
            // What has no type but a size is a symbol without debugging information.
            guard let size = place.size.flatMap({ Int(exactly: $0) }), [1, 2, 4, 8].contains(size) else {
                throw untyped(place, "read", column: column)
            }
            let bits = try load(place.address, byteCount: size, column: column)
            return TypedValue(bits, .described(.unsignedNumber(byteCount: size)))
        }
        switch types.shape(type) {
        case .array(let element, _): return TypedValue(place.address, .pointer(element))
        case .function: return TypedValue(place.address, .pointer(type))
        default: return try scalar(at: place, type, column: column)
        }
    }

    private func scalar(at place: Place, _ type: OperandType, column: Int) throws(ExpressionError) -> TypedValue {
        let described = types.valueType(type)
        if case .floatingPoint(_, let count) = described, count > 8 {
            return TypedValue(try extendedNumber(at: place, described, column: column), .double)
        }
        guard described.scalar != nil else { throw notANumber(type, column: column) }
        let word = try load(place.address, byteCount: described.byteCount, column: column)
        return TypedValue(word.decoded(as: described), type)
    }

    /// A long double, as the double that is nearest.
    private func extendedNumber(at place: Place, _ type: ValueType, column: Int) throws(ExpressionError) -> Computation
    {
        guard case .now = moment else {
            if case .never = moment { return .zero }
            throw ExpressionError("a condition cannot compute with '\(type.name)', only up to double", column: column)
        }
        guard let address = place.address.known, let low = image.memory.readNumber(address, byteCount: 8),
            let high = image.memory.readNumber(address &+ 8, byteCount: 2)
        else { throw ExpressionError("the memory \(self.place(place.address)) cannot be read", column: column) }
        let number = Float80(
            sign: high & 0x8000 == 0 ? .plus : .minus, exponentBitPattern: UInt(high & 0x7FFF),
            significandBitPattern: low & (1 << 63 - 1))
        return .known(Double(number).bitPattern)
    }

    // MARK: Pointers

    /// - Parameter isAddress: an integer here is meant as an address.
    func dereference(_ operand: Operand, isAddress: Bool, column: Int) throws(ExpressionError) -> Place {
        if case .place(let place) = operand {
            guard let type = place.type else { throw untyped(place, "followed", column: column) }
            if case .array(let element, _) = types.shape(type) {
                return Place(address: place.address, type: element, frame: place.frame)
            }
        }
        let value: TypedValue
        switch operand {
        case .value(let known): value = known
        case .place(let place):
            guard let type = place.type else { throw untyped(place, "followed", column: column) }
            switch types.shape(type) {
            case .pointer, .pointerToUnknown: value = try self.value(of: operand, column: column)
            default: throw ExpressionError("'\(types.name(type))' is not a pointer", column: column)
            }
        }
        switch types.shape(value.type) {
        case .pointer(let target):
            return Place(address: try followed(value.bits, column: column), type: target)
        case .pointerToUnknown: return Place(address: try followed(value.bits, column: column))
        default:
            guard case .integer? = types.valueType(value.type).scalar else {
                throw ExpressionError("'\(types.name(value.type))' is not a pointer", column: column)
            }
            guard isAddress else {
                throw ExpressionError(
                    "'\(types.name(value.type))' is not a pointer: the type of what lies there is not known; "
                        + "cast it, as in *(long *)(…)", column: column)
            }
            return Place(address: value.bits)
        }
    }

    /// An address that a pointer holds; it is known by now whether it is null.
    func followed(_ address: Computation, column: Int) throws(ExpressionError) -> Computation {
        if case .now = moment, address.known == 0 {
            throw ExpressionError("the pointer is null now", column: column)
        }
        return address
    }

    /// A C++ reference stands for what it refers to.
    func followingReference(_ place: Place, column: Int) throws(ExpressionError) -> Place {
        guard let type = place.type, case .reference(let target) = types.shape(type) else { return place }
        let address = try load(place.address, byteCount: image.memory.mode.wordSize, column: column)
        return Place(address: try followed(address, column: column), type: target)
    }

    private func address(of operand: Operand, column: Int) throws(ExpressionError) -> TypedValue {
        guard case .place(let place) = operand else {
            if case .value(let value) = operand, let register = value.register {
                throw ExpressionError("what lives in register \(register.name) has no address", column: column)
            }
            throw ExpressionError("a value has no address", column: column)
        }
        if let type = place.type, case .bitField = types.valueType(type) {
            throw ExpressionError("a bit-field has no address", column: column)
        }
        return TypedValue(place.address, .pointer(place.type))
    }

    // MARK: Elements

    private func element(_ index: Expression, of operand: Operand, column: Int) throws(ExpressionError) -> Operand {
        if case .place(let place) = operand, place.type == nil { throw untyped(place, "indexed", column: column) }
        let type = self.type(of: operand)!
        switch types.shape(type) {
        case .array(let element, let count):
            let number = try self.index(index)
            try check(number, isWithin: count, column: index.column)
            return try self.element(number, as: element, in: operand, column: column)
        case .pointer(nil): throw ExpressionError("a pointer to void cannot be indexed", column: column)
        case .pointer(let target?):
            let start = try followed(try value(of: operand, column: column).bits, column: column)
            let place = Place(
                address: try scaled(try self.index(index), by: target, column: column, from: start), type: target)
            return .place(try followingReference(place, column: column))
        case .pointerToUnknown(let name):
            throw ExpressionError("the type '\(name)' is not known, so it cannot be indexed", column: column)
        default: throw ExpressionError("'\(types.name(type))' is not an array or a pointer", column: column)
        }
    }

    private func element(
        _ index: Computation, as element: OperandType, in operand: Operand, column: Int
    ) throws(ExpressionError) -> Operand {
        switch operand {
        case .place(let place):
            let address = try scaled(index, by: element, column: column, from: place.address)
            return .place(Place(address: address, type: element, frame: place.frame))
        case .value(let value):
            guard let known = index.known else {
                throw ExpressionError("the index of an element of a hit's value must be a number", column: column)
            }
            let stride = types.byteCount(element)
            let offset = Int(truncatingIfNeeded: known).multipliedReportingOverflow(by: stride).partialValue
            return .value(try piece(of: value, at: offset, types.valueType(element), column: column))
        }
    }

    /// Addresses of elements lie a whole element apart.
    func scaled(
        _ index: Computation, by element: OperandType, column: Int, from start: Computation
    ) throws(ExpressionError) -> Computation {
        let stride = types.byteCount(element)
        guard stride > 0 else { throw ExpressionError("the size of an element is not known", column: column) }
        let distance = stride == 1 ? index : index.binary(.multiply, .known(UInt64(stride)), .long)!
        return distance.known == 0 ? start : start.binary(.add, distance, .unsignedLong)!
    }

    private func check(_ index: Computation, isWithin count: Int?, column: Int) throws(ExpressionError) {
        guard let known = index.known else { return }
        guard Int64(bitPattern: known) >= 0 else {
            throw ExpressionError("the index of an array cannot be negative", column: column)
        }
        if let count, known >= UInt64(max(0, count)) {
            throw ExpressionError(
                count <= 0 ? "the array has no elements" : "the array ends with index \(count - 1)", column: column)
        }
    }

    private func index(_ expression: Expression) throws(ExpressionError) -> Computation {
        let operand = try evaluate(expression)
        if let type = self.type(of: operand), case .integer? = types.valueType(type).scalar, !isPointer(type) {
            let value = try value(of: operand, column: expression.column)
            return value.bits.converted(from: types.valueType(value.type).scalar!, to: .long)
        }
        throw ExpressionError("the index is not an integer", column: expression.column)
    }

    // MARK: Words

    func type(of operand: Operand) -> OperandType? {
        switch operand {
        case .place(let place): place.type
        case .value(let value): value.type
        }
    }

    func isPointer(_ type: OperandType) -> Bool {
        switch types.shape(type) {
        case .pointer, .pointerToUnknown: true
        default: false
        }
    }

    func place(_ address: Computation) -> String {
        address.known.map { "at \(NumberText.hexadecimal($0))" } ?? "there"
    }

    func untyped(_ place: Place, _ verb: String, column: Int) -> ExpressionError {
        if place.isFunction { return ExpressionError("a function cannot be \(verb)", column: column) }
        return ExpressionError(
            "the type of what is \(self.place(place.address)) is not known, so it cannot be \(verb)",
            column: column)
    }

    func notANumber(_ type: OperandType, column: Int) -> ExpressionError {
        switch types.shape(type) {
        case .structure, .members:
            ExpressionError("'\(types.name(type))' is not a number; name one of its fields", column: column)
        case .array:
            ExpressionError("'\(types.name(type))' is not a number; name one of its elements", column: column)
        default: ExpressionError("a value of type '\(types.name(type))' cannot be computed with", column: column)
        }
    }
}

extension ValueType {
    static func unsignedNumber(byteCount: Int) -> ValueType {
        let name = [1: "unsigned char", 2: "unsigned short", 4: "unsigned int", 8: "unsigned long"][byteCount]
        return .integer(name: name ?? "\(byteCount) bytes", byteCount: byteCount, isSigned: false)
    }
}

extension Computation {
    /// A value of the type from the bytes that it has in memory, read as an unsigned number.
    func decoded(as type: ValueType) -> Computation {
        if case .bitField(_, _, let offset, let count) = type, let scalar = type.scalar {
            return extracting(bitOffset: offset, as: scalar, bitCount: count)
        }
        guard case .integer(let count, let isSigned)? = type.scalar else {
            return type.scalar == nil ? extended(bitCount: type.byteCount * 8, isSigned: false) : self
        }
        // Memory is read as unsigned.
        return isSigned ? extended(bitCount: count, isSigned: true) : self
    }
}
