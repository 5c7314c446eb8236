import CLinuxTracing
import DebugRegisters
import HitRules
import Tracing
import WatchSlots

/// All that a ptrace tracer knows and decides. It lives on one thread, which ptrace ties the target to, and is not safe
/// from any other.
///
/// The target is the threads of one process and, for as long as they share its memory, those of its vfork and CLONE_VM
/// children; with followed forks also the children that have a copy. Stops are asynchronous: whatever needs all threads still (a stop, a change of watches, the end of
/// the session) asks them to stop, goes on with the loop, and is done when `moving` has come down to zero. So no thread
/// that will not stop holds up the others' hits.
final class PtraceEngine {
    // MARK: The surroundings

    let hitLog: HitLog
    let commands: CommandQueue
    let events: EventQueue
    /// CLOCK_MONOTONIC at the session's start, in nanoseconds.
    let start = bt_now()
    var overflow = HitLog.Overflow.wait
    var terminal: ControllingTerminal?

    // MARK: The target

    enum Mode {
        /// There is no target.
        case empty
        case running
        /// Threads were asked to stop; `settle` follows when all have.
        case stopping
        case stopped
        /// One thread does one instruction, the others stand still.
        case stepping
        /// The threads are disarmed and let go, each at its next stop.
        case leaving
    }
    var mode = Mode.empty
    var processID: Int32 = 0
    var tracees: [Int32: Tracee] = [:]
    /// The thread looked up last: mostly the next one, too.
    private var latest: Tracee?
    /// How many threads may be executing the program's instructions.
    var moving = 0
    /// The memory at hand, that of the thread being dealt with.
    var space = AddressSpace()
    /// All that are traced.
    var spaces: [AddressSpace] = []
    var options = TracingOptions()
    /// How the process ended, while followed children of it live.
    var mainEnd: ProcessEnd?
    /// Children whose first stop came before their parent's report of them.
    var earlyChildren: Set<Int32> = []
    var isKilling = false
    /// It was there before us, and outlives us.
    var isAttached = false
    /// Some of its threads run on without us: the end of the last that is still here is not the process's.
    var hasLetGo = false
    /// A thread may have come in while the others were seized; see `seizeMissed`.
    var mayHaveMissed = false
    /// As it was last looked at.
    var trapDisposition: TrapDisposition?
    /// What to say when the last thread is gone.
    var farewell = Farewell.none

    enum Farewell: Equatable {
        case none
        case exited(ProcessEnd)
        case detached(CommandNumber)
    }

    // MARK: Watches

    var table = WatchTable()
    var intended = IntendedBank()
    var failures: [TracingError?] = [nil, nil, nil, nil]
    /// Per slot of a watch that not every thread has: who has it.
    var owners: [SlotOwner] = [.all, .all, .all, .all]
    /// The slots that not every thread has, laid out as in DR6.
    var ownedMask: UInt8 = 0
    /// DR7 of the thread changed last.
    var lastControl = ControlRegister.idle
    /// The number of threads changed since the last `.slots` event.
    var isInstallationNews = false
    /// The four slots, flat.
    let slots: UnsafeMutablePointer<HotSlot>
    /// The slots set to stop, laid out as in DR6.
    var stopMask: UInt8 = 0
    var trapCount: UInt64 = 0
    var turns = TurnOrder()
    /// Events told so far, modulo 2³².
    var eventCount: UInt32 = 0
    /// Hits that found no room in the log, oldest first; whatever hits after them waits behind them.
    var deferred: [DeferredHit] = []
    /// Room for the records of one trap.
    let scratch: UnsafeMutablePointer<HitRecord>

    // MARK: Perf

    /// There while something is watched through perf events.
    var perf: PerfTracer?
    var isDrainingPerf = false
    /// The target is not ours to stop: it is seen through perf events alone.
    let isObserver: Bool
    /// Readable when the observed process has ended; -1 for none.
    var observedProcess: Int32 = -1
    var observedThreads: Set<Int32> = []
    /// Living children of the observed process that run the same program, with when they came.
    var observedChildren: [Int32: UInt64] = [:]
    /// By watch.
    var perfTallies: [WatchID: PerfTally] = [:]
    /// The kernel had no register for a perf watch that takes turns.
    var perfShortage: SlotIndex?
    /// Why the last turn's watches could not be armed; told once.
    var turnFailure: TracingError?
    /// Processes that share or follow the memory and have perf events of their own.
    var coveredProcesses: Set<Int32> = []
    /// What is to be said once the log has room for the last hits.
    var heldFarewell: Farewell?
    /// When a pending hit began to wait for what its instruction does; 0 for none.
    var perfWaitStart: UInt64 = 0
    var showsUndecidedPerf = false
    var isClosing = false

    // MARK: System calls

    /// Threads run from one end of a call to the next.
    var stopsAtCalls = false

    // MARK: Processors

    var coLocation = CoLocation()
    /// The thread that shares our processor.
    var companion: Companion?

    // MARK: Meaning

    var samples = SamplePolicy()
    /// The places that have hit.
    var pairs = PairTable()
    /// Room for the 27 words of a thread's registers.
    let registers: UnsafeMutablePointer<UInt64>
    /// By slot; nil where every hit is shown.
    var rules: [RuleState?] = [nil, nil, nil, nil]
    /// By watch, so that what was counted survives changes of others.
    var ruleStates: [WatchID: RuleState] = [:]
    /// Watches that had their one hit and are still armed.
    var spent: [WatchID] = []
    /// Hits whose threads wait for what the front finds out.
    var undecided: [UndecidedHit] = []

    // MARK: Turns

    var rotation = RegisterRotation()
    /// Who holds the registers is to change once all threads stand still.
    var isTurnOver = false
    /// Interrupts the waits while there are turns.
    var rotationTicker: Int64?
    /// Hits of watches without a slot.
    var restingHits: [WatchID: UInt64] = [:]

    // MARK: Frames

    /// Frames with a watched local that are not over.
    var frames: [LiveFrame] = []
    /// The slots that watch locals, laid out as in DR6.
    var frameMask: UInt8 = 0
    /// Watches whose frames are over and that are still armed.
    var endedFrames: [WatchID] = []
    /// Threads that wait to pass an int3 that is not meant for them.
    var passers: [Int32] = []
    /// The one that is passing; 0 for none.
    var passer: Int32 = 0
    /// How many more pass before the frames' own threads run again.
    var passesLeft = 0
    /// When the next batch may pass.
    var nextPass: UInt64 = 0

    struct DeferredHit {
        var tid: Int32
        var records: [HitRecord]
    }

    // MARK: Stops

    /// Why the program is being stopped; nil while it is only for a change or a pause.
    var stopReason: Stop?
    /// Stops that were found while another was being made. Each is reported instead of a resume.
    var queuedStops: [Stop] = []
    var lastStop: Stop?
    var pauses: [CommandNumber] = []
    /// By number; the others are passed on. It outlives the target.
    var signalPolicy: [Int32: SignalTreatment] = [:]
    /// A stop leaves the other threads running.
    var isNonStop = false
    /// The stop of one thread that is shown while others run.
    var shownStop: Stop?
    /// Commands that wait for all threads to stand still.
    var edits: [(command: TracingCommand, number: CommandNumber)] = []
    /// What goes on after edits: running or stepping.
    var modeAfterEdits = Mode.running
    var stepper: Int32 = 0
    var stepGoal = StepGoal.report
    /// The line that is run over, or the frame that is to return.
    var lineRun: LineRun?
    /// Threads that have to leave an address before an int3 goes there.
    var stepOverQueue: [Int32] = []
    var plannedBreakpoints: Set<UInt64> = []

    enum StepGoal {
        case report
        /// Step over the addresses of `plannedBreakpoints`, then run to them.
        case run
        /// Get over the line of `lineRun`.
        case line
    }

    init(hitLog: HitLog, commands: CommandQueue, events: EventQueue, isObserver: Bool = false) {
        self.isObserver = isObserver
        self.hitLog = hitLog
        self.commands = commands
        self.events = events
        slots = .allocate(capacity: 4)
        slots.initialize(repeating: HotSlot(), count: 4)
        registers = .allocate(capacity: MachineRegister.allCases.count)
        registers.initialize(repeating: 0, count: MachineRegister.allCases.count)
        scratch = .allocate(capacity: 4)
    }

    deinit {
        slots.deallocate()
        registers.deallocate()
        scratch.deallocate()
    }

    // MARK: The loop

    /// Tracees hit faster than a sleep and a wake-up take: this many looks, giving the processor away in between, come
    /// before a wait that blocks.
    private static let spins: Int32 = 20

    /// Works until the session is closed; then nothing is left of the target.
    func run() {
        _ = TracerFamily.own
        while true {
            if commands.hasEntries, !takeCommands() { break }
            if let perf, attend(perf) { continue }
            var status: Int32 = 0
            let waitsForPause = !passers.isEmpty && advancePasses()
            var tid = takeTurn(&status)
            if tid == 0 { tid = bt_wait(&status, Self.spins, isInstallationNews || waitsForPause ? 0 : 1) }
            if tid == 0, waitsForPause {
                bt_yield(50)
            } else if tid == 0 {
                emitSlots()
                tid = bt_wait(&status, 0, commands.hasEntries ? 0 : 1)
            }
            if tid > 0 {
                handle(tid, WaitStatus(rawValue: status))
            } else if tid == -Errno.noChild {
                if mode != .empty { loseTarget() }
                commands.wait()
            } else if tid == -Errno.interrupted {
                reviewPace()
                reviewTurn()
            }
        }
        close()
    }

    /// False at the end of the session.
    private func takeCommands() -> Bool {
        for entry in commands.take() {
            switch entry {
            case .command(let command, let number): perform(command, number)
            case .close: return false
            }
        }
        return true
    }

    private func close() {
        isClosing = true
        _ = endHeld()
        if mode != .empty { isAttached ? releaseTarget() : killTarget() }
        terminal?.release()
        terminal = nil
    }

    /// The kernel says that there is nobody to wait for, though there should be: whoever waited for our threads in our
    /// place, they are no longer ours.
    func loseTarget() {
        emit(.problem(TracingError(.wait, tid: processID, .errno(Errno.noChild))))
        tracees = [:]
        moving = 0
        let pid = processID
        finish(.none)
        emit(.detached(pid: pid))
    }

    // MARK: Threads

    @inline(__always) func tracee(_ tid: Int32) -> Tracee? {
        if let latest, latest.tid == tid { return latest }
        guard let found = tracees[tid] else { return nil }
        latest = found
        return found
    }

    func add(_ tracee: Tracee) {
        tracees[tracee.tid] = tracee
        latest = tracee
        refreshCount(tracee)
        isInstallationNews = true
    }

    func remove(_ tracee: Tracee) {
        tracees[tracee.tid] = nil
        if latest === tracee { latest = nil }
        if companion?.tid == tracee.tid { separate() }
        if tracee.isCounted { moving -= 1 }
        tracee.isCounted = false
        isInstallationNews = true
    }

    @inline(__always) func refreshCount(_ tracee: Tracee) {
        let counts = tracee.state != .stopped && !tracee.isInVfork && !tracee.isExiting
        guard counts != tracee.isCounted else { return }
        tracee.isCounted = counts
        moving += counts ? 1 : -1
    }

    // MARK: Events

    func emit(_ kind: TracingEvent.Kind) {
        eventCount &+= 1
        events.append(TracingEvent(after: trapCount, time: bt_now() &- start, kind: kind))
    }

    func fail(_ number: CommandNumber, _ error: TracingError) {
        if number != Self.nobody { emit(.failed(number, error)) }
    }

    func complete(_ number: CommandNumber, _ answer: TracingEvent.Answer = .done) {
        if number != Self.nobody { emit(.completed(number, answer)) }
    }
}

/// The errno values that the tracer itself means (errno.h).
enum Errno {
    static let noProcess: Int32 = 3
    static let noChild: Int32 = 10
    static let interrupted: Int32 = 4
    static let inputOutput: Int32 = 5
    static let noSpace: Int32 = 28
    static let notPermitted: Int32 = 1
    static let accessDenied: Int32 = 13
    static let invalid: Int32 = 22
    static let tooManyFiles: Int32 = 24
}
