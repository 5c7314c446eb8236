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
        if tid == passer { endPass(tracee, status) }
        guard status.isStop else { return handleEnd(tracee, status.end) }
        tracee.state = .stopped
        tracee.isInterrupted = false
        tracee.resumesByListening = false
        refreshCount(tracee)
        if tracee.isLeaving { return leave(tracee, status) }
        guard status.rawValue >> 16 != 0 else {
            if status.signal == Signal.trap { return handleTrap(tracee) }
            emit(.signal(tid: tid, number: status.signal))
            return goOn(tracee, signal: status.signal)
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

    // MARK: Children

    private func handleChild(of parent: Tracee, isVfork: Bool) {
        var message: UInt64 = 0
        parent.entersVfork = isVfork
        if bt_event_message(parent.tid, &message) >= 0, message != 0 {
            let child = Int32(truncatingIfNeeded: message)
            if earlyChildren.remove(child) == nil { awaitChild(child, parent: parent) }
            if isVfork, mode == .stepping, parent.tid == stepper, let child = tracee(child) {
                child.runsWhileStepping = true
                if child.state == .stopped { goOn(child, signal: 0) }
            }
        }
        goOn(parent, signal: 0)
    }

    /// Waits for a child's first stop, which is certain to come, so that it is dealt with before its parent goes on.
    private func awaitChild(_ child: Int32, parent: Tracee) {
        var status: Int32 = 0
        guard bt_wait_for(child, &status) >= 0, WaitStatus(rawValue: status).isStop else { return }
        adopt(child, parent: parent)
    }

    /// A stop of somebody unknown is a child's first, ahead of its parent's report.
    private func handleUnknown(_ tid: Int32, _ status: WaitStatus) {
        guard status.isStop else { return }
        guard mode != .empty else {
            // The rest of a target that was killed.
            _ = bt_continue(tid, 0)
            return
        }
        earlyChildren.insert(tid)
        adopt(tid, parent: nil)
    }

    /// Takes in a thread or child at its first stop, before its first instruction: armed when it has our memory, let go
    /// clean when it has a copy.
    private func adopt(_ child: Int32, parent: Tracee?) {
        let pid = bt_is_thread_of(processID, child) == 1 ? processID : bt_process_of(child)
        let relative = parent ?? tracees.values.first { !$0.isExiting }
        let isShared =
            pid == processID || tracees.values.contains { $0.pid == pid }
            || relative.map { bt_shares_memory($0.tid, child) == 1 } ?? false
        let parentProcess = parent?.pid ?? bt_parent_of(child)
        guard isShared else {
            releaseCopy(child)
            return emit(.forked(parent: parentProcess, child: child, sharesMemory: false))
        }
        let tracee = Tracee(tid: child, pid: pid)
        // DR6 and DR7 read as the parent's; neither means anything here.
        var status: UInt32 = 0
        _ = bt_take_status(child, &status)
        if mode == .leaving || parent?.isLeaving == true {
            _ = bt_write_debug_register(child, 7, 0)
            _ = bt_detach(child, 0)
            return
        }
        add(tracee)
        if pid == child { emit(.forked(parent: parentProcess, child: child, sharesMemory: true)) }
        if let error = install(tracee) { emit(.problem(error)) }
        emit(.threadStarted(tid: child, pid: pid))
        goOn(tracee, signal: 0)
    }

    /// Lets a child with a copy of the memory go: its registers clear, its memory without our int3s.
    func releaseCopy(_ child: Int32) {
        _ = bt_write_debug_register(child, 7, 0)
        if !temporaries.isEmpty {
            let copy = bt_open_memory(child)
            if copy >= 0 {
                temporaries.restore(memory: copy)
                _ = bt_close(copy)
            }
        }
        let result = bt_detach(child, 0)
        if result < 0, result != -Errno.noProcess { emit(.problem(TracingError(.detach, tid: child, .errno(-result)))) }
    }

    // MARK: exec

    /// The thread has the process's tid from now on, whichever of its threads called exec; the others are gone.
    private func handleExec(_ tracee: Tracee) {
        guard tracee.pid == processID else {
            // A child that shared the memory has its own now, and clear registers.
            _ = bt_detach(tracee.tid, 0)
            remove(tracee)
            emit(.threadEnded(tid: tracee.tid))
            return settleIfQuiet()
        }
        var former: UInt64 = 0
        _ = bt_event_message(tracee.tid, &former)
        let wasStepping = mode == .stepping && (stepper == tracee.tid || stepper == Int32(truncatingIfNeeded: former))
        for other in Array(tracees.values) where other !== tracee {
            if other.pid == processID {
                remove(other)
                emit(.threadEnded(tid: other.tid))
            } else {
                // It keeps the old memory, which is not watched any more.
                other.isLeaving = true
                if other.state == .stopped { leave(other, nil) } else { _ = bt_interrupt(other.tid) }
            }
        }
        remove(tracee)
        let fresh = Tracee(tid: tracee.tid, pid: processID)
        add(fresh)
        abandonFrames()
        endPerfWatches()
        reopenMemory()
        table.releaseAll()
        showUndecided()
        forgetMeaning()
        applyTable()
        emit(.executed(pid: processID, path: executablePath()))
        emitSlots()
        if wasStepping {
            stepper = fresh.tid
            finishStep(fresh, reason: .stepped)
        } else {
            goOn(fresh, signal: 0)
        }
    }

    func executablePath() -> String {
        var bytes = [CChar](repeating: 0, count: 4096)
        let count = bt_executable(processID, &bytes, bytes.count)
        return String(decoding: bytes.prefix(max(0, Int(count))).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    func reopenMemory() {
        if memory >= 0 { _ = bt_close(memory) }
        memory = bt_open_memory(processID)
        if memory < 0 { emit(.problem(TracingError(.readMemory, tid: processID, .errno(-memory)))) }
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
        _ = bt_continue(tracee.tid, 0)
        tracee.state = .running
        refreshCount(tracee)
        isInstallationNews = true
        endFrames(of: tracee.tid)
        if mode == .stepping, stepper == tracee.tid { return abandonStep() }
        settleIfQuiet()
    }

    private func handleEnd(_ tracee: Tracee, _ end: ProcessEnd) {
        remove(tracee)
        if tracee.tid != processID { endFrames(of: tracee.tid) }
        if tracee.tid == processID || isLast(tracee) {
            return handleProcessEnd(end)
        }
        emit(.threadEnded(tid: tracee.tid))
        if mode == .leaving { return finishIfAllLeft() }
        if mode == .stepping, stepper == tracee.tid { return abandonStep() }
        settleIfQuiet()
    }

    /// The process is gone. Children that still share its memory are let go before it is said.
    private func handleProcessEnd(_ end: ProcessEnd) {
        // A detach that the end overtook is answered with the other commands that it leaves unanswered.
        if case .detached(let number) = farewell { edits.append((.detach, number)) }
        farewell = .exited(end)
        mode = .leaving
        for tracee in Array(tracees.values) where !isKilling {
            tracee.isLeaving = true
            if tracee.isExiting { continue }
            if tracee.state == .stopped { leave(tracee, nil) } else { _ = bt_interrupt(tracee.tid) }
        }
        finishIfAllLeft()
    }

    /// A thread that a request found gone: SIGKILL took it out of its stop, and waitpid will tell.
    func resumeDying(_ tracee: Tracee) {
        tracee.state = .running
        refreshCount(tracee)
    }
}
