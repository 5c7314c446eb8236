import CLinuxTracing
import DebugRegisters
import HitRules
import Tracing
import WatchSlots

/// The next line, and the end of a frame.
extension PtraceEngine {
    // MARK: Commands

    func stepLine(
        _ thread: Int32, _ ranges: [TracingCommand.AddressRange], _ frame: FrameScope, _ number: CommandNumber
    ) {
        guard let tid = threadToStep(thread, number), setOut(number) else { return }
        lineRun = LineRun(tid: tid, frame: frame, goal: .line(ranges))
        stepper = tid
        stepGoal = .line
        mode = .stepping
        continueLine()
    }

    func finishFrame(_ scope: FrameScope, _ number: CommandNumber) {
        guard scope.returnAddress != 0 else {
            return fail(
                number, TracingError(.runTo, tid: scope.tid, .state("nobody knows where this frame returns to")))
        }
        guard problem(of: scope) == nil else {
            return fail(number, TracingError(.runTo, tid: scope.tid, .state("the frame has returned already")))
        }
        guard setOut(number) else { return }
        var run = LineRun(tid: scope.tid, frame: scope, goal: .frameReturn)
        run.awaited = LiveFrame(watch: .awaitedReturn, scope: scope, callAddress: nil)
        lineRun = run
        refreshFrames()
        mode = .running
        plantFrames()
        continueAll()
    }

    // MARK: On the way

    /// The thread did an instruction of its line.
    func finishLineStep(_ tracee: Tracee) {
        lineRun?.isPending = false
        if mode == .stopping { goOn(tracee, signal: 0) } else { continueLine() }
    }

    /// All threads stand still: the one with the line ends there, or does what comes next.
    func continueLine() {
        guard let run = lineRun, let tracee = tracee(run.tid), tracee.state == .stopped, !tracee.isExiting else {
            return abandonStep()
        }
        if !frames.isEmpty {
            checkFrames()
            if !endedFrames.isEmpty { return quiesce() }
        }
        var pc: UInt64 = 0
        var pointer: UInt64 = 0
        guard bt_read_pc(tracee.tid, &pc) >= 0, bt_read_stack_pointer(tracee.tid, &pointer) >= 0 else {
            return resumeDying(tracee)
        }
        if !run.isPending {
            var word: UInt64 = 0
            if bt_read_memory(memory, pointer, &word, 8) == 8, run.isCall(to: pc, pointer: pointer, word: word) {
                return awaitReturn(
                    scope(of: tracee, frameAddress: pointer &+ 8, returnAddress: word), hasReturnSlot: true, tracee)
            }
            if run.isOver(pc: pc, pointer: pointer) {
                return requestStop(tracee, Stop(tid: tracee.tid, pc: .init(pc), reason: .stepped))
            }
        }
        lineRun?.start = (pc, pointer)
        lineRun?.isPending = true
        if tracee.signal != 0 {
            // Its handler comes back to here.
            awaitReturn(scope(of: tracee, frameAddress: pointer, returnAddress: pc), hasReturnSlot: false, tracee)
        } else if isAtSystemCall(tracee) {
            // It may block until another thread gets on.
            awaitReturn(scope(of: tracee, frameAddress: pointer, returnAddress: pc &+ 2), hasReturnSlot: false, tracee)
        } else {
            goOn(tracee, signal: 0)
        }
    }

    private func scope(of tracee: Tracee, frameAddress: UInt64, returnAddress: UInt64) -> FrameScope {
        FrameScope(
            tid: tracee.tid, frameAddress: frameAddress, returnAddress: returnAddress,
            exits: lineRun?.frame.exits ?? [])
    }

    /// Everything runs until the thread is back at an address.
    private func awaitReturn(_ scope: FrameScope, hasReturnSlot: Bool, _ tracee: Tracee) {
        lineRun?.awaited = LiveFrame(
            watch: .awaitedReturn, scope: scope, callAddress: nil, hasReturnSlot: hasReturnSlot)
        refreshFrames()
        tracee.isStepping = false
        stepper = 0
        stepGoal = .report
        mode = .running
        plantFrames()
        continueAll()
    }

    /// A signal of the program's own is passed to the thread with the line, before its instruction is done.
    ///
    /// - Returns: whether the thread was dealt with.
    func passDuringLine(_ signal: Int32, to tracee: Tracee) -> Bool {
        guard mode == .stepping, stepGoal == .line, tracee.tid == stepper else { return false }
        tracee.signal = signal
        tracee.isStepping = false
        lineRun?.isPending = true
        continueLine()
        return true
    }

    /// What was awaited is over, and all threads stand still.
    func awaitedReturned() {
        guard let run = lineRun else { return }
        lineRun?.awaited = nil
        refreshFrames()
        guard let tracee = tracee(run.tid), !tracee.isExiting else {
            endLineRun()
            // With nobody left, what follows is the end.
            if tracees.values.contains(where: { !$0.isExiting }) { keep(pausedStop()) }
            return
        }
        var pc: UInt64 = 0
        var pointer: UInt64 = 0
        _ = bt_read_pc(tracee.tid, &pc)
        _ = bt_read_stack_pointer(tracee.tid, &pointer)
        if run.goal == .frameReturn {
            endLineRun()
            return keep(Stop(tid: run.tid, pc: .init(pc), reason: .returned))
        }
        lineRun?.isPending = pc == run.start.pc && pointer == run.start.pointer
        stepper = run.tid
        stepGoal = .line
        modeAfterEdits = .stepping
    }

    /// The stop that all threads stand still for.
    private func keep(_ stop: Stop) {
        if stopReason == nil { stopReason = stop } else { queuedStops.append(stop) }
    }

    /// Nothing of it is left in the code.
    func endLineRun() {
        if stepGoal == .line { stepGoal = .report }
        guard lineRun != nil else { return }
        lineRun = nil
        refreshFrames()
    }
}
