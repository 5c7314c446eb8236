public import DebugRegisters
public import WatchSlots

/// Watched bytes that hold another value than before, though no instruction of the program was seen to store it: the
/// kernel, another process or another mapping of the same memory did.
public struct MemoryChange: Hashable, Sendable, Codable {
    public var watch: WatchID
    public var slot: SlotIndex
    public var old: UInt64
    public var new: UInt64
    public var cause: Cause

    public enum Cause: Hashable, Sendable, Codable {
        /// Seen at a stop, at a hit that read it, or when the tracer looked.
        case unknown
        /// The value was another one before the call and after it, and no other thread could store in between.
        case systemCall(SystemCall)
    }

    public init(watch: WatchID, slot: SlotIndex, old: UInt64, new: UInt64, cause: Cause) {
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

    public init(tid: Int32, number: UInt64, arguments: [UInt64], result: Int64, pc: UInt64) {
        self.tid = tid
        self.number = number
        self.arguments = arguments
        self.result = result
        self.pc = pc
    }
}
