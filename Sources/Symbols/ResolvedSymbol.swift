import HitRules

/// What a name stands for in the process.
struct ResolvedSymbol {
    var address: UInt64
    /// nil without debugging information.
    var type: DebugEntry?
    /// Bytes, as the ELF symbol has it.
    var size: UInt64?
    var isFunction: Bool
}

/// A local variable or parameter in one of the frames of a stopped thread.
struct ResolvedLocal {
    enum Place: Equatable {
        case memory(UInt64)
        /// It lives in a register now, which no slot can watch.
        case register(MachineRegister)
    }

    var place: Place
    var type: DebugEntry?
    /// The activation that it belongs to.
    var frame: FrameScope
}
