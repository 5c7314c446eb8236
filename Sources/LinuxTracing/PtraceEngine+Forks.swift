import CLinuxTracing
import DebugRegisters
import Tracing
import WatchSlots

/// Children: threads and processes that share a traced memory, and copies of it, which are followed or let go.
extension PtraceEngine {
    func handleChild(of parent: Tracee, isVfork: Bool) {
        var message: UInt64 = 0
        parent.entersVfork = isVfork
        if bt_event_message(parent.tid, &message) >= 0, message != 0 {
            let child = Int32(truncatingIfNeeded: message)
            if earlyChildren.remove(child) == nil {
                awaitChild(child, parent: parent)
            } else {
                giveProcessors(to: child, of: parent)
            }
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
        giveProcessors(to: child, of: parent)
        adopt(child, parent: parent)
    }

    /// A stop of somebody unknown is a child's first, ahead of its parent's report.
    func handleUnknown(_ tid: Int32, _ status: WaitStatus) {
        guard status.isStop else { return }
        guard mode != .empty else {
            // The rest of a target that was killed.
            _ = bt_continue(tid, 0)
            return
        }
        earlyChildren.insert(tid)
        adopt(tid, parent: nil)
    }

    /// Takes in a thread or child at its first stop, before its first instruction: armed when it has a memory of ours or
    /// is followed, let go clean when it has a copy.
    private func adopt(_ child: Int32, parent: Tracee?) {
        let pid = bt_is_thread_of(processID, child) == 1 ? processID : bt_process_of(child)
        let parentProcess = parent?.pid ?? bt_parent_of(child)
        let isLeaving = mode == .leaving || parent?.isLeaving == true
        // DR6 and DR7 read as the parent's; neither means anything here.
        var status: UInt32 = 0
        _ = bt_take_status(child, &status)
        if let shared = sharedSpace(of: child, pid, parent) {
            if isLeaving {
                _ = bt_write_debug_register(child, 7, 0)
                _ = bt_detach(child, 0)
                return
            }
            if pid == child { emit(.forked(parent: parentProcess, child: child, sharesMemory: true)) }
            return takeIn(Tracee(tid: child, pid: pid, space: shared))
        }
        // Whose copy it has: its int3s are the ones in it.
        if let origin = parent ?? tracees.values.first(where: { $0.pid == parentProcess }) { select(origin) }
        guard options.followsForks, !isLeaving else {
            releaseCopy(child)
            return emit(.forked(parent: parentProcess, child: child, sharesMemory: false))
        }
        emit(.followed(pid: child, parent: parentProcess))
        follow(child)
    }

    /// The traced memory that a child has; nil when it has a copy.
    private func sharedSpace(of child: Int32, _ pid: Int32, _ parent: Tracee?) -> AddressSpace? {
        if let parent, parent.pid == pid { return parent.space }
        if pid != child, let sibling = tracees.values.first(where: { $0.pid == pid }) { return sibling.space }
        if let parent { return bt_shares_memory(parent.tid, child) == 1 ? parent.space : nil }
        return spaces.first { space in
            let owner = tracees.values.first { $0.space === space && !$0.isExiting }
            return owner.map { bt_shares_memory($0.tid, child) == 1 } ?? false
        }
    }

    /// A copy of the memory at hand is traced from its first instruction.
    private func follow(_ child: Int32) {
        let copy = AddressSpace(memory: bt_open_memory(child), temporaries: temporaries)
        if copy.memory < 0 { emit(.problem(TracingError(.readMemory, tid: child, .errno(-copy.memory)))) }
        spaces.append(copy)
        select(copy)
        // The frames are its parent's.
        _ = temporaries.setScopes([], memory: memory)
        rereadSelected()
        // It may have been born while its parent was being killed.
        if isKilling { _ = bt_kill(child, Signal.kill) }
        takeIn(Tracee(tid: child, pid: child, space: copy))
    }

    private func takeIn(_ tracee: Tracee) {
        add(tracee)
        if let error = install(tracee) { emit(.problem(error)) }
        emit(.threadStarted(tid: tracee.tid, pid: tracee.pid))
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
    func handleExec(_ tracee: Tracee) {
        guard tracee.pid == processID else { return releaseExecuted(tracee) }
        var former: UInt64 = 0
        _ = bt_event_message(tracee.tid, &former)
        if let companion, companion.tid == Int32(truncatingIfNeeded: former) { separate(as: tracee.tid) }
        let endsRun = lineRun != nil
        let wasStepping = mode == .stepping && (stepper == tracee.tid || stepper == Int32(truncatingIfNeeded: former))
        dropThreads(of: tracee)
        abandonFrames()
        for other in Array(tracees.values) where other !== tracee {
            // It keeps the old memory, or a copy of it, which is not watched any more.
            if options.followsForks, other.tid == other.pid { emit(.released(pid: other.pid, .parentExecuted)) }
            other.isLeaving = true
            if other.state == .stopped { leave(other, nil) } else { _ = bt_interrupt(other.tid) }
        }
        endPerfWatches()
        remove(tracee)
        let fresh = Tracee(tid: tracee.tid, pid: processID, space: openSpace(of: processID))
        add(fresh)
        select(fresh)
        closeUnused()
        tellCoverage()
        table.releaseAll()
        showUndecided()
        forgetMeaning()
        applyTable()
        emit(.executed(pid: processID, path: Self.executablePath(of: processID)))
        emitSlots()
        if options.stopsAtExec {
            stepper = 0
            var pc: UInt64 = 0
            _ = bt_read_pc(fresh.tid, &pc)
            requestStop(fresh, Stop(tid: fresh.tid, pc: LinearAddress(pc), reason: .executed))
        } else if endsRun {
            var pc: UInt64 = 0
            _ = bt_read_pc(fresh.tid, &pc)
            requestStop(fresh, Stop(tid: fresh.tid, pc: LinearAddress(pc), reason: .stepped))
        } else if wasStepping {
            stepper = fresh.tid
            finishStep(fresh, reason: .stepped)
        } else {
            goOn(fresh, signal: 0)
        }
    }

    /// A child has a memory of its own now, and clear registers: it is let go.
    private func releaseExecuted(_ tracee: Tracee) {
        dropThreads(of: tracee)
        let path = options.followsForks ? Self.executablePath(of: tracee.pid) : ""
        _ = bt_detach(tracee.tid, 0)
        remove(tracee)
        emit(.threadEnded(tid: tracee.tid))
        if options.followsForks { emit(.released(pid: tracee.pid, .executed(path: path))) }
        closeUnused()
        // Its parent may have ended before it.
        if let mainEnd, tracees.isEmpty { return handleProcessEnd(mainEnd) }
        if mode == .leaving { return finishIfAllLeft() }
        settleIfQuiet()
    }

    private func dropThreads(of tracee: Tracee) {
        for other in Array(tracees.values) where other !== tracee && other.pid == tracee.pid {
            remove(other)
            emit(.threadEnded(tid: other.tid))
        }
    }

    static func executablePath(of pid: Int32) -> String {
        var bytes = [CChar](repeating: 0, count: 4096)
        let count = bt_executable(pid, &bytes, bytes.count)
        return String(decoding: bytes.prefix(max(0, Int(count))).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    // MARK: Ends

    func handleEnd(_ tracee: Tracee, _ end: ProcessEnd) {
        remove(tracee)
        let isMain = tracee.pid == processID
        if tracee.tid != processID { endFrames(of: tracee.tid) }
        let isProcessEnd = tracee.tid == tracee.pid || isLast(tracee)
        if isProcessEnd, isMain, !options.followsForks { return handleProcessEnd(end) }
        if isProcessEnd, options.followsForks {
            if isMain { mainEnd = end }
            if tracees.isEmpty, let mainEnd {
                if !isMain { tellEnd(of: tracee, end) }
                return handleProcessEnd(mainEnd)
            }
            tellEnd(of: tracee, end)
            if isMain { endFrames(of: tracee.tid) }
            closeUnused()
        } else {
            emit(.threadEnded(tid: tracee.tid))
        }
        if mode == .leaving { return finishIfAllLeft() }
        if mode == .stepping, stepper == tracee.tid { return abandonStep() }
        settleIfQuiet()
    }

    private func tellEnd(of leader: Tracee, _ end: ProcessEnd) {
        emit(.threadEnded(tid: leader.tid))
        emit(.processEnded(pid: leader.pid, end))
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
}
