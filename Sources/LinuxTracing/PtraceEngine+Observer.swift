import CLinuxTracing
import DebugRegisters
import Tracing
import WatchSlots

/// A target that is not traced: perf events alone see it, beside whoever else traces it. Nothing of it can be stopped.
extension PtraceEngine {
    func observerRefusal(of command: TracingCommand) -> String? {
        switch command {
        case .launch: "perf alone starts no program — launch it with ptrace and watch through perf"
        case .resume, .resumeWithoutSignal, .runTo, .step, .stepLine, .finish, .pause:
            "the program is only observed through perf, which stops nobody — attach with --backend ptrace"
        case .readRegisters, .writeRegister, .setSignalPolicy, .describeThreads:
            "the program is only observed through perf, which has no hold of its threads — attach with --backend ptrace"
        default: nil
        }
    }

    func observe(_ pid: Int32, _ options: TracingOptions, _ number: CommandNumber) {
        var facts = AttachRefusal.Facts(of: pid)
        // Perf needs no ptrace: another tracer is no obstacle.
        facts.target?.tracer = 0
        facts.ownTracers = []
        if let words = AttachRefusal.beforehand(facts) {
            return fail(number, TracingError(.attach, tid: pid, .state(words)))
        }
        let process = bt_open_process(pid)
        guard process >= 0 else { return fail(number, TracingError(.attach, tid: pid, .errno(-process))) }
        let perf = PerfTracer()
        var known: Set<Int32> = []
        do throws(PerfErrno) {
            while true {
                let new = Self.threads(of: pid).filter { known.insert($0).inserted }
                if new.isEmpty { break }
                // What is made by a thread that is followed already tells of itself.
                perf.drain.collect()
                let told = births(in: perf)
                try perf.follow(new.filter { told[$0] == nil })
            }
        } catch {
            _ = bt_close(process)
            let words = PerfWords.refusal(error, reserved: [], used: [], eventCount: 0)
            let reason = words.map { TracingError.Reason.watch(.refused(.perf, isPermission: error.isPermission, $0)) }
            return fail(number, TracingError(.attach, tid: pid, reason ?? .errno(error.number)))
        }
        samples = options.samples
        observedProcess = process
        observedThreads = known
        begin(pid, options, mode: .running)
        self.perf = perf
        isAttached = true
        emit(.attached(pid: pid, threadCount: known.count))
        emitSlots()
        complete(number)
    }

    func endObservation() {
        if observedProcess >= 0 { _ = bt_close(observedProcess) }
        observedProcess = -1
        observedThreads = []
        observedChildren = [:]
    }

    // MARK: Threads

    private func births(in perf: PerfTracer) -> [Int32: PerfBirth] {
        var births: [Int32: PerfBirth] = [:]
        perf.drain.forEachPending { _, item in if case .forked(let birth) = item.content { births[birth.tid] = birth } }
        return births
    }

    /// Threads without events of a watch that do not inherit any: their maker had none yet when it made them. Where it
    /// was about to get them, they get their own, and what two events see is told once.
    func uncoveredThreads(_ events: PerfEvents, _ perf: PerfTracer) -> [Int32] {
        perf.drain.collect()
        let births = births(in: perf)
        func isCovered(_ tid: Int32, depth: Int) -> Bool {
            guard depth < 64, let birth = births[tid] else { return false }
            if let opened = events.opened[birth.parentThread] {
                return birth.time > opened &+ PerfDrain.settlingTime
            }
            return isCovered(birth.parentThread, depth: depth + 1)
        }
        return observedFamily(of: events.watch, births.values).flatMap(Self.threads(of:)).filter { tid in
            guard events.opened[tid] == nil, !isCovered(tid, depth: 0) else { return false }
            perf.drain.doubtful.insert(tid)
            return true
        }
    }

    func tellBirth(_ birth: PerfBirth) {
        guard isObserver else { return }
        if birth.pid == birth.parent {
            guard birth.pid == processID, observedThreads.insert(birth.tid).inserted else { return }
            isInstallationNews = true
            return emit(.threadStarted(tid: birth.tid, pid: birth.pid))
        }
        observedChildren[birth.pid] = birth.time
        let isShared = bt_have_same_memory(processID, birth.pid) == 1
        emit(.forked(parent: birth.parent, child: birth.pid, sharesMemory: isShared))
    }

    func tellEnd(_ pid: Int32, _ tid: Int32) {
        if pid == tid { observedChildren[pid] = nil }
        guard isObserver, pid == processID, observedThreads.remove(tid) != nil else { return }
        isInstallationNews = true
        if tid != processID { emit(.threadEnded(tid: tid)) }
    }

    // MARK: exec and the end

    /// The kernel took the events away: the addresses mean something else.
    func observedExec(_ path: String) {
        observedThreads = [processID]
        observedChildren = [:]
        endPerfWatches()
        let opened = openSpace(of: processID)
        select(opened)
        spaces = [opened]
        table.releaseAll()
        forgetMeaning()
        applyTable()
        emit(.executed(pid: processID, path: path))
        emitSlots()
    }

    func observedEnd() {
        var status: Int32 = 0
        let result = bt_ended_status(observedProcess, processID, &status)
        guard result >= 0 else {
            let words = "it has ended, and its parent has taken its exit status — this kernel tells nobody else"
            emit(.problem(TracingError(.wait, tid: processID, .state(words))))
            let pid = processID
            finish(.none)
            return emit(.detached(pid: pid))
        }
        finish(.exited(WaitStatus(rawValue: status).end))
    }

    /// Its end is told by the process itself.
    func killObserved() { _ = bt_kill(processID, Signal.kill) }
}
