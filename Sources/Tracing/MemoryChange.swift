public import DebugRegisters
public import HitRules
public import WatchSlots

/// Watched bytes that hold another value than before, though no instruction of the program was seen to store it: the
/// kernel, another process or another mapping of the same memory did.
public struct MemoryChange: Hashable, Sendable, Codable {
    /// Whose memory it is.
    public var pid: Int32
    public var watch: WatchID
    public var slot: SlotIndex
    /// As last seen before, and as found: the slot's bytes, little-endian.
    public var old: UInt64
    public var new: UInt64
    public var cause: Cause

    public enum Cause: Hashable, Sendable, Codable {
        /// Seen at a stop, at a hit that read it, or when the tracer looked.
        case unknown
        /// The value was one before the call and another after it, and the call wrote there: these bytes are among those
        /// that it fills.
        case systemCall(SystemCall)
    }

    public init(pid: Int32, watch: WatchID, slot: SlotIndex, old: UInt64, new: UInt64, cause: Cause) {
        self.pid = pid
        self.watch = watch
        self.slot = slot
        self.old = old
        self.new = new
        self.cause = cause
    }
}

/// A system call as a thread made it.
public struct SystemCall: Hashable, Sendable, Codable {
    public var tid: Int32
    /// As in asm/unistd_64.h.
    public var number: UInt64
    /// rdi, rsi, rdx, r10, r8, r9 (syscall(2)).
    public var arguments: [UInt64]
    /// rax at its end.
    public var result: Int64
    /// The instruction after the call.
    public var pc: UInt64
    /// At its end, for the stack that leads to it; nil where they were not kept.
    public var registers: MachineRegisters?
    /// Memory from RSP upwards.
    public var stack: [UInt8]

    /// Bytes of stack that are kept at most: the callers of a system call's wrapper are near.
    public static let stackByteCount = 4 << 10

    public init(
        tid: Int32, number: UInt64, arguments: [UInt64], result: Int64, pc: UInt64, registers: MachineRegisters? = nil,
        stack: [UInt8] = []
    ) {
        self.tid = tid
        self.number = number
        self.arguments = arguments
        self.result = result
        self.pc = pc
        self.registers = registers
        self.stack = stack
    }
}
