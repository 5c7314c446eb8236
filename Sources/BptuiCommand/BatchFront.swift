import Glibc
import ProgramModel
import Recording
import Session
import Tracing
import WatchSlots

/// Runs a session without a screen and writes what happens as JSON Lines.
final class BatchFront {
    let session: any FrontSession
    private let output: OutputFile
    let options: BatchOptions
    private let signals: SignalDescriptor
    /// nil where nothing is recorded.
    let recorder: Recorder?
    var inquiry = RecordingInquiry()

    var lines: any BatchLines
    /// What waits for its turn: hits whose place or stack is not known yet hold back what follows them.
    var waiting: [Item] = []
    var waitingStart = 0
    /// Since when the first of them has waited; nil when nothing does.
    var waitingSince: UInt64?
    var sites: [SiteID: Site] = [:]
    var stacks: HitStacks
    var pointerNames = PointerNames()
    var callChanges = CallChanges()
    var writers: WriterTally?
    var formats: [WatchID: WatchDescription] = [:]
    var written: Set<WatchID> = []
    var totals = BatchTotals()
    var outcome: Outcome?
    var refusal: CommandFailure?
    private var hasStarted = false
    private var lookPace = LookPace()

    enum Item {
        case hits([Hit])
        case event(TracingEvent)
        case changed(FoundChange)
        case missed(UInt64)
    }

    struct Outcome {
        var reason: String
        var status: Int32
    }

    /// How long the front waits before it looks at the log again, and how long a written hit may wait for its flush.
    private static let paceMilliseconds: Int32 = 50
    /// How long hits wait for what is still being found out once the program has ended.
    private static let patience: UInt64 = 3_000_000_000

    /// - Parameter signals: those that end the run.
    init(
        session: any FrontSession, output: OutputFile, options: BatchOptions, stacks: SamplePolicy.Stacks,
        recorder: Recorder? = nil, signals: [Int32] = [SIGINT, SIGTERM, SIGHUP, SIGQUIT]
    ) {
        self.session = session
        self.recorder = recorder
        self.output = output
        self.options = options
        self.stacks = HitStacks(stacks)
        lines =
            options.follows
            ? FollowLines(isUnicode: LocaleCharset.isUnicode, showsStacks: options.showsStacks) : JSONLines()
        if options.summary == .writers { writers = WriterTally() }
        self.signals = SignalDescriptor(signals)
        signal(SIGPIPE, SIG_IGN)
    }

    /// Runs to the end of the program, of the time or of the hits.
    ///
    /// - Returns: the exit status.
    func run() throws(CommandFailure) -> Int32 {
        let deadline = options.timeoutSeconds.map { Clock.now() + UInt64($0 * 1e9) }
        session.start()
        while outcome == nil {
            wait(until: deadline)
            for event in session.pump() {
                if outcome == nil { take(event) } else { takeLate(event) }
            }
            if lookPace.isDue(Clock.now()) { session.lookForChanges() }
            writeReady(all: false)
            pumpRecorder()
            if refusal != nil { break }
            if let number = signals.take() { finish("interrupted", ExitStatus.signal(number)) }
            if let deadline, Clock.now() >= deadline { finish("timeout", ExitStatus.timedOut) }
            flush()
        }
        // The program ends first, every register clear; the names of the last hits may still be on their way.
        session.closeTracer()
        for event in session.pump() { takeLate(event) }
        awaitSites()
        session.closeSymbols()
        return try end()
    }

    /// The last line, and the table after it.
    private func end() throws(CommandFailure) -> Int32 {
        if output.failure == nil {
            writeReady(all: true)
            let elapsed = Clock.now() - options.startTime
            closeRecorder(elapsed: elapsed)
            writeEnd(reason: outcome?.reason ?? "lost", elapsed: elapsed)
            flush()
            if refusal == nil { writeSummary(elapsed: elapsed) }
        }
        closeRecorder(elapsed: Clock.now() - options.startTime)
        if let refusal { throw refusal }
        if let code = output.failure { throw outputFailure(code) }
        return outcome?.status ?? ExitStatus.internalFault
    }

    /// Standard error has it in any case: standard output is the JSON's or, with `-o`, the program's.
    private func writeSummary(elapsed: UInt64) {
        guard var writers else { return }
        writers.settle(sites, formats)
        let table = WriterTable(
            rows: writers.rows, watches: formats.values.sorted { $0.watch.id.rawValue < $1.watch.id.rawValue },
            totals: totals, elapsed: elapsed)
        StandardError.write(table.text(isUnicode: LocaleCharset.isUnicode))
    }

    private func wait(until deadline: UInt64?) {
        var timeout = Self.paceMilliseconds
        if let deadline {
            let now = Clock.now()
            timeout = min(timeout, now >= deadline ? 0 : Int32((deadline - now) / 1_000_000) + 1)
        }
        if case .stopped = session.state { timeout = deadline == nil ? 1000 : timeout }
        var polled = [
            pollfd(fd: session.backendDescriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: session.symbolDescriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0),
        ]
        poll(&polled, nfds_t(polled.count), timeout)
    }

    /// What does not come in time is left out of its hit.
    private func awaitSites() {
        let deadline = Clock.now() + Self.patience
        while isWaitingForSites || session.awaitsChanges, Clock.now() < deadline {
            var polled = pollfd(fd: session.symbolDescriptor, events: Int16(POLLIN), revents: 0)
            poll(&polled, 1, 100)
            for event in session.pump() { takeLate(event) }
        }
    }

    /// The first line is written: there is to be a last one, too.
    func start(program: String, pid: Int32, backend: String) {
        hasStarted = true
        lines.start(program: program, pid: pid, backend: backend)
    }

    func writeEnd(reason: String, elapsed: UInt64) {
        guard hasStarted else { return }
        for coverage in totals.coverage { lines.coverage(coverage, of: formats[coverage.watch]) }
        lines.end(totals, reason: reason, elapsed: elapsed)
    }

    func finish(_ reason: String, _ status: Int32) {
        if outcome == nil { outcome = Outcome(reason: reason, status: status) }
    }

    /// - Parameter reason: what the last line says of it.
    func refuse(_ failure: CommandFailure, reason: String = "refused") {
        guard refusal == nil else { return }
        refusal = failure
        finish(reason, failure.status)
    }

    func flush() {
        guard !lines.text.isEmpty else { return }
        output.write(lines.text.bytes)
        lines.removeAll()
        if let code = output.failure, outcome == nil { refuse(outputFailure(code)) }
    }

    private func outputFailure(_ code: Int32) -> CommandFailure {
        CommandFailure(
            ExitStatus.cannotWriteOutput, "cannot write \(output.name): \(String(cString: strerror(code)))")
    }
}
