import DebugRegisters
import ProgramModel
import Tracing
import WatchSlots

extension LiveSession {
    /// So many stacks of single hits may be asked for before hits are left in the log.
    private static let mostStacks = 512

    /// Everything that has happened since the last call, in order: hits stand before the event that followed them.
    package func pump() -> [SessionEvent] {
        for answer in symbols.takeAnswers() { take(answer) }
        // The tracer's threads wait once its log is full: nothing piles up here with `--stacks all`.
        if stacksUnderWay >= Self.mostStacks, !isTracerClosed {
            defer { events.removeAll(keepingCapacity: true) }
            return events
        }
        let traced = backend.takeEvents()
        // Hits are drained after the events were taken, so every hit that precedes one of them is here.
        var records = early
        let (_, producerWaits) = backend.hitLog.drain { records.append(contentsOf: $0) }
        early = holdBack(&records, after: traced)
        let samples = backend.hitLog.samples.drain()
        evidence.add(samples)
        // Where every hit needs room for a sample, threads wait for that without a mark in the log.
        let samplesWait = plan.launch.options.samples.stacks == .all && !samples.isEmpty
        if producerWaits || samplesWait { submit(.logDrained, for: .other) }
        var at = 0
        for event in traced {
            var end = at
            while end < records.count, Self.precedes(records[end], event) { end += 1 }
            tell(records[at..<end])
            at = end
            take(event)
        }
        tell(records[at...])
        let missedNow = backend.hitLog.missedCount
        if missedNow != missed {
            missed = missedNow
            events.append(.missed(missedNow))
        }
        tellSuppressed()
        defer { events.removeAll(keepingCapacity: true) }
        return events
    }

    /// Hits cross shared memory and may overtake an event on its way: such a hit, and what follows it, waits for the event.
    private func holdBack(_ records: inout [HitRecord], after traced: [TracingEvent]) -> [HitRecord] {
        eventCount &+= UInt32(truncatingIfNeeded: traced.count)
        if case .lost? = traced.last?.kind { isTracerClosed = true }
        func isEarly(_ record: HitRecord) -> Bool { Int32(bitPattern: eventCount &- record.eventsBefore) < 0 }
        guard !isTracerClosed, let last = records.last, isEarly(last), let first = records.firstIndex(where: isEarly)
        else { return [] }
        defer { records.removeSubrange(first...) }
        return Array(records[first...])
    }

    private static func precedes(_ record: HitRecord, _ event: TracingEvent) -> Bool {
        // Who noticed the loss does not know how far the tracer had come; nothing follows it.
        if case .lost = event.kind { return true }
        return record.trap <= event.after
    }

    /// Where a stopped thread stands: its pc is the next instruction.
    func askForPlace(of stop: Stop) {
        let query = PlaceQuery(pc: stop.pc.rawValue, isExact: true)
        if askedPlaces.insert(query).inserted { symbols.submit(.places([query])) }
    }

    private func take(_ event: TracingEvent) {
        events.append(.trace(event))
        switch event.kind {
        case .launched(let pid): launched(pid)
        case .threadStarted(let tid, let pid): threadStarted(tid, pid)
        case .threadEnded(let tid): threadEnded(tid)
        case .forked, .signal, .signalDropped, .followed, .processEnded, .released, .dispositionReset, .coverage: break
        case .memoryChanged(let change): take(change, event)
        case .attached(let pid, let count): attached(pid, threadCount: count)
        case .executed(let pid, let path): executed(pid, path)
        case .resumed:
            if startup.isOver { enter(.running) }
        case .stopped(let stop): take(stop)
        case .exited(_, let end): exited(end)
        case .detached(let pid): detached(pid)
        case .slots(let table, let installation): take(table, installation)
        case .completed(let number, let answer): complete(number, with: answer)
        case .failed(let number, let error): fail(number, with: error)
        case .problem(let error): say(.error, error.description)
        case .frameEnded(let id, let tid): frameEnded(id, tid: tid)
        case .watchSpent(let id): watchSpent(id)
        case .sitesAwaited(let pairs): describe(pairs)
        case .kernelEntered(let path): take(path)
        case .lost(let reason): lost(reason)
        }
    }

    func setThreads(_ new: Set<Int32>, unnamed: Int = 0) {
        guard new != threads || unnamed != unnamedThreads else { return }
        threads = new
        unnamedThreads = unnamed
        events.append(.threadCount(new.count + unnamed))
    }

    private func launched(_ pid: Int32) {
        begin(pid)
        threads = []
        setThreads([pid])
    }

    /// A new run: nothing is known of its process yet.
    func begin(_ pid: Int32) {
        self.pid = pid
        foreignThreads = []
        programPath = plan.launch.path
        askedPlaces = []
        sites.removeAll()
        openReads = [:]
        isLooking = false
        kernelPaths = [:]
        evidence.removeAll()
        suppressedBefore = backend.hitLog.suppressedCounts
        suppressed = [0, 0, 0, 0]
        rearming = nil
        watches.forget()
        tableIsWish = false
        events.append(
            .started(
                program: plan.launch.path, arguments: plan.launch.arguments, pid: pid,
                backend: backend.capabilities.name))
        enter(.starting)
    }

    private func take(_ stop: Stop) {
        if stop.reason == .executed { return stoppedAtExec(stop) }
        lastStop = stop
        if startup.isOver {
            enter(.stopped(stop))
            askForContext()
            readValues()
        } else if stop.reason == .launched {
            loadSymbols()
            carryOut(startup.launched())
        } else {
            carryOut(startup.stopped())
        }
    }

    private func take(_ table: WatchTable, _ installation: SlotInstallation) {
        var waiting = commands.filter { if case .add = $0.value { true } else { false } }.keys.sorted()[...]
        watches.update(table, installation) {
            guard let number = waiting.popFirst(), case .add(let watch, let resolved, _)? = commands[number] else {
                return nil
            }
            return NamedWatches.Name(spec: watch.spec, resolved: resolved, condition: watch.condition)
        }
        announceWatches()
        tellBlindness(installation.blindness)
    }

    private func executed(_ pid: Int32, _ path: String) {
        programPath = path
        askedPlaces = []
        sites.removeAll()
        openReads = [:]
        evidence.removeAll()
        setThreads([pid])
        abandonQuestions("process \(pid) runs another program now (\(path)); ask again")
        loadSymbols()
        let location = startup.abandon()
        if let location, rearming == nil {
            let words = "process \(pid) became another program (\(path)) before \(location) was reached"
            if planned.isEmpty { say(.warning, words) }
            for watch in planned { events.append(.watchRefused(watch.spec, .state(words))) }
            enter(.running)
        }
        if tableIsWish { planned = watches.planned }
        let isWish = tableIsWish || rearming != nil
        tableIsWish = false
        rearming = nil
        if plan.launch.options.stopsAtExec {
            if isWish { planRearming(pid) }
        } else if !watches.table.watches.isEmpty {
            say(
                .warning,
                "process \(pid) runs another program now (\(path)): its watches are gone, because their addresses mean something else"
            )
        }
    }

    private func exited(_ end: ProcessEnd) {
        setThreads([])
        abandonQuestions("the program has ended")
        rearming = nil
        let location = startup.abandon()
        enter(.exited(end))
        // An end by SIGKILL was asked for.
        if let location, !restartsAfterExit, end != .signal(9, coreDumped: false) {
            say(.warning, "the program ended before \(location) was reached, so nothing was armed")
        }
        if restartsAfterExit {
            restartsAfterExit = false
            start()
        }
    }

    private func lost(_ reason: String) {
        setThreads([])
        _ = startup.abandon()
        restartsAfterExit = false
        abandonQuestions(reason)
        for (_, purpose) in commands.sorted(by: { $0.key < $1.key }) {
            if case .add(let watch, _, _) = purpose { events.append(.watchRefused(watch.spec, .state(reason))) }
        }
        commands = [:]
        enter(.lost(reason))
        say(.error, reason)
    }

    /// What an expression named in the program of before means nothing now.
    func abandonQuestions(_ words: String) {
        for (_, question) in questions.sorted(by: { $0.key < $1.key }) {
            if case .watch(let watch, _, atStart: false, _) = question {
                events.append(.watchRefused(watch.spec, .state(words)))
            }
        }
        // Stacks are found from what was copied of the threads, and belong to hits that have been told.
        questions = questions.filter { _, question in
            switch question {
            case .siteStack, .hitStack, .change, .kernel, .kernelCaller: true
            default: false
            }
        }
        context = nil
        asksForContext = false
        awaitingContext = []
    }

    /// Assignments are carried out one after the other, and all of them before the watches: each may mean something else
    /// after the one before.
    func askForNextOfStart() {
        if let text = startAssignments.popFirst() {
            ask(.assignment(text, atStart: true))
        } else {
            for watch in planned { ask(.watch(watch, acceptsSplit: true, atStart: true, isSecondTry: false)) }
        }
    }

    func loadSymbols() { symbols.submit(.load(pid: pid, path: programPath)) }

    // MARK: The start

    func carryOut(_ steps: [Startup.Step]) {
        for step in steps {
            switch step {
            case .locate(let location): ask(location: location)
            case .runTo(let addresses): submit(.runTo(addresses.map { LinearAddress($0) }), for: .runTo)
            case .refuseLocation(let error):
                if rearming == nil { events.append(.locationRefused(error)) } else { say(.warning, error.message) }
            case .arm:
                // Libraries have been mapped since the launch.
                loadSymbols()
                if plan.attach == nil || rearming != nil { askForContext() }
                startAssignments = rearming == nil ? plan.assignments[...] : []
                let steps = startup.arms(startAssignments.count + planned.count)
                askForNextOfStart()
                carryOut(steps)
            case .finish(let resumes):
                tableIsWish = true
                enter(lastStop.map { .stopped($0) } ?? .running)
                readValues()
                events.append(.armed)
                let resumesRearmed = rearming?.resumes
                rearming = nil
                if resumesRearmed ?? (resumes && plan.attach == nil) { submit(.resume, for: .other) }
            }
        }
    }
}
