import DebugRegisters
import Glibc
import ProgramModel
import Session
import Tracing
import WatchSlots

/// Runs a session without a screen and writes what happens as JSON Lines.
final class BatchFront {
    private let session: LiveSession
    private let output: OutputFile
    private let options: BatchOptions
    private let signals: SignalDescriptor

    private var lines = JSONLines()
    /// What waits for its turn: hits whose place is not known yet hold back what follows them.
    private var waiting: [Item] = []
    private var waitingStart = 0
    private var sites: [SiteID: Site] = [:]
    private var board = WatchBoard()
    private var formats: [WatchID: WatchDescription] = [:]
    private var written: Set<WatchID> = []
    private var hits: UInt64 = 0
    private var bySlot: [UInt64] = [0, 0, 0, 0]
    private var missed: UInt64 = 0
    private var outcome: Outcome?
    private var refusal: CommandFailure?

    private enum Item {
        case hits([Hit])
        case event(TracingEvent)
        case missed(UInt64)
    }

    private struct Outcome {
        var reason: String
        var status: Int32
    }

    /// How long the front waits before it looks at the log again, and how long a written hit may wait for its flush.
    private static let paceMilliseconds: Int32 = 50

    init(session: LiveSession, output: OutputFile, options: BatchOptions) {
        self.session = session
        self.output = output
        self.options = options
        signals = SignalDescriptor([SIGINT, SIGTERM, SIGHUP, SIGQUIT])
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
            writeReady(all: false)
            if refusal != nil { break }
            if let number = signals.take() { finish("interrupted", ExitStatus.signal(number)) }
            if let deadline, Clock.now() >= deadline { finish("timeout", ExitStatus.timedOut) }
            flush()
        }
        // The program ends first, every register clear; the names of the last hits may still be on their way.
        session.closeTracer()
        for event in session.pump() where outcome?.reason != "max-hits" { takeLate(event) }
        awaitPlaces()
        session.closeSymbols()
        if let refusal { throw refusal }
        writeReady(all: true)
        let outcome = outcome ?? Outcome(reason: "lost", status: ExitStatus.internalFault)
        lines.end(
            reason: outcome.reason, hits: hits, bySlot: bySlot, missed: missed, elapsed: Clock.now() - options.startTime
        )
        flush()
        if let code = output.failure { throw outputFailure(code) }
        return outcome.status
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

    private func finish(_ reason: String, _ status: Int32) {
        if outcome == nil { outcome = Outcome(reason: reason, status: status) }
    }

    private func refuse(_ status: Int32, _ message: String) {
        if refusal == nil { refusal = CommandFailure(status, message) }
    }

    private func take(_ event: SessionEvent) {
        switch event {
        case .started(let program, _, let pid, let backend):
            lines.start(program: program, pid: pid, backend: backend)
        case .watches(let board):
            self.board = board
            for watch in board.watches { formats[watch.watch.id] = watch }
        case .watchAdded(_, let id):
            if let watch = formats[id], written.insert(id).inserted { lines.watch(watch) }
        case .hits(let records): waiting.append(.hits(records))
        case .missed(let count):
            missed = count
            waiting.append(.missed(count))
        case .sites(let known): for site in known { sites[site.id] = site }
        case .trace(let event): take(event)
        case .watchRefused(let spec, let refusal):
            let failure = RefusalText.failure(spec, refusal)
            refuse(failure.status, failure.message)
        case .locationRefused(let error):
            refuse(ExitStatus.badExpression, "--at: " + RefusalText.sentence(error))
        case .launchRefused(let error):
            let failure = RefusalText.failure(error)
            refuse(failure.status, failure.message)
        case .notice(let notice):
            // What ends the run is said once, as its end.
            if notice.severity != .information, notice.text != refusal?.message { StandardError.say(notice.text) }
        case .target(.lost(let reason)):
            refuse(ExitStatus.internalFault, reason)
        case .target(.stopped(let stop)):
            if case .hit = stop.reason { finishStopped() }
        case .target, .threadCount, .values, .symbols, .watchPlanned, .armed, .places, .suppressed,
            .siteDetail, .siteStack, .hitStack, .stack, .registers, .names, .threadNames, .assigned, .printed,
            .evaluationRefused:
            break
        }
    }

    /// In batch nobody can continue a stopped program: the run ends there.
    private func finishStopped() { finish("stop", ExitStatus.success) }

    private func take(_ event: TracingEvent) {
        if case .executed = event.kind {
            // The same addresses are other code from here on: what is not named by now stays without a name.
            writeReady(all: true)
            sites = [:]
            lines.forgetPlaces()
        }
        waiting.append(.event(event))
        if case .exited(_, let end) = event.kind {
            switch end {
            case .code(let code): finish("exit", code)
            case .signal(let number, _): finish("exit", ExitStatus.signal(number))
            }
        }
    }

    // MARK: Writing

    /// Writes what need not wait; with `all`, everything, places or not.
    private func writeReady(all: Bool) {
        while waitingStart < waiting.count {
            switch waiting[waitingStart] {
            case .event(let event): lines.event(event)
            case .missed(let count): lines.missed(count)
            case .hits(let records):
                guard all || hasPlaces(of: records) else {
                    compact()
                    return
                }
                write(records)
                if isFull {
                    // The run ends with its last hit, however much more is known of the program by now.
                    waiting = []
                    waitingStart = 0
                    outcome = Outcome(reason: "max-hits", status: ExitStatus.success)
                    return
                }
            }
            waitingStart += 1
        }
        compact()
    }

    private func compact() {
        waiting.removeFirst(waitingStart)
        waitingStart = 0
    }

    /// Of what is said after the end of the run, only what had happened before counts, and what people must know: that
    /// nothing was armed, for one.
    private func takeLate(_ event: SessionEvent) {
        switch event {
        case .hits, .sites, .missed, .notice: if !isFull { take(event) }
        default: break
        }
    }

    /// A place that does not come in time is left out of its hit.
    private func awaitPlaces() {
        let deadline = Clock.now() + 3_000_000_000
        while waitingForPlaces, Clock.now() < deadline {
            var polled = pollfd(fd: session.symbolDescriptor, events: Int16(POLLIN), revents: 0)
            poll(&polled, 1, 100)
            for event in session.pump() { takeLate(event) }
        }
    }

    private var waitingForPlaces: Bool {
        waiting.contains { item in
            guard case .hits(let records) = item else { return false }
            return !hasPlaces(of: records)
        }
    }

    private func hasPlaces(of hits: [Hit]) -> Bool {
        var last: SiteID?
        for hit in hits where hit.site != last {
            last = hit.site
            if sites[hit.site]?.finding == nil { return false }
        }
        return true
    }

    private func write(_ records: [Hit]) {
        var at = 0
        while at < records.count {
            var end = at + 1
            while end < records.count, records[end].trap == records[at].trap { end += 1 }
            for record in records[at..<end] { bySlot[record.slot.number] += 1 }
            hits += 1
            lines.hit(records[at..<end]) { [sites] in
                sites[$0]
            } watch: { [formats] in
                formats[$0]
            }
            at = end
            if lines.text.count > 1 << 16 { flush() }
            if isFull { return }
        }
    }

    /// As many hits as were asked for have been written.
    private var isFull: Bool { options.maximumHits.map { hits >= $0 } ?? false }

    private func flush() {
        guard !lines.text.isEmpty else { return }
        output.write(lines.text.bytes)
        lines.removeAll()
        if let code = output.failure, outcome == nil, refusal == nil { refusal = outputFailure(code) }
    }

    private func outputFailure(_ code: Int32) -> CommandFailure {
        CommandFailure(
            ExitStatus.cannotWriteOutput, "cannot write \(output.name): \(String(cString: strerror(code)))")
    }
}
