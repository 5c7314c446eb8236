import CElfutils
import Glibc
import HitRules

/// A row of the unwind table (call frame information; DWARF 5, section 6.4): how the frame of a function's caller is found
/// from one stretch of its code.
struct UnwindRow {
    enum Rule {
        /// Its value in the caller is lost, or the frame has no caller (of the return address).
        case unknown
        case unchanged
        /// Saved so many bytes from the frame's address.
        case saved(UInt64)
        /// The frame's address and so many bytes.
        case offset(UInt64)
        case register(Int)
        /// Gives the address where it is saved, or the value itself.
        case expression(DwarfExpression)
    }

    enum FrameAddress {
        case register(Int, offset: UInt64)
        case expression(DwarfExpression)
    }

    /// The code that it is for, in memory.
    var range: Range<UInt64>
    var frameAddress: FrameAddress
    /// For each register that DWARF numbers.
    var rules: [Rule]
    /// Code that the kernel returns to from a signal's handler.
    var isSignal: Bool
    /// Of the code: how wide what it saves is.
    var mode = MachineMode.bits64

    var hasCaller: Bool {
        if case .unknown = rules[FrameRegisters.returnAddress] { return false }
        return true
    }

    /// The frame's address: RSP before the call that made it.
    func frameAddress(_ registers: FrameRegisters, memory: StackMemory) throws(DwarfExpression.Failure) -> UInt64 {
        switch frameAddress {
        case .register(let number, let offset):
            guard let value = registers[number] else { throw .unknownRegister(number) }
            return value &+ offset
        case .expression(let expression):
            return try expression.number(in: DwarfExpression.Surroundings(registers: registers, memory: memory))
        }
    }

    /// The caller's registers; those that cannot be read are unknown.
    ///
    /// - Throws: when the return address cannot be read.
    func caller(of registers: FrameRegisters, frameAddress: UInt64, memory: StackMemory)
        throws(DwarfExpression.Failure) -> FrameRegisters
    {
        var result = FrameRegisters()
        let surroundings = DwarfExpression.Surroundings(
            registers: registers, frameAddress: frameAddress, memory: memory)
        for number in 0..<FrameRegisters.count {
            do throws(DwarfExpression.Failure) {
                result[number] = try value(of: number, in: surroundings, frameAddress: frameAddress)
            } catch {
                if number == FrameRegisters.returnAddress { throw error }
            }
        }
        return result
    }

    private func value(of number: Int, in surroundings: DwarfExpression.Surroundings, frameAddress: UInt64)
        throws(DwarfExpression.Failure) -> UInt64?
    {
        switch rules[number] {
        case .unknown: return nil
        case .unchanged: return surroundings.registers[number]
        case .saved(let offset): return try read(frameAddress &+ offset, surroundings)
        case .offset(let offset): return frameAddress &+ offset
        case .register(let other): return surroundings.registers[other]
        case .expression(let expression):
            switch try expression.evaluate(in: surroundings) {
            case .memory(let address): return try read(address, surroundings)
            case .value(let value): return value
            case .register(let other): return surroundings.registers[other]
            case .pieces: throw .broken
            }
        }
    }

    private func read(_ address: UInt64, _ surroundings: DwarfExpression.Surroundings)
        throws(DwarfExpression.Failure) -> UInt64
    {
        guard let value = surroundings.memory.number(at: address, byteCount: mode.wordSize) else {
            throw .unreadable(address)
        }
        return value
    }
}

extension UnwindRow {
    /// - Parameters:
    ///   - frame: of libdw, whose operations may point into it.
    ///   - bias: what the table's addresses lack to be those in memory.
    init?(_ frame: OpaquePointer, bias: UInt64, mode: MachineMode) {
        var start: Dwarf_Addr = 0
        var end: Dwarf_Addr = 0
        var isSignal = false
        guard dwarf_frame_info(frame, &start, &end, &isSignal) >= 0, start < end, start &+ bias < end &+ bias else {
            return nil
        }
        var operations: UnsafeMutablePointer<Dwarf_Op>?
        var count = 0
        guard dwarf_frame_cfa(frame, &operations, &count) == 0, let operations, count > 0 else { return nil }
        range = (start &+ bias)..<(end &+ bias)
        frameAddress = Self.frameAddress(DwarfExpression(operations, count: count, mode: mode))
        rules = (0..<FrameRegisters.count).map { number in
            mode.tableRegister(number).map { Self.rule(of: $0, in: frame, mode) } ?? .unknown
        }
        self.isSignal = isSignal
        self.mode = mode
    }

    private static func frameAddress(_ expression: DwarfExpression) -> FrameAddress {
        guard expression.operations.count == 1, let operation = expression.operations.first else {
            return .expression(expression)
        }
        switch operation.code {
        case DW_OP_bregx: return .register(Int(clamping: operation.first), offset: operation.second)
        case DW_OP_breg0...DW_OP_breg31: return .register(operation.code - DW_OP_breg0, offset: operation.first)
        default: return .expression(expression)
        }
    }

    /// What holds for registers of which a table says nothing: functions leave RBX as it was, and RAX is theirs. libdw 0.188
    /// has the two exchanged (it takes 0 for RBX's number).
    private static func standard(_ number: Int) -> Rule? {
        switch MachineRegister(dwarfNumber: number) {
        case .rbx: .unchanged
        case .rax: .unknown
        default: nil
        }
    }

    private static func rule(of number: Int, in frame: OpaquePointer, _ mode: MachineMode) -> Rule {
        withUnsafeTemporaryAllocation(of: Dwarf_Op.self, capacity: 3) { room in
            room.initialize(repeating: Dwarf_Op())
            var operations: UnsafeMutablePointer<Dwarf_Op>?
            var count = 0
            guard let base = room.baseAddress,
                dwarf_frame_register(frame, Int32(number), base, &operations, &count) == 0
            else { return .unknown }
            // libdw tells the two apart by the pointer: none for a register that keeps its value.
            if count == 0 {
                return (mode == .bits64 ? standard(number) : nil) ?? (operations == nil ? .unchanged : .unknown)
            }
            return rule(DwarfExpression(operations, count: count, mode: mode))
        }
    }

    private static func rule(_ expression: DwarfExpression) -> Rule {
        let all = expression.operations
        guard all[0].code == DW_OP_call_frame_cfa else {
            return all.count == 1 && all[0].code == DW_OP_regx
                ? .register(Int(clamping: all[0].first)) : .expression(expression)
        }
        let isValue = all.last?.code == DW_OP_stack_value
        switch all.count - (isValue ? 1 : 0) {
        case 1: return isValue ? .offset(0) : .saved(0)
        case 2 where all[1].code == DW_OP_plus_uconst:
            return isValue ? .offset(all[1].first) : .saved(all[1].first)
        default: return .expression(expression)
        }
    }
}

extension UnwindRow {
    /// For a stub of the procedure linkage table, which only jumps on: RSP is as the caller's call left it. Static programs
    /// have such without a row.
    static func linkageStub(at address: UInt64, mode: MachineMode) -> UnwindRow {
        var rules = [Rule](repeating: .unchanged, count: FrameRegisters.count)
        rules[FrameRegisters.stackPointer] = .offset(0)
        rules[FrameRegisters.returnAddress] = .saved(UInt64(bitPattern: Int64(-mode.wordSize)))
        return UnwindRow(
            range: address..<(address &+ 1),
            frameAddress: .register(FrameRegisters.stackPointer, offset: UInt64(mode.wordSize)),
            rules: rules, isSignal: false, mode: mode)
    }
}

extension LoadedModule {
    /// The row for an address in memory: of `.eh_frame`, which stripped programs have as well, or of `.debug_frame`.
    func row(at address: UInt64) -> UnwindRow? {
        var bias: Dwarf_Addr = 0
        if let table = dwfl_module_eh_cfi(handle, &bias), let row = row(of: table, bias: bias, at: address) {
            return row
        }
        guard let table = dwfl_module_dwarf_cfi(handle, &bias) else { return nil }
        return row(of: table, bias: bias, at: address)
    }

    private func row(of table: OpaquePointer, bias: UInt64, at address: UInt64) -> UnwindRow? {
        var frame: OpaquePointer?
        guard dwarf_cfi_addrframe(table, address &- bias, &frame) == 0, let frame else { return nil }
        defer { free(UnsafeMutableRawPointer(frame)) }
        return UnwindRow(frame, bias: bias, mode: mode)
    }
}
