public import DebugRegisters
public import WatchSlots

/// Something that happened to the traced process, in the order in which it did.
public struct TracingEvent: Hashable, Sendable, Codable {
    /// The number of the last trap before it; 0 before the first.
    public var after: UInt64
    /// Nanoseconds since the session's start.
    public var time: UInt64
    public var kind: Kind

    public init(after: UInt64, time: UInt64, kind: Kind) {
        self.after = after
        self.time = time
        self.kind = kind
    }

    public enum Kind: Hashable, Sendable, Codable {
        case launched(pid: Int32)
        /// A thread or a process that shares the memory was armed before its first instruction.
        case threadStarted(tid: Int32, pid: Int32)
        case threadEnded(tid: Int32)
        /// A child process: one with a copy of the memory was disarmed and let go, one that shares it is armed.
        case forked(parent: Int32, child: Int32, sharesMemory: Bool)
        /// A new program in the same process: every register is clear, every address means something else, and so every
        /// watch is released; an empty `.slots` follows.
        case executed(pid: Int32, path: String)
        /// A signal of the program's own was passed on to it.
        case signal(tid: Int32, number: Int32)
        case resumed
        case stopped(Stop)
        /// The last of it. Nothing of this process follows but answers to commands.
        case exited(pid: Int32, ProcessEnd)
        case detached(pid: Int32)
        /// The table of watches and how far each slot is installed; sent after every change.
        case slots(WatchTable, installation: SlotInstallation)
        case completed(CommandNumber, Answer)
        case failed(CommandNumber, TracingError)
        /// A failure that answers no command, such as a slot that could not be armed in a new thread.
        case problem(TracingError)
        /// The tracer itself is gone. The last event of all.
        case lost(reason: String)
    }

    public enum Answer: Hashable, Sendable, Codable {
        case done
        case watch(Watch)
        case memory(LinearAddress, [UInt8])
        case registers(RegisterSet)
    }
}

/// How a process ended.
public enum ProcessEnd: Hashable, Sendable, Codable {
    case code(Int32)
    case signal(Int32, coreDumped: Bool)
}

/// The program stands still.
public struct Stop: Hashable, Sendable, Codable {
    public var tid: Int32
    public var pc: LinearAddress
    public var reason: Reason

    public enum Reason: Hashable, Sendable, Codable {
        /// Before the first instruction of a launched program.
        case launched
        /// An address of `runTo` was reached; `pc` is that address.
        case reached
        /// A slot set to stop; every slot that the trap named, and whether the trap was a step too.
        case hit(trap: UInt64, slots: SlotSet, alsoStep: Bool)
        case stepped
        case paused
    }

    public init(tid: Int32, pc: LinearAddress, reason: Reason) {
        self.tid = tid
        self.pc = pc
        self.reason = reason
    }
}

/// How far the intent is installed: the proof is what the kernel accepted for each thread.
public struct SlotInstallation: Hashable, Sendable, Codable {
    public var threadCount: Int
    /// By slot number 0…3: the threads in which the slot is installed as intended.
    public var armedThreads: [Int]
    /// By slot number 0…3: why it could not be installed somewhere; nil when nothing failed.
    public var failures: [TracingError?]
    /// DR7 as installed in the thread last changed, as ptrace presents it.
    public var control: ControlRegister

    public init(threadCount: Int, armedThreads: [Int], failures: [TracingError?], control: ControlRegister) {
        self.threadCount = threadCount
        self.armedThreads = armedThreads
        self.failures = failures
        self.control = control
    }
}

/// The general registers of a thread at a stop, in the order of `struct user_regs_struct` (sys/user.h).
public struct RegisterSet: Hashable, Sendable, Codable {
    public var tid: Int32
    public var values: [UInt64]
    public init(tid: Int32, values: [UInt64]) {
        self.tid = tid
        self.values = values
    }
    public static let names = [
        "r15", "r14", "r13", "r12", "rbp", "rbx", "r11", "r10", "r9", "r8", "rax", "rcx", "rdx", "rsi", "rdi",
        "orig_rax", "rip", "cs", "eflags", "rsp", "ss", "fs_base", "gs_base", "ds", "es", "fs", "gs",
    ]
}
