public import DebugRegisters
public import WatchSlots

/// One slot's part in one trap: 64 bytes, written by the tracer between a stop and the resume. Several slots of one
/// trap are several records with the same `trap`, next to each other, in ascending order of slot.
public struct HitRecord: Hashable, Sendable, BitwiseCopyable {
    /// Numbers the traps of the session from 1.
    public var trap: UInt64
    /// Nanoseconds since the session's start (CLOCK_MONOTONIC).
    public var time: UInt64
    /// RIP at the stop: after a data access the next instruction, at an execute slot the instruction itself.
    public var pc: UInt64
    /// The slot's bytes as last read by the tracer, little-endian; meaningful with `.hasOld`.
    public var old: UInt64
    /// The slot's bytes as read after the trap; meaningful with `.hasNew`.
    public var new: UInt64
    public var pid: Int32
    public var tid: Int32
    public var watch: WatchID
    /// DR6 as read at the trap; 0, which DR6 never reads, where the register was the kernel's choice (perf).
    public var status: StatusRegister
    public var slot: SlotIndex
    public var length: WatchLength
    public var kind: WatchKind
    public var flags: Flags
    /// How many events the tracer had told before the trap, modulo 2³²: hits cross shared memory and events do not, so their
    /// common order is put together again from this. 0 where the two cannot part.
    public var eventsBefore: UInt32

    public struct Flags: OptionSet, Hashable, Sendable, BitwiseCopyable {
        public let rawValue: UInt8
        @inlinable public init(rawValue: UInt8) { self.rawValue = rawValue }
        /// `old` was read; false when the address was not readable when the watch was armed.
        public static let hasOld = Flags(rawValue: 1 << 0)
        /// `new` was read.
        public static let hasNew = Flags(rawValue: 1 << 1)
        /// The trap was a single step as well.
        public static let steppedOn = Flags(rawValue: 1 << 2)
        /// The slot is set to stop: the thread was left stopped.
        public static let stopped = Flags(rawValue: 1 << 3)
        /// Other threads that could store to the bytes were running between the trap and the read of `new`.
        public static let newMayBeLater = Flags(rawValue: 1 << 4)
        /// DR6 arrived empty, as it does about once in 100 000 traps under some hypervisors; the slot was found by its
        /// value, or because no other was armed.
        public static let statusWasLost = Flags(rawValue: 1 << 5)
        /// `new` is what the instruction stored, computed from its source operand, and not memory as read afterwards.
        public static let newIsExact = Flags(rawValue: 1 << 6)
        /// There was no trap: the record stands for a change that was found without a hit. Tracers make none of these.
        public static let withoutHit = Flags(rawValue: 1 << 7)
    }

    @inlinable public init(
        trap: UInt64, time: UInt64, pc: UInt64, old: UInt64, new: UInt64, pid: Int32, tid: Int32, watch: WatchID,
        status: StatusRegister, slot: SlotIndex, length: WatchLength, kind: WatchKind, flags: Flags
    ) {
        self.trap = trap
        self.time = time
        self.pc = pc
        self.old = old
        self.new = new
        self.pid = pid
        self.tid = tid
        self.watch = watch
        self.status = status
        self.slot = slot
        self.length = length
        self.kind = kind
        self.flags = flags
        eventsBefore = 0
    }
}
