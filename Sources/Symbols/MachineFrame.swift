/// A frame of the machine: one call, with the functions that were inlined into the one called.
struct MachineFrame {
    /// In the innermost frame as the registers say; in callers the return address.
    var pc: UInt64
    /// True when the instruction of this frame is at pc; false when it is the one before.
    var isExact: Bool
    /// Those that are known in this frame.
    var registers: FrameRegisters
    /// How its caller is found; nil without unwind information.
    var row: UnwindRow?
    /// RSP before the call that made the frame; nil when not known.
    var frameAddress: UInt64?

    /// The address to look at for the frame's place in the source.
    var lookup: UInt64 { isExact ? pc : pc &- 1 }
    var isSignal: Bool { row?.isSignal ?? false }
}
