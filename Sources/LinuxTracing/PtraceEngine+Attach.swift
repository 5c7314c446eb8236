import CLinuxTracing
import DebugRegisters
import Tracing
import WatchSlots

/// Taking in a process while it runs, and what is different for one that was there before us.
extension PtraceEngine {
    /// Passes over the threads in a row that must find nobody new: a thread that ends while the kernel lists the others can
    /// hide one of them.
    private static let quietPasses = 2

    /// Seizes every thread. Nobody is stopped: what a seized thread makes comes in by itself, and what a clone() made that
    /// was under way is found when all stand still for the first time (`seizeMissed`).
    func attach(_ pid: Int32, _ options: TracingOptions, _ number: CommandNumber) {
        var facts = AttachRefusal.Facts(of: pid)
        if AttachRefusal.beforehand(facts) != nil {
            facts.complete()
            return fail(
                number,
                TracingError(
                    .attach, tid: pid, AttachRefusal.beforehand(facts).map { .state($0) } ?? .errno(Errno.noProcess)))
        }
        var seized: [Int32] = []
        var refusals: [(tid: Int32, error: Int32)] = []
        seizeAll(of: pid, &seized, &refusals)
        guard !seized.isEmpty else {
            facts = AttachRefusal.Facts(of: pid)
            facts.complete()
            let isForbidden = refusals.contains { $0.error == Errno.notPermitted }
            let words = AttachRefusal.beforehand(facts) ?? (isForbidden ? AttachRefusal.forbidden(facts) : nil)
            let error = refusals.first?.error ?? Errno.noProcess
            return fail(number, TracingError(.attach, tid: pid, words.map { .state($0) } ?? .errno(error)))
        }
        begin(attached: pid, threads: seized, options)
        trapDisposition = facts.target.map(TrapDisposition.init)
        bt_avoid_oom_killer()
        emit(.attached(pid: pid, threadCount: tracees.count))
        for refusal in refusals where refusal.error != Errno.noProcess && !isEnding(refusal.tid) {
            emit(.problem(TracingError(.seize, tid: refusal.tid, .errno(refusal.error))))
        }
        emitSlots()
        complete(number)
    }

    private func begin(attached pid: Int32, threads: [Int32], _ options: TracingOptions) {
        begin(pid, options, mode: .running)
        isAttached = true
        mayHaveMissed = true
        for tid in threads { add(running: tid) }
    }

    private func add(running tid: Int32) {
        let tracee = Tracee(tid: tid, pid: processID, space: space)
        tracee.state = .running
        // Nothing of ours is in its registers, but the intent may have something in it.
        tracee.needsInstall = true
        add(tracee)
    }

    /// - Parameter seized: the threads that were taken in, in the order of their seizing.
    private func seizeAll(of pid: Int32, _ seized: inout [Int32], _ refusals: inout [(tid: Int32, error: Int32)]) {
        var known: Set<Int32> = []
        var quiet = 0
        while quiet < Self.quietPasses {
            var isNews = false
            for tid in Self.threads(of: pid) where known.insert(tid).inserted {
                isNews = true
                let result = bt_seize(tid)
                if result >= 0 { seized.append(tid) }
                // One that a seized thread has made is ours already, and reports itself.
                if result < 0, result != -Errno.notPermitted || !isOurs(tid) { refusals.append((tid, -result)) }
            }
            quiet = isNews ? 0 : quiet + 1
            if seized.isEmpty { return }
        }
    }

    /// All threads stand still, so none is inside a clone(): whoever is not ours now was made by one that began before
    /// its maker was seized.
    ///
    /// - Returns: whether there was one. It was asked to stop, too, and may have made others.
    func seizeMissed() -> Bool {
        guard mayHaveMissed else { return false }
        mayHaveMissed = false
        for tid in Self.threads(of: processID) where tracees[tid] == nil {
            let result = bt_seize(tid)
            if result < 0 {
                if result != -Errno.noProcess, !isOurs(tid), !isEnding(tid) {
                    emit(.problem(TracingError(.seize, tid: tid, .errno(-result))))
                }
                continue
            }
            mayHaveMissed = true
            add(running: tid)
            tracees[tid]?.isInterrupted = true
            _ = bt_interrupt(tid)
            emit(.threadStarted(tid: tid, pid: processID))
        }
        return mayHaveMissed
    }

    static func threads(of pid: Int32) -> [Int32] {
        var capacity: Int32 = 256
        while true {
            var count: Int32 = 0
            let threads = [Int32](unsafeUninitializedCapacity: Int(capacity)) { buffer, initialized in
                count = bt_list_directory("/proc/\(pid)/task", buffer.baseAddress, capacity)
                initialized = max(0, min(Int(count), Int(capacity)))
            }
            if count <= capacity { return threads }
            capacity = count + count / 4
        }
    }

    private func isOurs(_ tid: Int32) -> Bool { ProcessStatus(of: tid)?.tracer == bt_current_thread() }

    /// Nobody can seize a thread that has ended and waits for the others, such as a leader.
    private func isEnding(_ tid: Int32) -> Bool { ProcessStatus(of: tid).map { "ZX".contains($0.state) } ?? true }

    // MARK: Letting go

    /// Ends the session with a target that was there before it: as a detach does, and waits for it.
    func releaseTarget() {
        if mode != .leaving {
            edits.insert((.detach, Self.nobody), at: 0)
            if mode == .stopped { performEdits() } else { quiesce() }
        }
        while mode != .empty {
            var status: Int32 = 0
            let waitsForPause = !passers.isEmpty && advancePasses()
            let tid = bt_wait(&status, 0, waitsForPause ? 0 : 1)
            if tid > 0 {
                handle(tid, WaitStatus(rawValue: status))
            } else if tid == -Errno.noChild {
                loseTarget()
            } else if waitsForPause {
                bt_yield(50)
            }
        }
    }

    /// The process has no thread left that is traced, and its leader, which ended before it was attached to, tells nobody.
    func isLast(_ tracee: Tracee) -> Bool {
        isAttached && !hasLetGo && tracee.pid == processID && !tracees.values.contains { $0.pid == processID }
    }

    /// Where the kernel forced a trap on a program that handles or ignores SIGTRAP, it does so no more.
    func tellDispositionReset() {
        if isAttached { lookAtDisposition() }
        trapDisposition = nil
    }

    /// Before the first slot of a thread is armed.
    func noteMask(_ tracee: Tracee) {
        guard tracee.bank.touched.isEmpty else { return }
        var mask: UInt64 = 0
        tracee.blocksTrap = bt_signal_mask(tracee.tid, &mask) >= 0 && mask & TrapDisposition.bit != 0
    }

    /// A forced trap unblocks SIGTRAP in its thread: it leaves with the mask it came with.
    func restoreMask(_ tracee: Tracee) {
        guard tracee.blocksTrap, !tracee.bank.touched.isEmpty else { return }
        var mask: UInt64 = 0
        guard bt_signal_mask(tracee.tid, &mask) >= 0, mask & TrapDisposition.bit == 0 else { return }
        _ = bt_set_signal_mask(tracee.tid, mask | TrapDisposition.bit)
    }

    /// The number of a command that nobody waits for.
    static let nobody: CommandNumber = .max
}
