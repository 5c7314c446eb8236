import CLinuxTracing

/// One memory that is traced: that of the threads of a process and, while they share it, of its vfork and CLONE_VM
/// children. A followed child has a copy, which is an address space of its own.
final class AddressSpace {
    /// /proc/PID/mem, which stays with this memory whatever the process executes; -errno where it cannot be had.
    let memory: Int32
    var temporaries: TemporaryBreakpoints
    /// By slot, while another space is selected: what its bytes held when last read.
    let values: UnsafeMutablePointer<RememberedValue>

    struct RememberedValue: BitwiseCopyable {
        var value: UInt64 = 0
        var isKnown = false
    }

    /// - Parameter temporaries: a copy of a memory has a copy of its int3s.
    init(memory: Int32 = -1, temporaries: TemporaryBreakpoints = TemporaryBreakpoints()) {
        self.memory = memory
        self.temporaries = temporaries
        values = .allocate(capacity: 4)
        values.initialize(repeating: RememberedValue(), count: 4)
    }

    deinit {
        if memory >= 0 { _ = bt_close(memory) }
        values.deallocate()
    }
}
