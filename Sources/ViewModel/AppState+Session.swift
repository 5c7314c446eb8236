import DebugRegisters
import ProgramModel
import Session
import Tracing
import WatchSlots

extension AppState {
    mutating func take(_ event: SessionEvent) {
        switch event {
        case .started(let path, let arguments, let pid, let backend):
            forgetRun()
            program = RunningProgram(
                path: path, arguments: arguments, pid: pid, backend: backend, startTime: programTime)
        case .target(let state): take(state)
        case .threadCount(let count): threadCount = count
        case .watches(let board): take(board)
        case .hits(let records): for record in records { take(record) }
        case .sites(let known): take(known)
        case .suppressed(let counts): suppressed = counts
        case .missed(let count): missedCount = count
        case .places(let answers): places.merge(answers) { _, new in new }
        case .values(let answers): values.merge(answers) { _, new in new }
        case .symbols(let summary):
            symbols = summary
            if let problem = summary.problem { show(.warning, problem) }
        case .trace(let event): take(event)
        case .notice(let notice): show(notice.severity, notice.text)
        case .changed(let found): take(found)
        case .siteDetail, .siteStack, .hitStack, .stack, .registers, .names, .threadNames, .assigned, .printed,
            .evaluationRefused, .runsTo, .threads, .threadActivities, .candidates:
            takeAnswer(event)
        // The edge turns these into answers to the prompt, or into notices.
        case .watchAdded, .watchPlanned, .watchRefused, .locationRefused, .launchRefused, .armed: break
        }
    }

    /// A new run begins: only the watches, the screen's arrangement and what is being typed outlive the old one.
    private mutating func forgetRun() {
        hits = hits.anew()
        forgetWriters()
        trapCount = 0
        missedCount = 0
        statistics = Array(repeating: SlotStatistics(), count: SlotIndex.allCases.count)
        coverage = [:]
        resting = [:]
        bucketStart = nil
        lastStatus = nil
        isLastByPerf = false
        endTime = nil
        threadCount = 0
        processes = []
        threads = ThreadBoard()
        controlAtStop = .idle
        places = [:]
        sites = [:]
        suppressed = [0, 0, 0, 0]
        values = [:]
        symbols = nil
        answers = Answers()
        printed = nil
        isFollowing = true
        selectedHit = 0
        firstHit = 0
        output = OutputBuffer()
        outputScroll = 0
        edits.forget("the program was started anew")
        if case .confirmation = modal { modal = nil }
        if case .detail = modal { modal = nil }
    }

    private mutating func take(_ state: TargetState) {
        target = state
        threads.askedAt = nil
        answers.stop = nil
        if case .detail(.stop, _) = modal { modal = nil }
        // Rates are measured over the time that the program runs.
        if state == .running {
            if bucketStart == nil { bucketStart = programTime }
            values = [:]
        } else {
            bucketStart = nil
        }
        if case .stopped(let stop) = state {
            controlAtStop = board.control
            tellPendingSignal(stop)
            if stop.reason == .stepped {
                lastStatus = StatusRegister(slots: [], singleStep: true)
                isLastByPerf = false
            }
        }
        if state.isAlive {
            endTime = nil
        } else {
            if endTime == nil { endTime = programTime }
            releaseKeyboard()
            if case .confirmation = modal { modal = nil }
        }
    }

    private mutating func take(_ newBoard: WatchBoard) {
        for slot in SlotIndex.allCases {
            let old = board.assignment(of: slot)
            let new = newBoard.assignment(of: slot)
            // Another watch, or another place: what was counted belongs to the one before.
            if old?.watch.watch.id != new?.watch.watch.id || old?.piece.address != new?.piece.address {
                rest(slot)
                values[slot] = nil
            }
        }
        let isRenamed = newBoard.watches.contains { new in
            board[new.watch.id].map { $0.type != new.type || $0.expression != new.expression } ?? true
        }
        board = newBoard
        wakeStatistics()
        settleCondition()
        if isRenamed { filter?.learn(sites.values, board: board, hits: hits) }
    }

    private mutating func take(_ hit: Hit) {
        let record = hit.record
        if replay != nil { advanceRates(to: record.time) }
        if hits.last.map({ $0.trap != record.trap || $0.flags.contains(.withoutHit) }) ?? true { trapCount += 1 }
        count(hit)
        lastStatus = record.status
        isLastByPerf = record.isByPerf
    }

    private mutating func take(_ event: TracingEvent) {
        switch event.kind {
        case .problem(let error): show(.error, error.message)
        case .signal(let tid, let number):
            // Ends of children and new sizes of the pane are everyday.
            guard !SignalName.isEveryday(number) else { break }
            show(.information, "thread \(tid) got \(SignalName.of(number)), which was passed on to it")
        case .signalDropped(let tid, let number):
            guard !SignalName.isEveryday(number) else { break }
            show(.information, "\(SignalName.of(number)) was kept from thread \(tid)")
        case .executed(let pid, let path): show(.information, "process \(pid) now runs \(DisplayText.sanitized(path))")
        case .forked(_, let child, let sharesMemory):
            show(
                .information,
                sharesMemory
                    ? "process \(child) shares the memory and is watched as well"
                    : "process \(child) was forked and runs unwatched")
        case .followed(let pid, let parent):
            show(.information, "process \(pid), a child of \(parent), is watched as well")
            processes.insert(pid)
        case .processEnded(let pid, let end):
            show(.information, "process \(pid) \(Self.words(for: end)); the others are still watched")
        case .released(let pid, let reason):
            switch reason {
            case .executed(let path):
                show(.information, "process \(pid) now runs \(DisplayText.sanitized(path)), unwatched")
            case .parentExecuted: show(.information, "process \(pid) was let go: what started it runs another program")
            }
        case .dispositionReset(let pid, let signal):
            show(
                .warning,
                "the kernel has reset what process \(pid) does at \(SignalName.of(signal)): it was blocked or ignored there"
            )
        case .launched: isAttached = false
        case .attached: isAttached = true
        case .threadStarted, .threadEnded, .resumed, .stopped, .exited, .detached, .slots,
            .completed, .failed, .lost, .frameEnded, .watchSpent, .sitesAwaited, .memoryChanged,
            .kernelEntered:
            break
        case .coverage(let coverages): take(coverages)
        }
    }

    private static func words(for end: ProcessEnd) -> String {
        switch end {
        case .code(let code): "has ended with \(code)"
        case .signal(let number, _): "was killed by \(SignalName.of(number))"
        }
    }

    mutating func releaseKeyboard() {
        guard hasProgramKeyboard else { return }
        hasProgramKeyboard = false
        focus = focusBeforeKeyboard
    }
}
