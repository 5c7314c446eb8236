public import DebugRegisters
public import HitRules

/// What the tracer copied of a thread at a hit from a (pc, slot) pair that it had not seen before: the evidence from
/// which the front finds the instruction, the exact value and the call stack.
public struct HitSample: Hashable, Sendable, Codable {
    /// The number of the trap that it was taken at; the record of that trap and slot follows it in the hit log.
    public var trap: UInt64
    public var pid: Int32
    public var tid: Int32
    public var slot: SlotIndex
    public var pc: UInt64
    /// After a data access: what the instruction left behind.
    public var registers: MachineRegisters
    /// Memory from RSP upwards; empty where stacks are not kept.
    public var stack: [UInt8]

    public init(
        trap: UInt64, pid: Int32, tid: Int32, slot: SlotIndex, pc: UInt64, registers: MachineRegisters, stack: [UInt8]
    ) {
        self.trap = trap
        self.pid = pid
        self.tid = tid
        self.slot = slot
        self.pc = pc
        self.registers = registers
        self.stack = stack
    }
}
