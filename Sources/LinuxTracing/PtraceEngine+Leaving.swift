import CLinuxTracing
import DebugRegisters
import Tracing
import WatchSlots

/// Letting threads go: disarmed, with no trap of ours left to kill them.
extension PtraceEngine {
    /// Every thread stands still: the clean ones go now, the others when they stop.
    func detachAll(_ number: CommandNumber) {
        showUndecided()
        tellCoverage()
        cancelPasses()
        inEachSpace { temporaries.removeAll(memory: memory) }
        tellDispositionReset()
        farewell = .detached(number)
        mode = .leaving
        for tracee in Array(tracees.values) {
            tracee.isLeaving = true
            if tracee.isExiting {
                // A leader that ended before its threads is a zombie that nobody can detach; the others are soon gone.
                if tracee.tid == processID { remove(tracee) }
            } else if tracee.state == .stopped {
                leave(tracee, nil)
            }
        }
        finishIfAllLeft()
    }

    /// Lets a stopped thread go.
    ///
    /// - Parameter status: what it stopped for, when that has not been dealt with.
    func leave(_ tracee: Tracee, _ status: WaitStatus?) {
        var signal = tracee.signal
        if let status, status.rawValue >> 16 == 0, !status.isCall {
            signal = status.signal == Signal.trap ? signalOfTrap(tracee) : status.signal
        }
        switch status?.event {
        case .exit?:
            tracee.isExiting = true
            _ = bt_continue(tracee.tid, 0)
            tracee.state = .running
            return refreshCount(tracee)
        case .fork?, .vfork?, .clone?: releaseChild(of: tracee)
        default: break
        }
        if !tracee.bank.touched.isEmpty { _ = bt_write_debug_register(tracee.tid, 7, 0) }
        tracee.enabled = 0
        let queued = bt_queued_traps(tracee.tid)
        if queued > 0, queued & Int32(bt_queued_debug) != 0 {
            // Ours, and deadly once nobody swallows it: the thread comes back with it, and executes nothing before.
            tracee.signal = signal
            _ = bt_continue(tracee.tid, 0)
            tracee.state = .running
            return refreshCount(tracee)
        }
        restoreMask(tracee)
        let result = bt_detach(tracee.tid, signal)
        if result < 0, result != -Errno.noProcess {
            emit(.problem(TracingError(.detach, tid: tracee.tid, .errno(-result))))
        }
        if result == -Errno.noProcess { return resumeDying(tracee) }
        if tracee.pid == processID { hasLetGo = true }
        remove(tracee)
        finishIfAllLeft()
    }

    /// The signal that a leaving thread's SIGTRAP stands for: none when it is ours.
    private func signalOfTrap(_ tracee: Tracee) -> Int32 {
        var trap = bt_trap()
        guard bt_take_trap(tracee.tid, &trap) >= 0 else { return 0 }
        let isOurs =
            switch trap.code {
            case HitAttribution.hardwareBreakpointCode, HitAttribution.singleStepCode:
                UInt8(truncatingIfNeeded: trap.status) & tracee.bank.touched.rawValue != 0
            case TrapCode.withoutStatus: !tracee.bank.touched.isEmpty && !followsInt1(trap)
            default: false
            }
        return isOurs || tracee.isStepping ? tracee.signal : Signal.trap
    }

    /// A child that a leaving thread made on its way out goes the same way.
    private func releaseChild(of parent: Tracee) {
        var message: UInt64 = 0
        var status: Int32 = 0
        guard bt_event_message(parent.tid, &message) >= 0 else { return }
        let child = Int32(truncatingIfNeeded: message)
        guard earlyChildren.remove(child) == nil, bt_wait_for(child, &status) >= 0,
            WaitStatus(rawValue: status).isStop
        else { return }
        releaseCopy(child)
    }

    func finishIfAllLeft() {
        if mode == .leaving, tracees.isEmpty { finish(farewell) }
    }

    /// Nothing is left of the target.
    func finish(_ farewell: Farewell) {
        if holds(farewell) { return }
        separate()
        showUndecided()
        tellCoverage()
        stopRotationTicker()
        let pid = processID
        closeSpaces()
        forgetFrames()
        mode = .empty
        processID = 0
        self.farewell = .none
        stepper = 0
        stopReason = nil
        lastStop = nil
        shownStop = nil
        queuedStops = []
        stepOverQueue = []
        plannedBreakpoints = []
        earlyChildren = []
        emitSlots()
        switch farewell {
        case .none: break
        case .exited(let end): emit(.exited(pid: pid, end))
        case .detached(let number):
            emit(.detached(pid: pid))
            complete(number)
        }
        for number in pauses { complete(number) }
        pauses = []
        let unanswered = edits
        edits = []
        for (command, number) in unanswered {
            fail(number, TracingError(Self.operation(of: command), .state("the program has ended")))
        }
    }

    /// Kills every process of the target and waits until all are reaped.
    func killTarget() {
        isKilling = true
        if mode != .leaving { mode = .running }
        // A process that has ended leaves its number to others.
        let main = mainEnd == nil ? [processID] : []
        for pid in Set(tracees.values.map(\.pid)).union(main) { _ = bt_kill(pid, Signal.kill) }
        while mode != .empty {
            var status: Int32 = 0
            let tid = bt_wait(&status, 0, 1)
            if tid > 0 {
                handle(tid, WaitStatus(rawValue: status))
            } else if tid == -Errno.noChild {
                loseTarget()
            }
        }
        isKilling = false
    }
}
