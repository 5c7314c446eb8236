import CLinuxTracing
import DebugRegisters
import Glibc
import Tracing
import WatchSlots

/// How each kind of stop is taken.
extension PtraceEngine {
    private static let eventFork: Int32 = 1
    private static let eventVfork: Int32 = 2
    private static let eventClone: Int32 = 3
    private static let eventExec: Int32 = 4
    private static let eventStop: Int32 = 128

    /// The wait status of a thread (wait(2)).
    func take(_ tid: Int32, _ status: Int32) {
        guard status & 0xff == 0x7f else {
            ended(tid, status)
            return
        }
        let signal = status >> 8 & 0xff
        let event = status >> 16
        guard let thread = threads[tid] else {
            if event == Self.eventExec {
                executed(tid)
            } else {
                firstStop(of: tid)
            }
            return
        }
        if event == 0, signal == SIGTRAP {
            trapped(thread)
            return
        }
        set(thread, .stopped)
        switch event {
        case 0: signalled(thread, signal)
        case Self.eventFork, Self.eventVfork, Self.eventClone: bore(thread)
        case Self.eventExec: executed(tid)
        case Self.eventStop:
            thread.isInterrupted = false
            if signal == SIGSTOP || signal == SIGTSTP || signal == SIGTTIN || signal == SIGTTOU {
                set(thread, .groupStopped)
            }
            settle(thread)
        default: settle(thread)
        }
    }

    /// A stop has been taken: the thread goes on, or waits with the others.
    func settle(_ thread: TracedThread) {
        switch phase {
        case .running: resume(thread)
        case .stopping: finishStoppingIfDone()
        case .stepping(let tid, let number):
            if tid == thread.tid { stepAgain(thread, number) }
        case .absent, .launching, .stopped: break
        }
    }

    // MARK: Signals of the program's own

    private func signalled(_ thread: TracedThread, _ signal: Int32) {
        emit(.signal(tid: thread.tid, number: signal))
        thread.pendingSignal = signal
        settle(thread)
    }

    /// A SIGTRAP that is neither a hit nor ours goes to the program.
    func passOnTrap(_ thread: TracedThread) {
        signalled(thread, SIGTRAP)
    }

    // MARK: Threads and children

    /// A thread made a child, whose first stop comes before or after this.
    private func bore(_ thread: TracedThread) {
        var message: UInt64 = 0
        check(clt_event_message(thread.tid, &message), .wait, thread.tid)
        let child = Int32(truncatingIfNeeded: message)
        if handledChildren.remove(child) == nil, child > 0, threads[child] == nil {
            // A copy that is detached before its parent goes on cannot be told from a child of the parent's alone.
            thread.awaitsChild = child
        }
        settle(thread)
    }

    /// The parent may go on now.
    private func childIsHandled(_ child: Int32) {
        for thread in threads.values where thread.awaitsChild == child {
            thread.awaitsChild = 0
            settle(thread)
            return
        }
        handledChildren.insert(child)
    }

    private func firstStop(of tid: Int32) {
        let group = Self.threadGroup(of: tid)
        if group == pid || (group != 0 && group != tid) {
            adopt(tid, group: group)
        } else if sharesMemory(tid) {
            emit(.forked(parent: Self.parent(of: tid), child: tid, sharesMemory: true))
            adopt(tid, group: tid)
        } else {
            emit(.forked(parent: Self.parent(of: tid), child: tid, sharesMemory: false))
            letGo(copy: tid)
        }
        childIsHandled(tid)
    }

    /// A new thread, or a process that shares the memory: armed before its first instruction. Its registers are as if never
    /// written, whatever they read as.
    private func adopt(_ tid: Int32, group: Int32) {
        let thread = TracedThread(tid: tid, pid: group)
        thread.state = .stopped
        add(thread)
        arm(thread)
        emit(.threadStarted(tid: tid, pid: group))
        emitSlots()
        settle(thread)
    }

    /// A child with a copy of the memory goes its own way, unharmed: no breakpoint of ours in its code, nothing armed.
    private func letGo(copy tid: Int32) {
        if !temporary.isEmpty {
            let copy = clt_open_memory(tid)
            if copy >= 0 {
                temporary.restore(in: copy)
                close(copy)
            }
        }
        check(clt_poke_debug(tid, 7, 0), .writeDebugRegister, tid)
        check(clt_detach(tid, 0), .detach, tid)
    }

    private func sharesMemory(_ tid: Int32) -> Bool {
        let shares = clt_shares_memory(pid, tid)
        if shares >= 0 { return shares == 1 }
        // Without kcmp: the parent of a copy is not waiting for it as a vfork's is; the same memory has the same layout, which
        // both show. A parent that stands in vfork is in state D.
        return Self.field("State:", of: pid)?.first == "D"
    }

    // MARK: exec

    private func executed(_ tid: Int32) {
        if case .launching(let number) = phase {
            launched(tid, number)
            return
        }
        if tid == pid {
            // Every other thread is gone, and a thread that was not the leader has become it.
            for thread in threads.values where thread.pid == pid { remove(thread) }
            let thread = TracedThread(tid: tid, pid: pid)
            thread.state = .stopped
            add(thread)
            current = tid
            temporary.forget()
            waitingStops = []
            reopenMemory()
            for watch in table.watches { try? table.setEnabled(watch.id, false) }
            refreshIntent()
            emit(.executed(pid: pid, path: Self.executable(of: pid)))
            emitSlots()
            settle(thread)
        } else if let thread = threads[tid] {
            // It shared the memory and has one of its own now. The exec cleared its registers.
            remove(thread)
            emit(.executed(pid: tid, path: Self.executable(of: tid)))
            emit(.threadEnded(tid: tid))
            check(clt_detach(tid, 0), .detach, tid)
            finishStoppingIfDone()
        }
    }

    private func launched(_ tid: Int32, _ number: CommandNumber) {
        let thread = TracedThread(tid: tid, pid: tid)
        thread.state = .stopped
        threads = [tid: thread]
        runningCount = 0
        current = tid
        reopenMemory()
        phase = .stopped
        emit(.launched(pid: tid))
        emitSlots()
        emit(.stopped(Stop(tid: tid, pc: pc(of: tid), reason: .launched)))
        answer(number)
    }

    func reopenMemory() {
        if memory >= 0 { close(memory) }
        memory = clt_open_memory(pid)
        check(memory, .readMemory, pid)
    }

    // MARK: The end of threads

    private func ended(_ tid: Int32, _ status: Int32) {
        if let thread = threads[tid] { remove(thread) }
        handledChildren.remove(tid)
        if tid == pid {
            let signal = status & 0x7f
            finishProcess(signal == 0 ? .code(status >> 8 & 0xff) : .signal(signal, coreDumped: status & 0x80 != 0))
            return
        }
        guard pid != 0 else { return }
        emit(.threadEnded(tid: tid))
        emitSlots()
        childIsHandled(tid)
        handledChildren.remove(tid)
        if case .stepping(tid, let number) = phase {
            // The thread ended in its step; another one stands for the program.
            phase = .stopped
            answer(number)
            current = threads.keys.min() ?? pid
            emit(.stopped(Stop(tid: current, pc: pc(of: current), reason: .stepped)))
        }
        finishStoppingIfDone()
    }

    // MARK: Bringing every thread to a stop

    func stopAll(for goal: Goal) {
        phase = .stopping(goal)
        for thread in threads.values where !thread.isStopped && !thread.isInterrupted {
            thread.isInterrupted = true
            check(clt_interrupt(thread.tid), .interrupt, thread.tid)
        }
        finishStoppingIfDone()
    }

    func finishStoppingIfDone() {
        guard case .stopping(let goal) = phase else { return }
        if runningCount > 0 {
            // A leader that has ended while its threads live on never stops.
            guard runningCount == 1, let leader = threads[pid], !leader.isStopped, Self.isDead(pid) else { return }
        }
        for thread in threads.values where thread.awaitsChild != 0 { return }
        readValues()
        switch goal {
        case .report(let stop):
            temporary.removeAll(memory: memory)
            phase = .stopped
            current = stop.tid
            emit(.stopped(stop))
        case .command(let command, let number):
            phase = .stopped
            carryOutStopped(command, number)
            guard case .stopped = phase else { return }
            if waitingStops.isEmpty {
                resumeAll()
            } else {
                report(waitingStops.removeFirst())
            }
        }
    }

    /// A stop that the front must hear of: at once, or after the one that is under way.
    func report(_ stop: Stop) {
        switch phase {
        case .running, .stopped: stopAll(for: .report(stop))
        default: waitingStops.append(stop)
        }
    }

    // MARK: /proc

    static func threadGroup(of tid: Int32) -> Int32 { field("Tgid:", of: tid).flatMap { Int32($0) } ?? 0 }
    static func parent(of tid: Int32) -> Int32 { field("PPid:", of: tid).flatMap { Int32($0) } ?? 0 }
    static func isDead(_ tid: Int32) -> Bool {
        field("State:", of: tid).map { $0.first == "Z" || $0.first == "X" } ?? true
    }

    static func field(_ name: String, of tid: Int32) -> String? {
        let descriptor = open("/proc/\(tid)/status", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = read(descriptor, &buffer, buffer.count)
        guard count > 0 else { return nil }
        for line in String(decoding: buffer[..<count], as: UTF8.self).split(separator: "\n") where line.hasPrefix(name)
        {
            return String(line.dropFirst(name.count).drop { $0 == "\t" || $0 == " " })
        }
        return nil
    }

    static func executable(of pid: Int32) -> String {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = buffer.withUnsafeMutableBytes { bytes in
            readlink("/proc/\(pid)/exe", bytes.baseAddress!.assumingMemoryBound(to: CChar.self), bytes.count)
        }
        return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : "?"
    }

    func pc(of tid: Int32) -> LinearAddress {
        var pc: UInt64 = 0
        _ = clt_program_counter(tid, &pc)
        return LinearAddress(pc)
    }
}
