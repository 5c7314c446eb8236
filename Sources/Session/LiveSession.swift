import DebugRegisters
package import ProgramModel
package import Tracing
import WatchSlots

/// A traced program with meaning: drives a backend and a symbol service, and turns what they say into one ordered stream
/// of events.
///
/// Used from one thread. Nothing here waits: call `pump` whenever a descriptor is readable and at the front's own pace.
package final class LiveSession {
    let backend: any TracingBackend
    let symbols: any SymbolService
    private(set) var plan: LaunchPlan

    // What is under way.
    private var nextNumber: UInt64 = 1
    private var commands: [CommandNumber: Purpose] = [:]
    private var questions: [UInt64: Question] = [:]
    private var events: [SessionEvent] = []

    // What is known of the program.
    package private(set) var state: TargetState = .absent
    private var pid: Int32 = 0
    private var threads: Set<Int32> = []
    private var lastStop: Stop?
    private var startup = Startup.idle
    /// Something asked for at the start was refused: the program does not go on by itself without it.
    private var startRefused = false
    private var restartsAfterExit = false
    private var askedPlaces: Set<PlaceQuery> = []
    private var missed: UInt64 = 0

    // The watches with their names.
    private var table = WatchTable()
    private var installation: SlotInstallation?
    private var names: [WatchID: Name] = [:]

    private struct Name {
        var spec: WatchSpec
        var type: ValueType?
    }

    /// The way from a launch to the place where everything is armed.
    private enum Startup: Equatable {
        case idle, launching, locating, runningToLocation, arming(left: Int)
    }

    private enum Purpose {
        case launch
        case add(WatchSpec, ValueType?, atStart: Bool)
        case change(WatchID, WatchSpec)
        case values([(slot: SlotIndex, count: Int)])
        case runTo
        case other
    }

    private enum Question {
        case location
        case watch(WatchSpec, acceptsSplit: Bool, atStart: Bool)
    }

    package init(backend: any TracingBackend, symbols: any SymbolService, plan: LaunchPlan) {
        self.backend = backend
        self.symbols = symbols
        self.plan = plan
    }

    package var isAlive: Bool {
        switch state {
        case .starting, .running, .stopped: true
        case .absent, .exited, .lost: false
        }
    }

    // MARK: Commands

    package func start() {
        startup = .launching
        startRefused = false
        submit(.launch(plan.launch), for: .launch)
    }

    package func perform(_ command: SessionCommand) {
        switch command {
        case .addWatch(let spec, let acceptsSplit):
            guard isAlive else {
                events.append(.watchRefused(spec, .state("no program is running; restart it first (r)")))
                return
            }
            ask(.watch(spec, acceptsSplit: acceptsSplit, atStart: false))
        case .removeWatch(let id): submit(.removeWatch(id), for: .other)
        case .setEnabled(let id, let isEnabled): submit(.setEnabled(id, isEnabled), for: .other)
        case .setKind(let id, let kind): change(id) { $0.kind = kind }
        case .setLength(let id, let length):
            change(id) {
                $0.byteCount = UInt64(length.byteCount)
                $0.mayRealign = false
            }
        case .setAction(let id, let action): change(id) { $0.action = action }
        case .resume: submit(.resume, for: .other)
        case .pause: submit(.pause, for: .other)
        case .step: submit(.step(thread: 0), for: .other)
        case .kill: submit(.kill, for: .other)
        case .restart:
            rememberWatches()
            if isAlive {
                restartsAfterExit = true
                submit(.kill, for: .other)
            } else {
                start()
            }
        case .quit: close()
        }
    }

    /// Disarms every watch and lets nothing more be recorded.
    package func disarmAll() { submit(.disarmAll, for: .other) }

    /// Ends the session: what was launched dies, every register is clear. Waits for it.
    package func close() {
        closeTracer()
        closeSymbols()
    }

    /// Ends the tracer's part; names can still be asked for.
    package func closeTracer() { backend.close() }
    package func closeSymbols() { symbols.close() }

    /// For poll: readable when `pump` has something.
    package var backendDescriptor: Int32 { backend.eventDescriptor }
    package var symbolDescriptor: Int32 { symbols.eventDescriptor }

    private func change(_ id: WatchID, _ edit: (inout WatchRequest) -> Void) {
        guard let watch = table[id], let name = names[id] else { return }
        var request = watch.request
        edit(&request)
        if request.kind == .execute { request.byteCount = 1 }
        var spec = name.spec
        if request.byteCount != watch.request.byteCount { spec.length = request.byteCount }
        submit(.modifyWatch(id, request), for: .change(id, spec))
    }

    /// A restart arms the same watches by name, as they stand now.
    private func rememberWatches() {
        guard !names.isEmpty || !table.watches.isEmpty else { return }
        plan.watches = table.watches.compactMap { watch in
            names[watch.id].map { WatchIntent.spec(of: watch, named: $0.spec.expression, originally: $0.spec) }
        }
    }

    private func submit(_ command: TracingCommand, for purpose: Purpose) {
        let number = nextNumber
        nextNumber += 1
        commands[number] = purpose
        backend.submit(command, number: number)
    }

    private func ask(_ question: Question) {
        let number = nextNumber
        nextNumber += 1
        questions[number] = question
        switch question {
        case .location: symbols.submit(.location(number: number, text: plan.location))
        case .watch(let spec, _, _): symbols.submit(.expression(number: number, text: spec.expression))
        }
    }

    // MARK: Events

    /// Everything that has happened since the last call, in order: hits stand before the event that followed them.
    package func pump() -> [SessionEvent] {
        for answer in symbols.takeAnswers() { take(answer) }
        let traced = backend.takeEvents()
        // Hits are drained after the events were taken, so every hit that precedes one of them is here.
        var records: [HitRecord] = []
        let (_, producerWaits) = backend.hitLog.drain { records.append(contentsOf: $0) }
        if producerWaits { submit(.logDrained, for: .other) }
        askForPlaces(of: records)
        var at = 0
        for event in traced {
            var end = at
            while end < records.count, records[end].trap <= event.after { end += 1 }
            if end > at { events.append(.hits(Array(records[at..<end]))) }
            at = end
            take(event)
        }
        if at < records.count { events.append(.hits(at == 0 ? records : Array(records[at...]))) }
        let missedNow = backend.hitLog.missedCount
        if missedNow != missed {
            missed = missedNow
            events.append(.missed(missedNow))
        }
        defer { events.removeAll(keepingCapacity: true) }
        return events
    }

    private func askForPlaces(of records: [HitRecord]) {
        var new: [PlaceQuery] = []
        var last: PlaceQuery?
        for record in records {
            let query = PlaceQuery(pc: record.pc, isExact: record.kind == .execute)
            if query == last { continue }
            last = query
            if askedPlaces.insert(query).inserted { new.append(query) }
        }
        if !new.isEmpty { symbols.submit(.places(new)) }
    }

    private func take(_ event: TracingEvent) {
        events.append(.trace(event))
        switch event.kind {
        case .launched(let pid):
            self.pid = pid
            threads = [pid]
            askedPlaces = []
            names = [:]
            events.append(
                .started(
                    program: plan.launch.path, arguments: plan.launch.arguments, pid: pid,
                    backend: backend.capabilities.name))
            enter(.starting)
            events.append(.threadCount(1))
        case .threadStarted(let tid, _):
            threads.insert(tid)
            events.append(.threadCount(threads.count))
        case .threadEnded(let tid):
            threads.remove(tid)
            events.append(.threadCount(threads.count))
        case .forked, .signal: break
        case .executed(let pid, let path):
            threads = [pid]
            askedPlaces = []
            symbols.submit(.load(pid: pid, path: path))
            events.append(.threadCount(1))
            if !table.watches.isEmpty {
                events.append(
                    .notice(
                        Notice(
                            .warning,
                            "process \(pid) runs another program now (\(path)): its watches are disarmed, because their addresses mean something else"
                        )))
            }
        case .resumed:
            if startup == .idle { enter(.running) }
        case .stopped(let stop): take(stop)
        case .exited(_, let end):
            threads = []
            startup = .idle
            events.append(.threadCount(0))
            enter(.exited(end))
            if restartsAfterExit {
                restartsAfterExit = false
                start()
            }
        case .detached:
            threads = []
            enter(.absent)
        case .slots(let table, let installation):
            self.table = table
            self.installation = installation
            for id in names.keys where table[id] == nil { names[id] = nil }
            announceWatches()
        case .completed(let number, let answer): complete(number, with: answer)
        case .failed(let number, let error): fail(number, with: error)
        case .problem(let error): events.append(.notice(Notice(.error, error.description)))
        case .lost(let reason):
            enter(.lost(reason))
            events.append(.notice(Notice(.error, reason)))
        }
    }

    private func enter(_ new: TargetState) {
        state = new
        events.append(.target(new))
    }

    private func announceWatches() {
        events.append(
            .watches(
                WatchBoard(
                    watches: table.watches.map { watch in
                        let name = names[watch.id]
                        return WatchDescription(
                            watch: watch,
                            expression: name?.spec.expression ?? watch.request.address.description, type: name?.type)
                    },
                    heldByOthers: table.heldByOthers, installation: installation)))
    }

    private func take(_ stop: Stop) {
        lastStop = stop
        switch (stop.reason, startup) {
        case (.launched, _):
            startup = .locating
            symbols.submit(.load(pid: pid, path: plan.launch.path))
            ask(.location)
        case (.reached, .runningToLocation): beginArming()
        case (_, .idle):
            enter(.stopped(stop))
            readValues()
        default:
            // Stopped on the way to the location, by the user or by a hit: the way ends here.
            beginArming()
        }
    }

    private func beginArming() {
        // Libraries have been mapped since the launch.
        symbols.submit(.load(pid: pid, path: plan.launch.path))
        startup = .arming(left: plan.watches.count)
        for spec in plan.watches { ask(.watch(spec, acceptsSplit: true, atStart: true)) }
        if plan.watches.isEmpty { finishArming() }
    }

    private func oneArmed() {
        guard case .arming(let left) = startup else { return }
        startup = .arming(left: left - 1)
        if left == 1 { finishArming() }
    }

    private func finishArming() {
        startup = .idle
        if let lastStop { enter(.stopped(lastStop)) }
        readValues()
        events.append(.armed)
        if plan.resumesWhenArmed, !startRefused { submit(.resume, for: .other) }
    }

    private func readValues() {
        for watch in table.watches where watch.request.kind != .execute {
            for assignment in watch.assignments {
                let count = assignment.piece.length.byteCount
                submit(
                    .readMemory(assignment.piece.address, count: count),
                    for: .values([(assignment.slot, count)]))
            }
        }
    }

    // MARK: Answers

    private func complete(_ number: CommandNumber, with answer: TracingEvent.Answer) {
        guard let purpose = commands.removeValue(forKey: number) else { return }
        switch (purpose, answer) {
        case (.add(let spec, let type, let atStart), .watch(let watch)):
            names[watch.id] = Name(spec: spec, type: type)
            announceWatches()
            events.append(.watchAdded(spec, watch.id))
            if atStart { oneArmed() } else { readValues() }
        case (.change(let id, let spec), _):
            names[id]?.spec = spec
            readValues()
        case (.values(let slots), .memory(_, let bytes)):
            for (slot, count) in slots where bytes.count >= count {
                var value: UInt64 = 0
                for (index, byte) in bytes.prefix(8).enumerated() { value |= UInt64(byte) << (8 * UInt64(index)) }
                events.append(.values([slot: value]))
            }
        default: break
        }
    }

    private func fail(_ number: CommandNumber, with error: TracingError) {
        guard let purpose = commands.removeValue(forKey: number) else { return }
        switch purpose {
        case .launch:
            startup = .idle
            enter(.absent)
            events.append(.launchRefused(error))
        case .add(let spec, _, let atStart):
            events.append(.watchRefused(spec, .tracing(error)))
            if atStart {
                startRefused = true
                oneArmed()
            }
        case .values(let slots):
            for (slot, _) in slots { events.append(.values([slot: UInt64?.none])) }
        case .runTo:
            events.append(.notice(Notice(.error, error.description)))
            beginArming()
        case .change, .other: events.append(.notice(Notice(.error, error.description)))
        }
    }

    private func take(_ answer: SymbolAnswer) {
        switch answer {
        case .loaded(let summary): events.append(.symbols(summary))
        case .places(let places): events.append(.places(places))
        case .location(let number, let result):
            guard questions.removeValue(forKey: number) != nil else { return }
            take(location: result)
        case .expression(let number, let result):
            guard case .watch(let spec, let acceptsSplit, let atStart)? = questions.removeValue(forKey: number) else {
                return
            }
            take(result, for: spec, acceptsSplit: acceptsSplit, atStart: atStart)
        }
    }

    private func take(location: Result<[UInt64], ExpressionError>) {
        guard startup == .locating else { return }
        switch location {
        case .success(let addresses):
            if let lastStop, addresses.contains(lastStop.pc.rawValue) {
                beginArming()
            } else {
                startup = .runningToLocation
                submit(.runTo(addresses.map { LinearAddress($0) }), for: .runTo)
            }
        case .failure(let error):
            if !plan.isLocationChosen, plan.location != "entry" {
                plan.location = "entry"
                ask(.location)
            } else {
                events.append(.locationRefused(error))
                startRefused = true
                beginArming()
            }
        }
    }

    private func take(
        _ result: Result<ResolvedExpression, ExpressionError>, for spec: WatchSpec, acceptsSplit: Bool, atStart: Bool
    ) {
        switch result {
        case .failure(let error):
            events.append(.watchRefused(spec, .expression(error)))
            if atStart {
                startRefused = true
                oneArmed()
            }
        case .success(let resolved):
            let request = WatchIntent.request(for: spec, naming: resolved, defaultAction: plan.defaultAction)
            if !acceptsSplit, let pieces = try? WatchSplit.pieces(of: request), pieces.count > 1 {
                events.append(.watchPlanned(spec, WatchPlanText.sentence(for: request, in: table)))
                return
            }
            submit(.addWatch(request), for: .add(spec, resolved.type, atStart: atStart))
        }
    }
}
