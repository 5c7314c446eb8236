import CZydis
import HitRules
import ProgramModel

/// What an instruction does, as far as finding an access takes it.
struct DecodedInstruction {
    let address: UInt64
    let bytes: ArraySlice<UInt8>
    let mode: MachineMode
    private let raw: bz_instruction

    /// nil when the bytes are no instruction of such a program, or end within one.
    init?(_ bytes: ArraySlice<UInt8>, at address: UInt64, mode: MachineMode) {
        var raw = bz_instruction()
        let result = bytes.withUnsafeBytes {
            bz_decode($0.baseAddress, $0.count, address, mode == .bits64 ? 1 : 0, &raw)
        }
        guard result == 0, raw.length > 0, bytes.count >= Int(raw.length) else { return nil }
        self.raw = raw
        self.mode = mode
        self.address = address
        self.bytes = bytes.prefix(Int(raw.length))
    }

    var end: UInt64 { address &+ UInt64(raw.length) }
    var isCall: Bool { raw.is_call != 0 }
    var isReturn: Bool { raw.is_return != 0 }
    /// What follows it is reached from elsewhere only.
    var endsFlow: Bool { isReturn || raw.is_unconditional_jump != 0 }
    /// A jump, conditional or not.
    var isJump: Bool { raw.is_branch != 0 && !isCall && !isReturn }
    var isRepeatedString: Bool { raw.is_string != 0 && raw.is_repeated != 0 }
    private var isString: Bool { raw.is_string != 0 }
    /// Where a branch goes, when that is written in it.
    var target: UInt64? { raw.has_target != 0 ? raw.target : nil }
    /// A branch whose goal is read from memory.
    var isIndirectThroughMemory: Bool {
        raw.is_branch != 0 && operands.contains { $0.is_implicit == 0 && $0.reads != 0 }
    }

    var operands: [bz_memory] {
        withUnsafeBytes(of: raw.memory) { Array($0.bindMemory(to: bz_memory.self).prefix(Int(raw.memory_count))) }
    }

    /// As Intel writes it.
    var text: String {
        var text = [CChar](repeating: 0, count: 160)
        let is64Bit: Int32 = mode == .bits64 ? 1 : 0
        let result = bytes.withUnsafeBytes { bz_format($0.baseAddress, $0.count, address, is64Bit, &text, text.count) }
        return result == 0
            ? String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self) : "?"
    }

    var instruction: Instruction { Instruction(address: address, bytes: Array(bytes), text: text) }

    // MARK: Operands

    /// Which bytes an operand stands for, when the registers after the instruction still tell.
    func range(of operand: bz_memory, after registers: MachineRegisters) -> Range<UInt64>? {
        guard operand.is_gather == 0, operand.size > 0 else { return nil }
        let size = UInt64(operand.size)
        if operand.is_implicit != 0, operand.base == 4 {
            // The stack's: pushes lie where RSP points afterwards, pops right below.
            if operand.writes != 0 { return Self.range(registers[.rsp], size) }
            if isReturn || raw.is_pop != 0 { return Self.range(registers[.rsp] &- size, size) }
            return nil
        }
        if raw.is_leave != 0 { return Self.range(registers[.rsp] &- size, size) }
        if isString { return stringRange(of: operand, after: registers) }
        var address = displacement(of: operand)
        if operand.base != Int8(BZ_NO_REGISTER) {
            guard let value = value(of: operand.base, after: registers, isBase: true) else { return nil }
            address &+= value
        }
        if operand.index != Int8(BZ_NO_REGISTER) {
            guard let value = value(of: operand.index, after: registers, isBase: false) else { return nil }
            address &+= value &* UInt64(operand.scale)
        }
        if operand.segment == 1 { address &+= registers[.fsBase] }
        if operand.segment == 2 { address &+= registers[.gsBase] }
        if mode == .bits32 { address &= UInt64(UInt32.max) }
        return Self.range(address, size)
    }

    /// An absolute address of a 32-bit program comes sign-extended.
    func displacement(of operand: bz_memory) -> UInt64 {
        let isAbsolute = operand.base == Int8(BZ_NO_REGISTER) && operand.index == Int8(BZ_NO_REGISTER)
        return isAbsolute && mode == .bits32 ? operand.displacement & UInt64(UInt32.max) : operand.displacement
    }

    /// An iteration has moved the pointer on by an element, upwards or downwards.
    private func stringRange(of operand: bz_memory, after registers: MachineRegisters) -> Range<UInt64>? {
        let pointer: UInt64
        switch operand.base {
        case 7: pointer = registers[.rdi]
        case 6: pointer = registers[.rsi]
        default: return nil
        }
        let size = UInt64(operand.size)
        let isDownwards = registers[.rflags] & 1 << 10 != 0
        let last = isDownwards ? pointer &+ size : pointer &- size
        guard isRepeatedString else { return Self.range(last, size) }
        // Fast string operations move up to a cache line between traps.
        return isDownwards ? Self.range(last, 64) : Self.range(last &- 64 &+ size, 64)
    }

    private func value(of register: Int8, after registers: MachineRegisters, isBase: Bool) -> UInt64? {
        guard register >= 0, let name = Self.names.dropFirst(Int(register)).first else { return nil }
        if register == 4 {
            // A push computes its operand with RSP as it was before, a pop as it is afterwards.
            if raw.is_push != 0 { return registers[.rsp] &+ UInt64(mode.wordSize) }
            if raw.is_pop != 0 { return registers[.rsp] }
        }
        return raw.written & 1 << UInt16(register) == 0 ? registers[name] : nil
    }

    private static func range(_ address: UInt64, _ size: UInt64) -> Range<UInt64>? {
        let (end, overflow) = address.addingReportingOverflow(size)
        return overflow ? nil : address..<end
    }

    /// By their numbers in instruction encodings.
    static let names: [MachineRegister] = [
        .rax, .rcx, .rdx, .rbx, .rsp, .rbp, .rsi, .rdi, .r8, .r9, .r10, .r11, .r12, .r13, .r14, .r15,
    ]

    /// How a plain store's value follows from the registers after it.
    var store: StoreSource? {
        guard let operand = operands.first(where: { $0.writes != 0 }), operand.reads == 0, operand.segment == 0,
            [1, 2, 4, 8].contains(operand.size)
        else { return nil }
        let value: StoreSource.Value
        switch raw.source_kind {
        case 1: value = .register(Self.names[Int(raw.source_register)])
        case 2: value = .highByte(Self.names[Int(raw.source_register)])
        case 3: value = .immediate(raw.source_constant)
        default: return nil
        }
        var address = StoreSource.Address(base: nil, index: nil, scale: 1, displacement: displacement(of: operand))
        if operand.base >= 0 { address.base = Self.names[Int(operand.base)] }
        if operand.index >= 0 {
            address.index = Self.names[Int(operand.index)]
            address.scale = UInt64(operand.scale)
        }
        let other = Int8(BZ_OTHER_REGISTER)
        guard operand.base != other, operand.index != other else { return nil }
        return StoreSource(value: value, address: address, byteCount: Int(operand.size))
    }
}
