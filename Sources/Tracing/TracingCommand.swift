public import DebugRegisters
public import HitRules
public import WatchSlots

/// What the front asks of a tracer.
public enum TracingCommand: Hashable, Sendable, Codable {
    /// Starts a program and stops it before its first instruction (`stopped(.launched)`). Not while another is traced; after
    /// its end, it is a restart. The table of watches begins empty, and the numbers of watches and traps go on.
    case launch(LaunchConfiguration)
    /// Takes in a process that runs already, with all its threads (`attached`), and leaves it running. Not while another is
    /// traced. At the end of the session it is let go, never killed.
    case attach(pid: Int32, TracingOptions)
    /// Registers a watch and arms it in every thread. Answered with `.watch`.
    case addWatch(WatchRequest)
    /// Replaces a watch's request (kind, length, address, action). Like every change of a watch it reaches each thread at
    /// once, leaves a running program running, and is undone when a thread's registers refuse it. Answered with `.watch`.
    case modifyWatch(WatchID, WatchRequest)
    case setEnabled(WatchID, Bool)
    case removeWatch(WatchID)
    /// Lets the program run until something stops it.
    case resume
    /// The same, and takes the signal away that the stopped thread was to get.
    case resumeWithoutSignal
    /// Runs one thread, 0 for that of the last stop, over the line whose instructions lie in these ranges: calls are
    /// stepped over. Ends with `stopped(.stepped)` at the first instruction outside of them in the same frame or its
    /// caller's; `frame` is the one that it is in.
    case stepLine(thread: Int32, ranges: [AddressRange], frame: FrameScope)
    /// Runs until this frame has returned (`stopped(.returned)`).
    case finish(FrameScope)
    /// What is done with signals, by number; those that are not named are passed on. At any time; it holds for every
    /// program of the session.
    case setSignalPolicy([Int32: SignalTreatment])
    /// Each living thread and what is installed in it. Answered with `.threads`.
    case describeThreads
    /// Resumes with a one-shot int3 at each of these addresses; all are removed at the next stop, whatever its reason.
    case runTo([LinearAddress])
    /// Stops a running program (`stopped(.paused)`); answered at once when it is stopped already.
    case pause
    /// One instruction of one thread, 0 for the thread of the last stop; the others stay stopped. An execute slot at that
    /// instruction ends it early only when it is set to stop.
    case step(thread: Int32)
    /// Kills the launched program; its end is an `exited` event.
    case kill
    /// Disarms every thread, swallows queued traps of ours and lets the program go.
    case detach
    case readMemory(LinearAddress, count: Int)
    /// The registers of a stopped thread, 0 for the thread of the last stop.
    case readRegisters(thread: Int32)
    /// Writes into the program's memory, read-only pages included, and says nothing of a watch that is hit: the kernel
    /// makes the store. What the tracer remembers of watched bytes follows. Answered with `.done`.
    case writeMemory(LinearAddress, [UInt8])
    /// Sets a register of a stopped thread, 0 for the thread of the last stop.
    case writeRegister(thread: Int32, MachineRegister, UInt64)
    /// What the front has found out of (pc, slot) pairs; threads that waited for it go on.
    case describeSites([SiteDescription])
    /// Compares what is watched with what it was when last seen, while the program runs as well, and tells what changed
    /// without a hit (`memoryChanged`) where that is certain: nobody may have a store under way. Ask now and then.
    case lookForChanges
    /// The consumer made room in the hit log.
    case logDrained
    /// Disarms every watch but keeps the session (the end of `--max-hits`).
    case disarmAll

    /// Addresses from `start` up to and without `end`.
    public struct AddressRange: Hashable, Sendable, Codable {
        public var start: UInt64
        public var end: UInt64
        public init(start: UInt64, end: UInt64) {
            self.start = start
            self.end = end
        }
        public func contains(_ address: UInt64) -> Bool { address >= start && address < end }
    }
}
