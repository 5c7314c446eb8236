import DebugRegisters
import HitRules
package import Tracing
import WatchSlots

/// A backend whose processor is software: scripted programs under real debug-register semantics, for tests and for machines
/// whose own registers do nothing.
///
/// It has no thread. The program runs inside `takeEvents`, a quantum of instructions at a time, and `eventDescriptor` is
/// readable while there are events or the program would get further; the same script gives the same events every time.
/// Everything above the registers is what the real backends use: `WatchTable`, `RegisterPlan` written through to each
/// thread and recorded in its `RegisterBank` only when accepted, `HitAttribution`, `HitLog`.
package final class SimulatedBackend: TracingBackend {
    package let capabilities = TracingCapabilities(
        name: "simulated", canStop: true, canSingleStep: true, hasStatusRegister: true, hasOldValue: true)
    package let hitLog: HitLog
    package var eventDescriptor: Int32 { readiness.descriptor }

    /// Physical slots that other owners have, from the next write on: with 4, every watch is refused with ENOSPC.
    package var slotsHeldElsewhere: Int {
        get { machine.heldElsewhere }
        set { machine.heldElsewhere = newValue }
    }
    /// False for a machine that accepts the registers and never fires, as some virtual ones do.
    package var firesSlots: Bool {
        get { machine.firesSlots }
        set { machine.firesSlots = newValue }
    }
    /// How the processes that were let go ended, by pid; nil for one that lives on.
    package var releasedProcesses: [Int32: ProcessEnd?] { released.mapValues(\.end) }

    enum State { case absent, stopped, running, exited }

    /// A thread under the tracer's hand, and what is installed in it.
    struct Tracee {
        let thread: SimulatedThread
        var bank = RegisterBank()
        /// Why a slot could not be installed, by slot number.
        var failures: [TracingError?] = [nil, nil, nil, nil]
        /// The address of a temporary stop that the thread stands on and is to pass once.
        var passes: LinearAddress?
        /// A signal that it stopped for, and is to get when it goes on.
        var signal: PendingSignal?
    }

    /// A trap whose records wait for room in the log.
    struct ParkedTrap {
        var thread: SimulatedThread
        var records: [HitRecord]
        var isStep: Bool
        /// Every hit of it that is here is shown.
        var isJudged = false
    }

    struct PendingSignal {
        let number: Int32
        let isFatal: Bool
    }

    let machine: SimulatedMachine
    let quantum: Int
    var state = State.absent
    var table = WatchTable()
    var tracees: [Tracee] = []
    var leader: SimulatedProcess?
    /// It was there before us, and outlives us.
    var isAttached = false
    var released: [Int32: SimulatedProcess] = [:]
    /// What each slot's bytes were when last read, by slot number.
    var remembered: [UInt64?] = [nil, nil, nil, nil]
    var watchesSystemCalls = false
    var temporaryStops: Set<LinearAddress> = []
    var signalPolicy: [Int32: SignalTreatment] = [:]
    /// The line that a thread is run over, or the frame that is to return.
    var lineRun: LineRun?
    var parked: [ParkedTrap] = []
    var overflow = HitLog.Overflow.wait
    var stopsAtExec = false
    var samples = SamplePolicy()
    var rules: [WatchID: RuleState] = [:]
    /// What is known of (pc, slot) pairs that have hit.
    var pairs: [TracingEvent.SitePair: SiteKnowledge] = [:]
    /// Pairs of which no hit has been shown, and those of which one has.
    var hiddenPairs: Set<TracingEvent.SitePair> = []
    var shownPairs: Set<TracingEvent.SitePair> = []
    /// A trap that waits for `describeSites`. Nothing else runs meanwhile.
    var undecided: ParkedTrap?
    /// Hits by watch, shown or not.
    var hitCounts: [WatchID: UInt64] = [:]
    var rotation = RegisterRotation()
    /// Turns are counted in hits, and there were enough.
    var isTurnOver = false
    var trapCount: UInt64 = 0
    var lastStopped: Int32 = 0
    private var stopCount = 0
    private var events: [TracingEvent] = []
    private let readiness = ReadinessPipe()

    /// - Parameters:
    ///   - programs: what `launch` and execve find, each under its path.
    ///   - hitLog: the log to fill; at least four records long, so that every trap fits.
    ///   - quantum: about how many instructions one `takeEvents` runs.
    ///   - firstID: the first process and thread number; the others follow in the order of birth.
    package init(
        programs: [SimulatedProgram], hitLog: HitLog = HitLog(capacity: 4096), quantum: Int = 4096,
        firstID: Int32 = 4242
    ) {
        precondition(hitLog.capacity >= SlotIndex.allCases.count, "a trap has up to four records")
        machine = SimulatedMachine(programs: programs, firstID: firstID)
        self.hitLog = hitLog
        self.quantum = quantum
    }

    package func submit(_ command: TracingCommand, number: CommandNumber) {
        do {
            emit(.completed(number, try perform(command)))
        } catch {
            emit(.failed(number, error))
        }
        readiness.setReady(hasWork)
    }

    package func takeEvents() -> [TracingEvent] {
        run()
        let taken = events
        events = []
        readiness.setReady(hasWork)
        return taken
    }

    package func close() {
        if isAlive { isAttached ? letGo() : endLaunched() }
        state = .absent
        events = []
        readiness.setReady(false)
    }

    func emit(_ kind: TracingEvent.Kind) {
        events.append(TracingEvent(after: trapCount, time: time, kind: kind))
    }

    /// The simulated clock: a hundred nanoseconds an instruction.
    var time: UInt64 { machine.instructionCount * 100 }

    /// No trap waits for room or for a decision.
    private var isFree: Bool { parked.isEmpty && undecided == nil }

    var isAlive: Bool { state == .running || state == .stopped }

    private var hasWork: Bool {
        !events.isEmpty
            || state == .running && isFree && tracees.contains { machine.canProgress($0.thread) }
    }

    // MARK: Running

    /// A quantum of the program, its threads taking turns instruction by instruction.
    ///
    /// While a trap waits for room in the log, no thread runs: on hardware the others would, but then the end of the process
    /// could overtake the hit.
    private func run() {
        var rest = quantum
        while state == .running, isFree, rest > 0 {
            reviewTurn()
            let turn = tracees.map(\.thread).filter(machine.canProgress)
            if turn.isEmpty { return }
            for thread in turn where state == .running && isFree {
                guard let index = index(of: thread) else { continue }
                if temporaryStops.contains(thread.pc), tracees[index].passes != thread.pc {
                    stop(thread, .reached)
                    break
                }
                tracees[index].passes = nil
                rest -= 1
                handle(machine.execute(thread), of: thread)
                checkFrames(of: thread)
                checkLine(of: thread)
            }
        }
    }

    /// One instruction of a thread while the others stand. An execute slot that only logs does not hold it up.
    func step(_ thread: SimulatedThread) {
        let before = stopCount
        func isUndecided() -> Bool { isAlive && stopCount == before && isFree }
        if thread.awaitedChild == nil {
            handle(machine.execute(thread, isStep: true), of: thread)
            if isUndecided(), thread.resumeFlag { handle(machine.execute(thread, isStep: true), of: thread) }
            checkFrames(of: thread)
        }
        if isUndecided() { stop(thread, .stepped) }
    }

    func index(of thread: SimulatedThread) -> Int? { tracees.firstIndex { $0.thread === thread } }

    /// The program stands still; temporary stops are gone, whatever the reason.
    func stop(_ thread: SimulatedThread, _ reason: Stop.Reason) {
        tellChanges()
        rotation.pause(at: time, table)
        tellCoverage()
        state = .stopped
        stopCount += 1
        temporaryStops = []
        lineRun = nil
        lastStopped = thread.tid
        emit(.stopped(Stop(tid: thread.tid, pc: thread.pc, reason: reason)))
    }

    private func handle(_ stops: [SimulatedMachine.Stop], of thread: SimulatedThread) {
        for reason in stops {
            switch reason {
            case .trap(let code): trap(thread, code: code)
            case .signal(let number, let code, let isFatal):
                // DR6 is stale here, and the SIGTRAP of a program is its own.
                let slots = HitAttribution.slots(
                    status: thread.unit.status, signalCode: code,
                    installed: index(of: thread).map { tracees[$0].bank.control } ?? .idle)
                precondition(slots.isEmpty, "a stale DR6 was believed")
                meet(PendingSignal(number: number, isFatal: isFatal), thread)
            case .spawned(let child):
                adopt(child)
                emit(.threadStarted(tid: child.tid, pid: child.process.pid))
            case .forked(let child, let sharesMemory):
                emit(.forked(parent: thread.process.pid, child: child.process.pid, sharesMemory: sharesMemory))
                if sharesMemory {
                    adopt(child)
                    emit(.threadStarted(tid: child.tid, pid: child.process.pid))
                } else {
                    release(child.process, threads: [child])
                }
            case .executed(let path, let endedThreads): executed(thread, path, endedThreads)
            case .threadEnded:
                tracees.removeAll { $0.thread === thread }
                endFrames(of: thread.tid)
                emit(.threadEnded(tid: thread.tid))
                if lineRun?.tid == thread.tid { abandonLine() }
            case .called(let call): tellChanges(by: call)
            case .exited(let end):
                if thread.process === leader { tellChanges() }
                ended(thread.process, end)
            }
        }
    }

    /// A new thread is armed before its first instruction; what it reads of DR7 and DR6 is its parent's and means nothing.
    private func adopt(_ thread: SimulatedThread) {
        tracees.append(Tracee(thread: thread))
        let failures = install(in: tracees.count - 1)
        for failure in failures { emit(.problem(failure)) }
        if !failures.isEmpty { emitSlots() }
    }

    /// Lets a process go with no slot armed.
    func release(_ process: SimulatedProcess, threads: [SimulatedThread]) {
        for thread in threads {
            // DR7 of a copy reads as the parent's: it is written to zero, and no DRn is touched.
            try? thread.unit.accept(.control(ControlRegister(rawValue: 0)), heldElsewhere: machine.heldElsewhere)
            thread.unit.writeStatus(.cleared)
        }
        released[process.pid] = process
        machine.runUntraced(process)
    }

    private func executed(_ thread: SimulatedThread, _ path: String, _ endedThreads: [Int32]) {
        if thread.process !== leader {
            // A vfork child has its own memory from now on.
            tracees.removeAll { $0.thread === thread }
            emit(.threadEnded(tid: thread.tid))
            release(thread.process, threads: [thread])
            return
        }
        for tid in endedThreads { emit(.threadEnded(tid: tid)) }
        tracees = tracees.filter { $0.thread === thread || $0.thread.process !== thread.process }.map {
            $0.thread === thread ? Tracee(thread: thread) : $0
        }
        for watch in table.watches where !watch.isFrameOver {
            if let tid = watch.request.frame?.tid { emit(.frameEnded(watch.id, tid: tid)) }
        }
        tellCoverage()
        emit(.executed(pid: thread.process.pid, path: path))
        table.releaseAll()
        forgetMeaning()
        temporaryStops = []
        _ = installEverywhere()
        emitSlots()
        if stopsAtExec {
            stop(thread, .executed)
        } else if lineRun != nil {
            stop(thread, .stepped)
        }
    }

    func ended(_ process: SimulatedProcess, _ end: ProcessEnd) {
        let own = tracees.filter { $0.thread.process === process }.map(\.thread.tid)
        tracees.removeAll { $0.thread.process === process }
        for tid in own { endFrames(of: tid) }
        guard process === leader else {
            for tid in own { emit(.threadEnded(tid: tid)) }
            return
        }
        for tid in own where tid != process.pid { emit(.threadEnded(tid: tid)) }
        tellCoverage()
        state = .exited
        temporaryStops = []
        lineRun = nil
        emit(.exited(pid: process.pid, end))
    }
}
