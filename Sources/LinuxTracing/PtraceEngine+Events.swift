import CLinuxTracing
import DebugRegisters
import Tracing
import WatchSlots

/// What waitpid reports, by kind: threads that come and go, children, exec, signals and group stops.
extension PtraceEngine {
    func handle(_ tid: Int32, _ status: WaitStatus) {
        guard let tracee = tracee(tid) else { return handleUnknown(tid, status) }
        handle(tracee, status)
    }

    private func handle(_ tracee: Tracee, _ status: WaitStatus) {
        let tid = tracee.tid
        select(tracee)
        if tid == passer { endPass(tracee, status) }
        guard status.isStop else { return handleEnd(tracee, status.end) }
        tracee.state = .stopped
        tracee.isInterrupted = false
        tracee.resumesByListening = false
        refreshCount(tracee)
        if tracee.isLeaving { return leave(tracee, status) }
        guard status.rawValue >> 16 != 0 else {
            if status.isCall { return handleCallStop(tracee) }
            if status.signal == Signal.trap { return handleTrap(tracee) }
            return meetSignal(tracee, status.signal)
        }
        switch status.event {
        case .stop: handleInterruption(tracee, isGroupStop: status.signal != Signal.trap)
        case .fork, .clone: handleChild(of: tracee, isVfork: false)
        case .vfork: handleChild(of: tracee, isVfork: true)
        case .vforkDone:
            tracee.isInVfork = false
            installIfNeeded(tracee)
            goOn(tracee, signal: 0)
        case .exec: handleExec(tracee)
        case .exit: handleExiting(tracee)
        case nil: goOn(tracee, signal: 0)
        }
    }

    // MARK: Interruptions and group stops

    private func handleInterruption(_ tracee: Tracee, isGroupStop: Bool) {
        installIfNeeded(tracee)
        if mode == .stopping || mode == .stopped, hasQueuedTrap(tracee) {
            // An interruption is reported before the trap that is queued already. The thread is let go to report that as
            // well: it executes nothing in between.
            tracee.owesGroupStop = isGroupStop
            _ = bt_continue(tracee.tid, 0)
            tracee.state = .running
            return refreshCount(tracee)
        }
        tracee.resumesByListening = isGroupStop
        goOn(tracee, signal: 0)
    }

    /// A trap of ours that the stopped thread has yet to report: by its siginfo, or by DR6 when the siginfo was lost
    /// behind a SIGTRAP of the program's own.
    func hasQueuedTrap(_ tracee: Tracee) -> Bool {
        let queued = bt_queued_traps(tracee.tid)
        guard queued > 0 else { return false }
        if queued & Int32(bt_queued_debug | bt_queued_int3) != 0 { return true }
        var status: UInt64 = 0
        return bt_read_debug_register(tracee.tid, 6, &status) >= 0
            && UInt8(truncatingIfNeeded: status) & tracee.enabled != 0
    }

    // MARK: Ends

    /// PTRACE_EVENT_EXIT: the thread executes nothing any more. It is let go in every mode; a thread group's leader then
    /// stays a zombie until the last thread ends, and no interrupt would ever be answered.
    private func handleExiting(_ tracee: Tracee) {
        if tracee.waitsForDecision { showUndecided(of: tracee.tid) }
        recordLastHit(tracee)
        tracee.waitsForRoom = false
        tracee.isExiting = true
        tracee.isInVfork = false
        tracee.state = .running
        refreshCount(tracee)
        tellLastChanges()
        isInstallationNews = true
        // Who waits for this thread wakes up when it is let go: where the others are to stop, they are asked before.
        endFrames(of: tracee.tid)
        _ = bt_continue(tracee.tid, 0)
        if mode == .stepping, stepper == tracee.tid { return abandonStep() }
        settleIfQuiet()
    }

    /// A thread that a request found gone: SIGKILL took it out of its stop, and waitpid will tell.
    func resumeDying(_ tracee: Tracee) {
        tracee.state = .running
        refreshCount(tracee)
    }
}
