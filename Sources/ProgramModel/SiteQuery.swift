package import HitRules

/// A place that accessed a slot, as far as the tracer saw it: who asks wants to know the instruction.
package struct SiteQuery: Hashable, Sendable, Codable {
    /// As in the hit: after a data access the next instruction, at an execute slot the instruction itself.
    package var pc: UInt64
    /// True at an execute slot.
    package var isExact: Bool
    /// The slot's bytes in memory.
    package var address: UInt64
    package var byteCount: Int
    /// What stood there before and after, where known. A call that pushed its return address into the slot is found by it.
    package var old: UInt64?
    package var new: UInt64?
    /// Registers right after the access; nil when they were not kept.
    package var registers: MachineRegisters?

    package init(
        pc: UInt64, isExact: Bool, address: UInt64, byteCount: Int, old: UInt64? = nil, new: UInt64? = nil,
        registers: MachineRegisters? = nil
    ) {
        self.pc = pc
        self.isExact = isExact
        self.address = address
        self.byteCount = byteCount
        self.old = old
        self.new = new
        self.registers = registers
    }
}

/// What was found of a place that accessed a slot. What is not known is nil, never guessed.
package struct SiteFinding: Hashable, Sendable, Codable {
    /// The instruction that made the access.
    package var instruction: Instruction?
    /// nil when the instruction, or what it does to the slot, is not known.
    package var access: AccessKind?
    /// Where the instruction lies; without one, as much as is sure of the pc (its module, mostly).
    package var place: CodePlace
    /// How the stored value follows from registers.
    package var store: StoreSource?
    /// Why the instruction is not known; one sentence without a full stop.
    package var problem: String?

    package init(
        instruction: Instruction? = nil, access: AccessKind? = nil, place: CodePlace = CodePlace(),
        store: StoreSource? = nil, problem: String? = nil
    ) {
        self.instruction = instruction
        self.access = access
        self.place = place
        self.store = store
        self.problem = problem
    }
}
