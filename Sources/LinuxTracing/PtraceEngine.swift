import CLinuxTracing
import DebugRegisters
import Glibc
import Tracing
import WatchSlots

/// The trace loop: the one owner of the target, its threads and their registers. Lives on one thread and is not Sendable.
///
/// What is here: the loop and the state. How a stop is taken is in `+Stops`, a hit in `+Hits`, a command in `+Commands`, the
/// registers in `+Registers`, the way out in `+Endings`.
final class PtraceEngine {
    let log: HitLog
    let events: EventQueue
    let commands: CommandQueue
    let epoch = PtraceEngine.clock()

    // The target.
    var pid: Int32 = 0
    var memory: Int32 = -1
    var threads: [Int32: TracedThread] = [:]
    var overflow = HitLog.Overflow.wait
    var phase = Phase.absent
    /// The thread of the last stop.
    var current: Int32 = 0
    var temporary = TemporaryStops()

    // The intent, and what the hit path needs of it.
    var table = WatchTable()
    var armed = ArmedSlots()
    var intended = IntendedBank()
    var values = SlotValues()
    var failures: [TracingError?] = [nil, nil, nil, nil]

    // The hits.
    var trap: UInt64 = 0
    /// Threads of the memory group that run: how many, so that the hit path need not count.
    var runningCount = 0
    /// Stops found while another was being reported or a command carried out; each is reported once.
    var waitingStops: [Stop] = []
    /// Stops of threads that were taken while one thread was waited for.
    var deferred: [(tid: Int32, status: Int32)] = []
    /// First stops of children whose parent has not told of them yet, and the other way round.
    var handledChildren: Set<Int32> = []
    var pending: [CommandQueue.Entry] = []
    var isClosing = false

    enum Phase {
        case absent
        /// Between the launch and the exec stop.
        case launching(CommandNumber)
        case running
        /// Every thread is being brought to a stop.
        case stopping(Goal)
        case stopped
        /// One thread runs one instruction, the others stand still.
        case stepping(Int32, CommandNumber)
    }

    enum Goal {
        case report(Stop)
        /// A command that needs stopped threads; then the program goes on.
        case command(TracingCommand, CommandNumber)
    }

    init(log: HitLog, events: EventQueue, commands: CommandQueue) {
        self.log = log
        self.events = events
        self.commands = commands
    }

    /// Serves until `close`. Every register of whatever is left alive is clear when it returns.
    func run() {
        commands.tracerThreadIs(clt_prepare_tracer_thread())
        while !isClosing {
            if commands.hasNew { pending += commands.take() }
            if !pending.isEmpty, takesCommands {
                switch pending.removeFirst() {
                case .close: isClosing = true
                case .command(let command, let number): carryOut(command, number)
                }
                continue
            }
            step()
        }
        endSession()
        commands.tracerThreadIs(-1)
        _ = commands.take()
    }

    /// While threads are being brought to a stop for one command, the next waits.
    private var takesCommands: Bool {
        switch phase {
        case .absent, .running, .stopped, .stepping: true
        case .launching, .stopping:
            // A session that ends waits for nothing.
            if case .close? = pending.first { true } else { false }
        }
    }

    /// One stop of one thread, or an interruption by a command.
    func step() {
        if !deferred.isEmpty {
            let (tid, status) = deferred.removeFirst()
            take(tid, status)
            return
        }
        var status: Int32 = 0
        var got = clt_wait(&status, WNOHANG)
        var spins = 0
        // A thread that hits again at once is met here, without the price of sleeping and waking.
        while got == 0, spins < 20, !commands.hasNew {
            sched_yield()
            spins += 1
            got = clt_wait(&status, WNOHANG)
        }
        if got == 0, commands.hasNew { return }
        if got == 0 { got = clt_wait(&status, 0) }
        if got > 0 {
            take(got, status)
        } else if got == -ECHILD {
            // Nothing to wait for but a command; its signal ends the pause.
            var time = timespec(tv_sec: 1, tv_nsec: 0)
            nanosleep(&time, nil)
        }
    }

    // MARK: Telling

    func emit(_ kind: TracingEvent.Kind) {
        events.append(TracingEvent(after: trap, time: elapsed, kind: kind))
    }

    func answer(_ number: CommandNumber, _ answer: TracingEvent.Answer = .done) { emit(.completed(number, answer)) }
    func refuse(_ number: CommandNumber, _ error: TracingError) { emit(.failed(number, error)) }

    /// A kernel call whose failure nobody waits for. A thread that is gone is no problem.
    func check(_ result: Int32, _ operation: TracingError.Operation, _ tid: Int32) {
        if result < 0, result != -ESRCH { emit(.problem(TracingError(operation, tid: tid, .errno(-result)))) }
    }

    var elapsed: UInt64 { Self.clock() &- epoch }

    static func clock() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(bitPattern: Int64(time.tv_sec)) &* 1_000_000_000 &+ UInt64(bitPattern: Int64(time.tv_nsec))
    }

    // MARK: Threads

    func add(_ thread: TracedThread) {
        threads[thread.tid] = thread
        if !thread.isStopped { runningCount += 1 }
    }

    func remove(_ thread: TracedThread) {
        threads[thread.tid] = nil
        if !thread.isStopped { runningCount -= 1 }
    }

    func set(_ thread: TracedThread, _ state: TracedThread.State) {
        let wasStopped = thread.isStopped
        thread.state = state
        if wasStopped != thread.isStopped { runningCount += wasStopped ? 1 : -1 }
    }

    /// Lets a thread go on, with the signal that waits for it.
    func resume(_ thread: TracedThread) {
        guard thread.awaitsChild == 0 else { return }
        let result: Int32
        switch thread.state {
        case .running, .parked: return
        case .groupStopped: result = clt_listen(thread.tid)
        case .stopped:
            result = clt_continue(thread.tid, thread.pendingSignal)
            thread.pendingSignal = 0
        }
        set(thread, .running)
        check(result, .resume, thread.tid)
    }

    func resumeAll() {
        phase = .running
        for thread in threads.values { resume(thread) }
    }
}
