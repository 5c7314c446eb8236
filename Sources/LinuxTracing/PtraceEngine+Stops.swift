import CLinuxTracing
import DebugRegisters
import Tracing

/// How threads go on and stand still.
extension PtraceEngine {
    // MARK: Going on

    /// A stop has been dealt with: the thread goes on if the mode lets it, and else is parked with its signal.
    func goOn(_ tracee: Tracee, signal: Int32) {
        select(tracee)
        if tracee.exitPointer != 0 { checkExit(of: tracee) }
        let proceeds =
            switch mode {
            case .running: !tracee.isHeld && !tracee.isStoppedAlone
            case .stepping: (tracee.tid == stepper || tracee.runsWhileStepping) && !tracee.isHeld
            default: false
            }
        if proceeds || isKilling { return proceed(tracee, signal: signal) }
        tracee.signal = signal
        settleIfQuiet()
        if !endedFrames.isEmpty { quiesce() }
    }

    private func proceed(_ tracee: Tracee, signal: Int32) {
        let tid = tracee.tid
        tracee.signal = 0
        if tracee.entersVfork {
            tracee.entersVfork = false
            tracee.isInVfork = true
        }
        if tracee.owesGroupStop {
            // With the group stopped, an interruption is reported as the group stop.
            tracee.owesGroupStop = false
            _ = bt_interrupt(tid)
        }
        tracee.state = .running
        var result: Int32
        if mode == .stepping, tid == stepper, !isKilling {
            result = singleStep(tracee, signal: signal, mayBlock: stepGoal == .report)
        } else if mode == .running, tracee.exitPointer != 0, !isKilling {
            result = singleStep(tracee, signal: signal, mayBlock: true)
        } else if tracee.resumesByListening {
            tracee.state = .listening
            result = bt_listen(tid)
        } else {
            result = letRun(tracee, signal: signal)
        }
        refreshCount(tracee)
        if result < 0, result != -Errno.noProcess { emit(.problem(TracingError(.resume, tid: tid, .errno(-result)))) }
    }

    /// One instruction, whatever the mode: the rest of the program does not wait for it.
    func stepAlone(_ tracee: Tracee) {
        let result = singleStep(tracee, signal: 0, mayBlock: false)
        tracee.state = .running
        refreshCount(tracee)
        if result < 0, result != -Errno.noProcess {
            emit(.problem(TracingError(.singleStep, tid: tracee.tid, .errno(-result))))
        }
    }

    /// A system call may block for as long as it likes: where that must not be, the step ends at its entry.
    private func singleStep(_ tracee: Tracee, signal: Int32, mayBlock: Bool) -> Int32 {
        tracee.isStepping = true
        return !mayBlock && isAtSystemCall(tracee)
            ? bt_continue_to_syscall(tracee.tid, signal) : bt_single_step(tracee.tid, signal)
    }

    func isAtSystemCall(_ tracee: Tracee) -> Bool {
        var pc: UInt64 = 0
        var bytes: UInt16 = 0
        guard bt_read_pc(tracee.tid, &pc) >= 0, bt_read_memory(memory, pc, &bytes, 2) == 2 else { return false }
        return Self.systemCalls.contains(bytes)
    }

    /// syscall, and of 32-bit programs int 0x80 and sysenter.
    private static let systemCalls: [UInt16] = [0x050f, 0x80cd, 0x340f]

    /// Everything that stands still goes on as the mode says.
    func continueAll() {
        timeRuns()
        for tracee in Array(tracees.values) where tracee.state == .stopped && !tracee.isLeaving {
            if mode == .stepping, tracee.tid != stepper, !tracee.runsWhileStepping { continue }
            goOn(tracee, signal: tracee.signal)
        }
    }

    // MARK: Standing still

    /// Asks every thread to stop; `settle` follows when all have.
    func quiesce() {
        guard mode == .running || mode == .stepping else { return settleIfQuiet() }
        modeAfterEdits = mode
        mode = .stopping
        separate()
        for tracee in tracees.values where tracee.isCounted && !tracee.isInterrupted && !tracee.isLeaving {
            tracee.isInterrupted = true
            _ = bt_interrupt(tracee.tid)
        }
        settleIfQuiet()
    }

    /// A thread, stopped, has a reason to leave the program stopped. Reasons found while another is being dealt with are
    /// kept for later.
    func requestStop(_ tracee: Tracee, _ stop: Stop) {
        if isKilling { return goOn(tracee, signal: 0) }
        separate()
        if stopAlone(tracee, stop) { return }
        if stopReason == nil, mode != .stopped { stopReason = stop } else { queuedStops.append(stop) }
        quiesce()
    }

    func settleIfQuiet() {
        if mode == .stopping, moving == 0 { settle() }
    }

    /// All threads stand still, every trap that was queued in them is recorded.
    private func settle() {
        if seizeMissed() { return }
        cancelPasses()
        checkFrames()
        performEdits()
        guard mode == .stopping else { return }
        if stopReason != nil || !pauses.isEmpty { return standStill() }
        mode = modeAfterEdits
        if mode == .running { plantFrames() }
        if mode == .stepping, stepGoal == .line {
            _ = temporaries.setScopes([], memory: memory)
            return continueLine()
        }
        if mode == .stepping, stepGoal == .run, tracee(stepper)?.isStepping != true { return stepOverNext() }
        if mode == .stepping, tracee(stepper) == nil { return abandonStep() }
        continueAll()
    }

    private func standStill() {
        stopRotationTicker()
        inEachSpace { temporaries.removeAll(memory: memory) }
        plannedBreakpoints = []
        stepOverQueue = []
        stepper = 0
        endLineRun()
        joinStop()
        lookAtDisposition()
        for tracee in tracees.values {
            tracee.runsWhileStepping = false
            // A step that an interrupted system call kept from its end will not be reported any more.
            tracee.isStepping = false
        }
        rereadValues()
        let reason = stopReason
        stopReason = nil
        report(reason.flatMap { isValid($0) ? $0 : nil } ?? pausedStop())
        let answered = pauses
        pauses = []
        for number in answered { complete(number) }
    }

    func isValid(_ stop: Stop) -> Bool { tracee(stop.tid)?.isExiting == false }

    func report(_ stop: Stop) {
        if let perf { drain(perf, isLast: true) }
        tellCoverage()
        lastStop = stop
        if isInstallationNews { emitSlots() }
        emit(.stopped(stop))
    }

    /// Where a stop that belongs to no thread is shown: at the last stop's thread, the first one, or any.
    func pausedStop() -> Stop {
        let candidates = [lastStop?.tid, processID].compactMap { $0.flatMap(tracee) } + tracees.values
        let shown = candidates.first { $0.state == .stopped && !$0.isExiting }
        var pc: UInt64 = 0
        if let shown { _ = bt_read_pc(shown.tid, &pc) }
        return Stop(tid: shown?.tid ?? processID, pc: LinearAddress(pc), reason: .paused)
    }

    // MARK: Commands that move

    func resume(_ number: CommandNumber) {
        tellSignalOfStop()
        if shownStop != nil { return resumeAlone(number) }
        tellChanges()
        emit(.resumed)
        complete(number)
        if reportQueuedStop() { return }
        mode = .running
        plantFrames()
        continueAll()
    }

    /// A stop that was found with the last one takes the place of a resume.
    func reportQueuedStop() -> Bool {
        while !queuedStops.isEmpty {
            let stop = queuedStops.removeFirst()
            guard isValid(stop) else { continue }
            report(stop)
            return true
        }
        return false
    }

    func run(to addresses: [LinearAddress], _ number: CommandNumber) {
        selectShown()
        for address in addresses {
            var byte: UInt8 = 0
            let count = bt_read_memory(memory, address.rawValue, &byte, 1)
            if count != 1 {
                return fail(number, TracingError(.runTo, .errno(count < 0 ? Int32(-count) : Errno.inputOutput)))
            }
        }
        tellChanges()
        emit(.resumed)
        if reportQueuedStop() { return complete(number) }
        plannedBreakpoints = Set(addresses.map(\.rawValue))
        stepOverQueue = tracees.values.filter { tracee in
            var pc: UInt64 = 0
            return tracee.state == .stopped && !tracee.resumesByListening && !tracee.isExiting
                && bt_read_pc(tracee.tid, &pc) >= 0 && plannedBreakpoints.contains(pc)
        }.map(\.tid)
        stepGoal = .run
        complete(number)
        stepOverNext()
    }

    /// The next thread leaves its address; with none left, the int3s go in and everything runs.
    func stepOverNext() {
        while let tid = stepOverQueue.popLast() {
            guard let tracee = tracee(tid), tracee.state == .stopped, !tracee.isExiting else { continue }
            stepper = tid
            mode = .stepping
            return goOn(tracee, signal: tracee.signal)
        }
        stepper = 0
        stepGoal = .report
        inEachSpace {
            for address in plannedBreakpoints {
                let result = temporaries.insert(at: address, memory: memory)
                if result <= 0, !temporaries.contains(address) {
                    emit(.problem(TracingError(.writeMemory, tid: processID, .errno(-result))))
                }
            }
        }
        plannedBreakpoints = []
        mode = .running
        checkFrames()
        plantFrames()
        continueAll()
        disarmEndedSoon()
    }

    /// The thread that a command steps, 0 for that of the last stop; nil when it cannot be stepped, which has been told.
    func threadToStep(_ thread: Int32, _ number: CommandNumber) -> Int32? {
        let tid = thread != 0 ? thread : lastStop?.tid ?? processID
        guard let tracee = tracee(tid), tracee.state == .stopped, !tracee.isExiting else {
            fail(number, TracingError(.step, tid: tid, .errno(Errno.noProcess)))
            return nil
        }
        guard !tracee.resumesByListening else {
            fail(number, TracingError(.step, tid: tid, .state("the thread is stopped by a signal")))
            return nil
        }
        return tid
    }

    /// Everything stands still and is about to move.
    ///
    /// - Returns: false when a stop that was found with the last one is reported instead.
    func setOut(_ number: CommandNumber) -> Bool {
        tellChanges()
        emit(.resumed)
        complete(number)
        return !reportQueuedStop()
    }

    func step(_ thread: Int32, _ number: CommandNumber) {
        guard let tid = threadToStep(thread, number), setOut(number) else { return }
        stepper = tid
        stepGoal = .report
        mode = .stepping
        continueAll()
    }

    /// The thread did its instruction.
    func finishStep(_ tracee: Tracee, reason: Stop.Reason) {
        let isOurs = tracee.tid == stepper && (mode == .stepping || mode == .stopping)
        guard isOurs else { return goOn(tracee, signal: 0) }
        if stepGoal == .line { return finishLineStep(tracee) }
        if stepGoal == .run {
            if mode == .stopping { return goOn(tracee, signal: 0) }
            return stepOverNext()
        }
        var pc: UInt64 = 0
        _ = bt_read_pc(tracee.tid, &pc)
        requestStop(tracee, Stop(tid: tracee.tid, pc: LinearAddress(pc), reason: reason))
    }

    /// The thread that was to do an instruction is no more.
    func abandonStep() {
        if stepGoal == .run { return stepOverNext() }
        guard tracees.values.contains(where: { !$0.isExiting }) else {
            // The last one: what follows is its end.
            mode = .running
            return
        }
        stepper = 0
        endLineRun()
        stopReason = pausedStop()
        quiesce()
    }
}
