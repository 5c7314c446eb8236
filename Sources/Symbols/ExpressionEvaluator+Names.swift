import HitRules
import ProgramModel

/// What names stand for.
extension ExpressionEvaluator {
    /// In this order: what a hit says of itself, a local of the stopped thread's innermost frame, the program's own names,
    /// enumerators, C's `true`, `false` and `NULL`. A `::` in front passes over the first two.
    func named(_ name: SymbolName, column: Int) throws(ExpressionError) -> Operand {
        if name.isBare, case .hit(let subject) = moment, let field = HitField(name: name.path) {
            return .value(try value(of: field, subject, column: column))
        }
        if name.isBare, let local = try local(name, column: column) { return local }
        if let constant = ownConstant(name) { return constant }
        let reason: ExpressionError
        do throws(ExpressionError) {
            let symbol = try image.resolve(name, column: column)
            let place = Place(
                address: .known(symbol.address), type: symbol.type.map { .debug(TypePosition($0)) }, size: symbol.size,
                isFunction: symbol.isFunction)
            return .place(try followingReference(place, column: column))
        } catch {
            reason = error
        }
        if let variable = try image.threadLocal(name, column: column) {
            return .place(try followingReference(try place(of: variable, name, column: column), column: column))
        }
        if !name.isBare, let local = try local(name, column: column) { return local }
        if let constant = constant(name) { return constant }
        throw suggestingFields(reason, for: name)
    }

    // MARK: Constants

    /// An enumerator or constant that the program's own names do not hide. It is looked for first: that a name is missing
    /// in every library takes much longer to know.
    private func ownConstant(_ name: SymbolName) -> Operand? {
        guard name.file == nil, let main = image.main, main.names.find(name.components).isEmpty,
            main.symbol(named: name.path) == nil
        else { return nil }
        return constant(name)
    }

    private func constant(_ name: SymbolName) -> Operand? {
        if let found = image.enumerator(name) {
            return enumerator(found.value, .debug(TypePosition(found.enumeration)))
        }
        guard name.isBare else { return nil }
        if case .hit(let subject) = moment, let type = subject.type, let value = type.enumerator(name.path) {
            return enumerator(value, .described(type.withoutBitField))
        }
        switch name.path {
        case "true": return .value(TypedValue(.known(1), .boolean))
        case "false": return .value(TypedValue(.known(0), .boolean))
        case "NULL", "nullptr": return .value(TypedValue(.known(0), .pointer(nil)))
        default: return nil
        }
    }

    private func enumerator(_ value: Int64, _ type: OperandType) -> Operand {
        let scalar = types.valueType(type).scalar ?? .int
        return .value(TypedValue(Computation.known(UInt64(bitPattern: value)).converted(from: .long, to: scalar), type))
    }

    // MARK: Locals

    private func local(_ name: SymbolName, column: Int) throws(ExpressionError) -> Operand? {
        guard let context, !name.isGlobal else { return nil }
        guard let found = try image.local(name, in: context, column: column) else {
            return name.isBare ? try staticLocal(name, context, column: column) : nil
        }
        let type = found.type.map { OperandType.debug(TypePosition($0)) }
        switch found.place {
        case .memory(let address):
            return .place(
                try followingReference(
                    Place(address: .known(address), type: type, frame: found.frame), column: column))
        case .register(let register):
            return try registerVariable(name, register, type, context, column: column)
        }
    }

    /// A static variable of the innermost function, by its own name alone.
    private func staticLocal(
        _ name: SymbolName, _ context: EvaluationContext, column: Int
    ) throws(ExpressionError) -> Operand? {
        let place = image.place(of: PlaceQuery(pc: context.registers[.rip], isExact: true))
        guard let function = place.function, let module = image.module(at: context.registers[.rip]),
            let bias = module.bias
        else { return nil }
        var qualified = name
        qualified.components = function.split(separator: ":").map(String.init) + name.components
        let found: ResolvedSymbol?
        do throws(ExpressionError) {
            found = try image.staticLocal(qualified, in: module, bias: bias, column: column)
        } catch {
            // It is one that moves, and not in this frame.
            return nil
        }
        guard let found else { return nil }
        return .place(
            try followingReference(
                Place(address: .known(found.address), type: found.type.map { .debug(TypePosition($0)) }),
                column: column))
    }

    private func registerVariable(
        _ name: SymbolName, _ register: MachineRegister, _ type: OperandType?, _ context: EvaluationContext, column: Int
    ) throws(ExpressionError) -> Operand {
        let shown = DisplayText.sanitized(name.path)
        if case .hit = moment {
            throw ExpressionError(
                "'\(shown)' lives in register \(register.name), which holds something else at a hit elsewhere; "
                    + "name the register itself, $\(register.name), if that is meant", column: column)
        }
        guard name.isBare else {
            throw ExpressionError(
                "'\(shown)' lives in register \(register.name); name it alone, while its frame is the innermost",
                column: column)
        }
        let bits = Computation.known(context.registers[register])
        guard let type else { return .value(TypedValue(bits, .scalar(.long), register: register)) }
        if case .reference(let target) = types.shape(type) {
            return .place(Place(address: try followed(bits, column: column), type: target))
        }
        let described = types.valueType(type)
        guard described.byteCount <= 8, described.byteCount > 0 else {
            throw ExpressionError("'\(shown)' lives in registers", column: column)
        }
        return .value(
            TypedValue(
                bits.extended(bitCount: described.byteCount * 8, isSigned: false).decoded(as: described), type,
                register: register))
    }

    // MARK: Thread-local variables

    private func place(
        of variable: ThreadLocalVariable, _ name: SymbolName, column: Int
    ) throws(ExpressionError) -> Place {
        let shown = DisplayText.sanitized(name.path)
        if case .now = moment, context == nil {
            throw ExpressionError(
                "'\(shown)' is thread-local: each thread has its own; stop in one first", column: column)
        }
        guard let block = image.threadLocalBlock(of: variable.module) else {
            throw ExpressionError(
                "'\(shown)' is thread-local, and where \(DisplayText.sanitized(variable.module.name)) keeps a thread's "
                    + "data is not known", column: column)
        }
        let base = try value(of: .fsBase, column: column)
        var address: Computation
        switch block {
        case .fixed(let distance): address = base.advanced(by: distance)
        case .dynamic(let number):
            let vector = try load(base.advanced(by: 8), byteCount: 8, column: column)
            address = try load(
                vector.advanced(by: Int64(number * ThreadLocalBlock.entrySize)), byteCount: 8, column: column)
            if case .now = moment, address.known == ThreadLocalBlock.unallocated {
                throw ExpressionError(
                    "'\(shown)' does not exist in this thread yet: it has not used "
                        + DisplayText.sanitized(variable.module.name), column: column)
            }
        }
        address = address.advanced(by: Int64(bitPattern: variable.offset))
        return Place(
            address: address, type: variable.type.map { .debug(TypePosition($0)) }, size: variable.size)
    }

    // MARK: Fields of a hit

    private func value(
        of field: HitField, _ subject: ConditionSubject, column: Int
    ) throws(ExpressionError) -> TypedValue {
        let bits = Computation.steps([.field(field.field)])
        guard field.isValue else { return TypedValue(bits, field.type) }
        guard let type = subject.type else {
            return TypedValue(bits, .described(.unsignedNumber(byteCount: subject.byteCount)))
        }
        if type.byteCount > 8 {
            throw ExpressionError(
                "'\(type.name)' is larger than the 8 bytes that a hit carries; watch one of its parts", column: column)
        }
        return TypedValue(bits.decoded(as: type), .described(type))
    }

    private func suggestingFields(_ error: ExpressionError, for name: SymbolName) -> ExpressionError {
        guard name.isBare, case .hit = moment else { return error }
        var error = error
        let fields = NameSuggestions.nearest(to: name.path, among: HitField.allCases.map(\.rawValue))
        error.suggestions = Array((fields + error.suggestions).prefix(5))
        return error
    }
}

/// What a condition can name of a hit.
enum HitField: String, CaseIterable {
    case old, new, tid, pid, slot, pc, hits, changed, read, write, time

    init?(name: String) { self.init(rawValue: name) }

    var field: Condition.Field {
        switch self {
        case .old: .old
        case .new: .new
        case .tid: .tid
        case .pid: .pid
        case .slot: .slot
        case .pc: .pc
        case .hits: .hits
        case .changed: .changed
        case .read: .isRead
        case .write: .isWrite
        case .time: .time
        }
    }

    /// The slot's bytes, which have the watched type.
    var isValue: Bool { self == .old || self == .new }

    var type: ScalarType {
        switch self {
        case .pc, .hits, .time, .old, .new: .unsignedLong
        case .tid, .pid, .slot: .int
        case .changed, .read, .write: .boolean
        }
    }
}

extension ValueType {
    /// What a bit-field is read as; any other type itself.
    var withoutBitField: ValueType { if case .bitField(let type, _, _, _) = self { type } else { self } }

    func enumerator(_ name: String) -> Int64? {
        guard case .enumeration(_, _, _, let cases) = withoutBitField else { return nil }
        return cases.first { $0.name == name }?.value
    }
}
