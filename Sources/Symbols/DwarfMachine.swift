import CElfutils

/// Runs an expression of DWARF: a stack of 64-bit numbers, and a bound on the steps.
struct DwarfMachine {
    typealias Failure = DwarfExpression.Failure
    typealias Operation = DwarfExpression.Operation

    let surroundings: DwarfExpression.Surroundings
    private var stack: [UInt64] = []

    private static let mostSteps = 4096
    private static let deepest = 256

    init(surroundings: DwarfExpression.Surroundings) { self.surroundings = surroundings }

    mutating func run(_ operations: [Operation]) throws(Failure) -> DwarfExpression.Place {
        guard !operations.isEmpty else { throw .optimizedOut }
        if operations.contains(where: { $0.code == DW_OP_piece || $0.code == DW_OP_bit_piece }) { return .pieces }
        var index = 0
        var steps = 0
        while index < operations.count {
            steps += 1
            guard steps <= Self.mostSteps, stack.count <= Self.deepest else { throw .broken }
            let operation = operations[index]
            index += 1
            switch operation.code {
            case DW_OP_reg0...DW_OP_reg31: return .register(operation.code - DW_OP_reg0)
            case DW_OP_regx: return .register(Int(clamping: operation.first))
            case DW_OP_stack_value: return .value(try pop())
            case DW_OP_skip: index = try target(of: operation, in: operations)
            case DW_OP_bra: if try pop() != 0 { index = try target(of: operation, in: operations) }
            default: try execute(operation)
            }
        }
        return .memory(try pop())
    }

    private mutating func pop() throws(Failure) -> UInt64 {
        guard let top = stack.popLast() else { throw .broken }
        return top
    }

    /// A branch counts from the operation after it, which lies three bytes on.
    private func target(of branch: Operation, in operations: [Operation]) throws(Failure) -> Int {
        let offset = branch.offset &+ 3 &+ Int(Int16(truncatingIfNeeded: branch.first))
        if let last = operations.last, offset > last.offset { return operations.count }
        guard let index = operations.firstIndex(where: { $0.offset == offset }) else { throw .broken }
        return index
    }

    private mutating func execute(_ operation: Operation) throws(Failure) {
        switch operation.code {
        case DW_OP_nop: break
        case DW_OP_lit0...DW_OP_lit31: stack.append(UInt64(operation.code - DW_OP_lit0))
        case DW_OP_addr, DW_OP_const1u, DW_OP_const1s, DW_OP_const2u, DW_OP_const2s, DW_OP_const4u, DW_OP_const4s,
            DW_OP_const8u, DW_OP_const8s, DW_OP_constu, DW_OP_consts:
            stack.append(operation.first)
        case DW_OP_breg0...DW_OP_breg31:
            stack.append(try register(operation.code - DW_OP_breg0) &+ operation.first)
        case DW_OP_bregx: stack.append(try register(Int(clamping: operation.first)) &+ operation.second)
        case DW_OP_fbreg:
            guard let base = surroundings.frameBase else { throw .broken }
            stack.append(base &+ operation.first)
        case DW_OP_call_frame_cfa:
            guard let address = surroundings.frameAddress else { throw .broken }
            stack.append(address)
        case DW_OP_deref: stack.append(try read(try pop(), byteCount: 8))
        case DW_OP_deref_size: stack.append(try read(try pop(), byteCount: Int(clamping: operation.first)))
        case DW_OP_dup, DW_OP_drop, DW_OP_over, DW_OP_pick, DW_OP_swap, DW_OP_rot: try rearrange(operation)
        case DW_OP_abs, DW_OP_neg, DW_OP_not, DW_OP_plus_uconst: try changeTop(operation)
        case DW_OP_entry_value, DW_OP_GNU_entry_value, DW_OP_implicit_value, DW_OP_implicit_pointer,
            DW_OP_GNU_implicit_pointer, DW_OP_GNU_parameter_ref:
            throw .optimizedOut
        default:
            let right = try pop()
            let left = try pop()
            stack.append(try Self.combine(operation.code, left, right))
        }
    }

    private func register(_ number: Int) throws(Failure) -> UInt64 {
        guard let value = surroundings.registers[number] else { throw .unknownRegister(number) }
        return value
    }

    private func read(_ address: UInt64, byteCount: Int) throws(Failure) -> UInt64 {
        guard (1...8).contains(byteCount) else { throw .broken }
        guard let value = surroundings.memory.number(at: address, byteCount: byteCount) else {
            throw .unreadable(address)
        }
        return value
    }

    private mutating func rearrange(_ operation: Operation) throws(Failure) {
        let count = stack.count
        switch operation.code {
        case DW_OP_dup where count > 0: stack.append(stack[count - 1])
        case DW_OP_drop where count > 0: stack.removeLast()
        case DW_OP_over where count > 1: stack.append(stack[count - 2])
        case DW_OP_pick where operation.first < UInt64(count): stack.append(stack[count - 1 - Int(operation.first)])
        case DW_OP_swap where count > 1: stack.swapAt(count - 1, count - 2)
        case DW_OP_rot where count > 2: stack.insert(stack.removeLast(), at: count - 3)
        default: throw .broken
        }
    }

    private mutating func changeTop(_ operation: Operation) throws(Failure) {
        let value = try pop()
        switch operation.code {
        case DW_OP_abs: stack.append(Int64(bitPattern: value) < 0 ? 0 &- value : value)
        case DW_OP_neg: stack.append(0 &- value)
        case DW_OP_not: stack.append(~value)
        default: stack.append(value &+ operation.first)
        }
    }

    private static func combine(_ code: Int, _ left: UInt64, _ right: UInt64) throws(Failure) -> UInt64 {
        let signedLeft = Int64(bitPattern: left)
        let signedRight = Int64(bitPattern: right)
        func flag(_ value: Bool) -> UInt64 { value ? 1 : 0 }
        switch code {
        case DW_OP_and: return left & right
        case DW_OP_or: return left | right
        case DW_OP_xor: return left ^ right
        case DW_OP_plus: return left &+ right
        case DW_OP_minus: return left &- right
        case DW_OP_mul: return left &* right
        case DW_OP_div:
            guard right != 0 else { throw .broken }
            return UInt64(bitPattern: signedLeft.dividedReportingOverflow(by: signedRight).partialValue)
        case DW_OP_mod:
            guard right != 0 else { throw .broken }
            return left % right
        case DW_OP_shl: return right < 64 ? left << right : 0
        case DW_OP_shr: return right < 64 ? left >> right : 0
        case DW_OP_shra: return UInt64(bitPattern: signedLeft >> Int64(min(right, 63)))
        case DW_OP_eq: return flag(signedLeft == signedRight)
        case DW_OP_ne: return flag(signedLeft != signedRight)
        case DW_OP_ge: return flag(signedLeft >= signedRight)
        case DW_OP_gt: return flag(signedLeft > signedRight)
        case DW_OP_le: return flag(signedLeft <= signedRight)
        case DW_OP_lt: return flag(signedLeft < signedRight)
        default: throw .broken
        }
    }
}
