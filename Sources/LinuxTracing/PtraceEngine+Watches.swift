import CLinuxTracing
import DebugRegisters
import HitRules
import Tracing
import WatchSlots

/// The intent and how it gets into the threads.
extension PtraceEngine {
    // MARK: Installing

    /// Brings one stopped thread's registers to the intent. A thread that is dying is no failure.
    func install(_ tracee: Tracee) -> TracingError? {
        tracee.needsInstall = false
        noteMask(tracee)
        coverIfProcess(tracee)
        defer { tracee.enabled = tracee.bank.control.enabledSlots.rawValue }
        tracee.failure = nil
        for write in RegisterPlan(from: tracee.bank, to: intent(for: tracee)).writes {
            let result: Int32
            let slot: SlotIndex?
            switch write {
            case .address(let index, let address):
                slot = index
                result = bt_write_debug_register(tracee.tid, Int32(index.rawValue), address.rawValue)
            case .control(let control):
                slot = control.enabledSlots.subtracting(tracee.bank.control.enabledSlots).first { _ in true }
                result = bt_write_debug_register(tracee.tid, 7, UInt64(control.rawValue))
                if result >= 0 { lastControl = control }
            }
            if result == -Errno.noProcess { return nil }
            guard result >= 0 else {
                let error = TracingError(.writeDebugRegister, tid: tracee.tid, .errno(-result))
                if let slot { failures[slot.number] = error }
                tracee.failure = error
                return error
            }
            tracee.bank.apply(write)
        }
        return nil
    }

    /// For a thread that could not be stopped when the intent changed; it has executed nothing since.
    func installIfNeeded(_ tracee: Tracee) {
        guard tracee.needsInstall else { return }
        if let error = install(tracee) { emit(.problem(error)) }
        isInstallationNews = true
    }

    /// Takes over a table and installs it in every thread, or nowhere.
    func adopt(_ next: WatchTable) -> TracingError? {
        let before = table
        dismissPerf(notIn: next)
        table = next
        failures = [nil, nil, nil, nil]
        applyTable()
        guard let error = installEverywhere() ?? engagePerf() else {
            rereadValues()
            return nil
        }
        dismissPerf(notIn: before)
        table = before
        applyTable()
        failures = [nil, nil, nil, nil]
        _ = installEverywhere()
        _ = engagePerf()
        rereadValues()
        return error
    }

    private func installEverywhere() -> TracingError? {
        for tracee in tracees.values where !tracee.isExiting && !tracee.isLeaving {
            guard tracee.state == .stopped else {
                tracee.needsInstall = true
                continue
            }
            if let error = install(tracee) { return error }
        }
        return nil
    }

    /// Derives the intent and the flat slots from the table.
    func applyTable() {
        restHits()
        intended = table.intended
        followTable()
        noteOwners()
        stopMask = 0
        for index in SlotIndex.allCases {
            var slot = HotSlot()
            if let (watch, piece) = table.assignment(of: index) {
                slot.address = piece.address.rawValue
                slot.byteCount = piece.kind == .execute ? 0 : piece.length.byteCount
                slot.watch = watch.id
                slot.length = piece.length
                slot.kind = piece.kind
                slot.stops = watch.request.action == .stop
                if slot.stops { stopMask |= 1 << index.rawValue }
                slot.hasRule =
                    watch.request.rule != .always || rotation.countsHits && watch.request.claim == .flexible
                pairs.give(index.rawValue, to: watch.id.rawValue)
            }
            slots[index.number] = slot
        }
        resumeHits()
        applyRules()
        refreshFrames()
        refreshCallStops()
    }

    /// Conditions were checked when their watches came.
    private func applyRules() {
        ruleStates = ruleStates.filter { table[$0.key] != nil }
        rules = [nil, nil, nil, nil]
        for watch in table.watches where watch.request.rule != .always {
            if ruleStates[watch.id]?.rule != watch.request.rule {
                ruleStates[watch.id] = try? RuleState(watch.request.rule)
            }
            if watch.isEnabled, !spent.contains(watch.id) { ruleStates[watch.id]?.isSpent = false }
            for assignment in watch.assignments { rules[assignment.slot.number] = ruleStates[watch.id] }
        }
    }

    /// Disarms a watch by itself, without a command.
    func disarm(_ id: WatchID) { disarm { table throws(WatchError) in try table.setEnabled(id, false) } }

    /// The same for good.
    func endFrame(of id: WatchID) { disarm { table throws(WatchError) in try table.endFrame(of: id) } }

    private func disarm(_ change: (inout WatchTable) throws(WatchError) -> Void) {
        var next = table
        // It is in the table, or there is nothing to disarm.
        try? change(&next)
        if let error = adopt(next) { emit(.problem(error)) }
        emitSlots()
    }

    /// Reads what every slot watches, so that the next hit's old value is as late as it can be known.
    func rereadValues() { inEachSpace { rereadSelected() } }

    func rereadSelected() {
        for index in 0..<4 where slots[index].byteCount > 0 {
            remember(index, watchedValue(index))
        }
    }

    // MARK: Telling

    func emitSlots() {
        isInstallationNews = false
        emit(.slots(table, installation: installation()))
    }

    private func installation() -> SlotInstallation {
        let live = tracees.values.filter { !$0.isExiting && !$0.isLeaving }
        var wanted = [0, 0, 0, 0]
        var armed = [0, 0, 0, 0]
        for tracee in live {
            for slot in intended.slots where wants(slot, tracee) {
                wanted[slot.number] += 1
                if isArmed(slot, tracee) { armed[slot.number] += 1 }
            }
        }
        let threadCount = isObserver ? observedThreads.count : live.count
        for (_, assignment) in table.perfAssignments {
            let slot = assignment.slot.number
            (wanted[slot], armed[slot]) = (threadCount, perf?.armed[slot] == nil ? 0 : threadCount)
        }
        return SlotInstallation(
            threadCount: threadCount, wantedThreads: wanted, armedThreads: armed, failures: failures,
            control: lastControl, blindness: (perf?.isArmed ?? false) ? perf?.blindness : nil)
    }

    // MARK: Commands

    /// Changes that wait for all threads to stand still; so their traps are recorded under the watches that they hit.
    func performEdits() {
        // An observed program runs on meanwhile.
        if !isObserver { timeStops() }
        tellChanges()
        if !spent.isEmpty, mode == .stopping || mode == .stopped { disarmSpent() }
        if !endedFrames.isEmpty, mode == .stopping || mode == .stopped { disarmEnded() }
        endTurn()
        while !edits.isEmpty, mode == .stopping || mode == .stopped {
            let (command, number) = edits.removeFirst()
            if case .detach = command { return detachAll(number) }
            if isAwaitingStillness(command) {
                joinStop()
                perform(command, number)
                // What came in meanwhile waits for the next time.
                if !edits.isEmpty || !pauses.isEmpty { quiesce() }
                return
            }
            edit(command, number)
        }
    }

    private func edit(_ command: TracingCommand, _ number: CommandNumber) {
        timeStops()
        prepareTurn()
        tellCoverage()
        var next = table
        var changed: WatchID?
        do throws(WatchError) {
            changed = try withoutStaleMarks(&next) { table throws(WatchError) in try apply(command, to: &table) }
            try next.checkStops()
        } catch {
            return fail(number, TracingError(Self.operation(of: command), .watch(error)))
        }
        if let error = adoptSharing(next, for: changed) {
            let reason = markTaken(after: error) ?? error.reason
            emitSlots()
            return fail(number, TracingError(Self.operation(of: command), tid: error.tid, reason))
        }
        emitSlots()
        complete(number, changed.flatMap { table[$0] }.map { .watch($0) } ?? .done)
    }

    /// - Returns: the watch that the command makes or changes.
    private func apply(_ command: TracingCommand, to next: inout WatchTable) throws(WatchError) -> WatchID? {
        switch command {
        case .addWatch(let request):
            try checkThread(of: request)
            if let problem = request.frame.flatMap(problem(of:)) { throw problem }
            return try next.register(checked(request)).id
        case .modifyWatch(let id, let request):
            if request.thread != table[id]?.request.thread { try checkThread(of: request) }
            if request.frame != table[id]?.request.frame, let problem = request.frame.flatMap(problem(of:)) {
                throw problem
            }
            try next.modify(id, to: checked(request))
            return id
        case .setEnabled(let id, let isEnabled): try next.setEnabled(id, isEnabled)
        case .removeWatch(let id): try next.release(id)
        default: next.disableAll()
        }
        return nil
    }
}

extension WatchTable {
    /// Every watch keeps its slots and is disabled.
    mutating func disableAll() {
        // The ids are the table's own, so that none is unknown.
        for watch in watches { try? setEnabled(watch.id, false) }
    }

    /// Every watch is gone; the numbers go on, so that none is given twice.
    mutating func releaseAll() {
        for watch in watches { try? release(watch.id) }
    }
}
