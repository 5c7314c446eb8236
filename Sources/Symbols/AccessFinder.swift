import CZydis
import HitRules
import ProgramModel

/// Which instruction made an access, from what the trap left behind.
///
/// A data trap comes after its instruction, so RIP is where that one led: to the next instruction mostly, to a branch's
/// target when a call pushed or a return popped the slot, back to itself within a repeated string operation (SDM vol. 3,
/// 17.2.4 and 17.3.1). Each of these is a hypothesis; registers and bytes must agree with it, and two that agree are none.
struct AccessFinder {
    let query: SiteQuery
    let mode: MachineMode
    /// The instruction that ends at an address, when a boundary before it is known.
    let ending: (UInt64) -> DecodedInstruction?
    let starting: (UInt64) -> DecodedInstruction?
    /// The one return of a function that starts at an address, when nothing else leads out of it.
    let onlyReturn: (UInt64) -> DecodedInstruction?

    struct Answer {
        var instruction: DecodedInstruction?
        var access: AccessKind?
        var problem: String?
    }

    /// How well an instruction fits.
    private enum Fit {
        /// An operand is known to lie elsewhere, or there is none.
        case no
        /// It has operands, and the registers no longer tell where they lay.
        case maybe
        case yes
    }

    private var slot: Range<UInt64> { query.address..<(query.address &+ UInt64(query.byteCount)) }

    func find() -> Answer {
        if query.isExact {
            guard let instruction = starting(query.pc) else {
                return Answer(problem: "the bytes there are no instruction")
            }
            return Answer(instruction: instruction, access: .execute)
        }
        let before = ending(query.pc)
        let here = starting(query.pc)
        let pushed = pushingCall()
        let fitBefore = before.map { fit($0) } ?? .no
        let isMidway = here.map { $0.isRepeatedString && fit($0) == .yes } ?? false
        if isMidway, fitBefore != .yes, let here { return answer(here) }
        if isMidway { return Answer(problem: "two instructions fit: a repeated one and the one before it") }
        if let pushed, fitBefore != .yes || before?.endsFlow == true { return answer(pushed) }
        if wasReturnedTo {
            if fitBefore == .yes, let before, !before.isCall { return answer(before) }
            if let before, before.isCall, let function = before.target, let only = onlyReturn(function) {
                return Answer(instruction: only, access: .read)
            }
            return Answer(access: .read, problem: "a return from elsewhere read it, and does not say from where")
        }
        guard let before else {
            return Answer(problem: "nothing tells where the instructions before the address begin")
        }
        if before.endsFlow || before.isCall { return Answer(problem: "a jump from elsewhere led there") }
        switch fitBefore {
        case .yes: return answer(before)
        case .maybe:
            if mayBeJumpedTo { return Answer(problem: "a jump from elsewhere may have led there") }
            return answer(before)
        case .no: return Answer(problem: "the instruction before the address touches other memory")
        }
    }

    private func answer(_ instruction: DecodedInstruction) -> Answer {
        Answer(instruction: instruction, access: access(of: instruction))
    }

    private func fit(_ instruction: DecodedInstruction) -> Fit {
        let operands = instruction.operands
        guard !operands.isEmpty else { return .no }
        guard let registers = query.registers else { return .maybe }
        var isOpen = false
        for operand in operands {
            guard let range = instruction.range(of: operand, after: registers) else {
                isOpen = true
                continue
            }
            if range.overlaps(slot) { return .yes }
        }
        return isOpen ? .maybe : .no
    }

    /// What an instruction does to the slot; nil when its operands differ and it is not known which one it was.
    private func access(of instruction: DecodedInstruction) -> AccessKind? {
        var certain: [AccessKind] = []
        var open: [AccessKind] = []
        for operand in instruction.operands {
            guard let kind = Self.kind(reads: operand.reads != 0, writes: operand.writes != 0) else { continue }
            guard let registers = query.registers,
                let range = instruction.range(of: operand, after: registers)
            else {
                open.append(kind)
                continue
            }
            if range.overlaps(slot) { certain.append(kind) }
        }
        let all = certain.isEmpty ? open : certain + (open.isEmpty ? [] : open)
        guard let first = all.first else { return nil }
        if open.isEmpty || certain.isEmpty && Set(open).count == 1 {
            return Self.kind(
                reads: all.contains { $0.includesRead }, writes: all.contains { $0.includesWrite }) ?? first
        }
        return nil
    }

    private static func kind(reads: Bool, writes: Bool) -> AccessKind? {
        reads ? (writes ? .readWrite : .read) : (writes ? .write : nil)
    }

    // MARK: Branches

    /// The call that pushed its return address into the slot.
    private func pushingCall() -> DecodedInstruction? {
        guard let registers = query.registers, let new = query.new else { return nil }
        let stackPointer = registers[.rsp]
        // The whole return address must stand in the slot: part of one names no call.
        guard stackPointer == query.address, query.byteCount == mode.wordSize, let call = ending(new), call.isCall
        else { return nil }
        if let target = call.target { return target == query.pc ? call : nil }
        return call
    }

    /// The slot lies where a return has just taken its address from, and holds where it went.
    private var wasReturnedTo: Bool {
        guard let registers = query.registers else { return false }
        let popped = (registers[.rsp] &- UInt64(mode.wordSize))..<registers[.rsp]
        guard popped.overlaps(slot) else { return false }
        return holdsProgramCounter(from: popped.lowerBound)
    }

    /// The slot's bytes are those of the pc, as if a jump had read them.
    private var mayBeJumpedTo: Bool {
        query.byteCount == mode.wordSize && (query.new == query.pc || query.old == query.pc)
    }

    private func holdsProgramCounter(from start: UInt64) -> Bool {
        guard let value = query.new else { return true }
        let offset = query.address &- start
        guard offset < UInt64(mode.wordSize) else { return true }
        let mask: UInt64 = query.byteCount >= 8 ? .max : 1 << UInt64(8 * query.byteCount) - 1
        return query.pc >> (8 * offset) & mask == value & mask
    }
}
