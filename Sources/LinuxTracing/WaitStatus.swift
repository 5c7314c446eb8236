import Tracing

/// What waitpid said of a thread (wait(2), ptrace(2)).
struct WaitStatus {
    let rawValue: Int32

    var isStop: Bool { rawValue & 0xff == 0x7f }
    /// The signal of a stop: the one about to be delivered, or SIGTRAP, or the stop signal of a group stop.
    var signal: Int32 { rawValue >> 8 & 0xff }
    /// One end of a system call, under PTRACE_O_TRACESYSGOOD; the signal is none that anybody could get.
    var isCall: Bool { rawValue & 0xff == 0x7f && rawValue >> 8 == Signal.trap | 0x80 }
    /// The ptrace event of a stop; nil at a signal's delivery.
    var event: Event? { Event(rawValue: rawValue >> 16) }

    /// How the thread ended, when it is no stop.
    var end: ProcessEnd {
        rawValue & 0x7f == 0
            ? .code(rawValue >> 8 & 0xff) : .signal(rawValue & 0x7f, coreDumped: rawValue & 0x80 != 0)
    }

    /// PTRACE_EVENT_* of sys/ptrace.h.
    enum Event: Int32 {
        case fork = 1
        case vfork = 2
        case clone = 3
        case exec = 4
        case vforkDone = 5
        case exit = 6
        /// An interrupt, a group stop, its end, or the first stop of a new thread.
        case stop = 128
    }
}

/// The numbers of signal.h that the tracer itself means.
enum Signal {
    static let trap: Int32 = 5
    static let kill: Int32 = 9
}

/// si_code of a SIGTRAP (asm-generic/siginfo.h, arch/x86/kernel/traps.c); 2 and 4 are `HitAttribution`'s.
enum TrapCode {
    /// An int3: SI_KERNEL.
    static let breakpointInstruction: Int32 = 0x80
    /// A single step that ended with a system call: TRAP_BRKPT.
    static let steppedSystemCall: Int32 = 1
    /// A debug exception whose DR6 read as 0: TRAP_BRKPT as well.
    static let withoutStatus: Int32 = 1
    /// A stop that ptrace itself reports, not a signal: a step into a signal handler, or a system call's entry.
    static let notification: Int32 = 5
    /// Raised by a perf event: TRAP_PERF.
    static let perf: Int32 = 6
}
