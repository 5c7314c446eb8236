import DebugRegisters
import WatchSlots

/// What the tracer knows of one thread. Confined to the tracer's thread.
final class TracedThread {
    let tid: Int32
    /// The thread group: another one for a vfork child that still shares the memory.
    let pid: Int32
    var state = State.running
    /// The writes that the kernel accepted.
    var bank = RegisterBank()
    /// A signal of the program's own that its next resume delivers.
    var pendingSignal: Int32 = 0
    /// A child whose first stop must be handled before this thread, its parent, goes on.
    var awaitsChild: Int32 = 0
    /// An interrupt was sent that has not shown as a stop yet.
    var isInterrupted = false

    enum State: Equatable {
        case running
        /// In a ptrace stop of which everything has been taken.
        case stopped
        /// In a job-control stop: it must be listened to, not continued.
        case groupStopped
        /// In a trap stop that is taken once the log has room.
        case parked
    }

    var isStopped: Bool { state != .running }

    init(tid: Int32, pid: Int32) {
        self.tid = tid
        self.pid = pid
    }
}
