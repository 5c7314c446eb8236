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
        /// A process was taken in while it ran: so many threads.
        case attached(pid: Int32, threadCount: Int)
        /// A child with a copy of the memory is armed and traced from its first instruction; its hits carry its pid.
        case followed(pid: Int32, parent: Int32)
        /// A traced process ended while others are still traced. The last one's end is `exited`, with how the process itself
        /// ended.
        case processEnded(pid: Int32, ProcessEnd)
        /// A followed child is traced no more: it was let go clean, and runs on.
        case released(pid: Int32, ReleaseReason)
        /// Watched bytes changed without a hit. Told before the stop, the resume or the end at which it was found.
        case memoryChanged(MemoryChange)
        /// The kernel has reset the program's disposition of a signal to its default, because a trap had to be forced on it
        /// while it blocked or ignored SIGTRAP (kernel/signal.c, force_sig_info_to_task).
        case dispositionReset(pid: Int32, signal: Int32)
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
        /// One was taken away from it: by the policy, or with `resumeWithoutSignal`.
        case signalDropped(tid: Int32, number: Int32)
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
        /// The frame of a local's watch has returned (or its thread has ended): the watch is disarmed and stays in the table.
        case frameEnded(WatchID, tid: Int32)
        /// A one-shot watch has had its hit: it is disarmed and stays in the table.
        case watchSpent(WatchID)
        /// Threads wait for `describeSites` of these (pc, slot) pairs; their samples are in the sample log.
        case sitesAwaited([SitePair])
        /// How long each watch was armed of the time in which it was wanted, and what it counted: now and then while
        /// registers are shared or a watch records every n-th hit, at every stop, and before the end.
        case coverage([WatchCoverage])
        /// The kernel accessed watched bytes in a way not seen before; the first of those hits follows.
        case kernelEntered(KernelPath)
        /// The tracer itself is gone. The last event of all.
        case lost(reason: String)
    }

    public enum ReleaseReason: Hashable, Sendable, Codable {
        /// It became another program.
        case executed(path: String)
        /// Its parent did, and took the watches with it.
        case parentExecuted
    }

    public enum Answer: Hashable, Sendable, Codable {
        case done
        case watch(Watch)
        case memory(LinearAddress, [UInt8])
        case registers(RegisterSet)
        case threads([ThreadStatus])
    }

    public struct SitePair: Hashable, Sendable, Codable {
        public var pc: UInt64
        public var slot: SlotIndex
        /// The watch that had the slot at the hit; nil for that which has it now.
        public var watch: WatchID?
        public init(pc: UInt64, slot: SlotIndex, watch: WatchID? = nil) {
            self.pc = pc
            self.slot = slot
            self.watch = watch
        }
    }
}
