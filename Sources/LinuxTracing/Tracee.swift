import Tracing
import WatchSlots

/// One thread that is traced: all threads of the program, and those of children that share its memory or are followed.
final class Tracee {
    let tid: Int32
    /// Its process (Tgid).
    let pid: Int32
    let space: AddressSpace
    /// What stands in its debug registers.
    var bank = RegisterBank()
    /// The slots that `bank` has enabled, laid out as in DR6.
    var enabled: UInt8 = 0

    var state: State = .stopped
    /// Counted among the threads that may execute the program's instructions at any moment; see `PtraceEngine.moving`.
    var isCounted = false

    /// To be delivered when it goes on.
    var signal: Int32 = 0
    /// In a group stop: it goes on with PTRACE_LISTEN.
    var resumesByListening = false
    /// Was taken out of a group stop to fetch a trap, and has to return to it.
    var owesGroupStop = false
    /// An interrupt is under way to it.
    var isInterrupted = false
    /// A single step was begun and has not been reported.
    var isStepping = false
    /// Its hit found no room in the log.
    var waitsForRoom = false
    /// It is not known yet whether its hit is shown.
    var waitsForDecision = false
    /// Goes into the kernel's wait for its vfork child when it is let go.
    var entersVfork = false
    /// Waits in the kernel for its vfork child: it executes nothing and cannot be interrupted.
    var isInVfork = false
    /// A vfork child of the thread being stepped: that one's step ends only when this one gets on.
    var runsWhileStepping = false
    /// Past PTRACE_EVENT_EXIT: it executes nothing any more.
    var isExiting = false
    /// The intent changed while it could not be stopped.
    var needsInstall = false
    /// Blocked SIGTRAP when it was first armed.
    var blocksTrap = false
    /// Why what is intended is not installed in it; nil when nothing failed.
    var failure: TracingError?
    /// To be disarmed and let go at its next stop.
    var isLeaving = false

    /// Stopped by its own hit or signal while the others run.
    var isStoppedAlone = false

    /// Stands at an int3 that is not meant for it.
    var waitsToPass = false
    /// Others pass the int3 that is meant for it.
    var isHeldForPass = false
    /// Has left the frame of a watch that is still armed.
    var leavesFrame = false

    /// The stops of its system calls can be told from signals.
    var marksCalls = false
    /// What was watched where it entered the call that it is in; nil when it is in none, or was in it before the watches.
    var callEntry: CallEntry?

    /// Where it could run and where we kept it, now or last time.
    var placement: Placement?

    /// RSP where it entered a function that may leave its watched frame; 0 when it is in none. It is stepped through.
    var exitPointer: UInt64 = 0

    /// Stands still though the program runs.
    var isHeld: Bool { waitsForRoom || waitsForDecision || waitsToPass || isHeldForPass || leavesFrame }

    enum State {
        case running, stopped
        /// In a group stop, waited for.
        case listening
    }

    init(tid: Int32, pid: Int32, space: AddressSpace) {
        self.tid = tid
        self.pid = pid
        self.space = space
    }
}
