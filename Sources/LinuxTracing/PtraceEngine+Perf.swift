import CLinuxTracing
import DebugRegisters
import Tracing
import WatchSlots

/// Watches that perf events see: how their events come and go with the table, and when the rings are read.
extension PtraceEngine {
    // MARK: The table

    /// - Throws: `WatchError.mechanism` when the request's mechanism cannot do it.
    func checked(_ request: WatchRequest) throws(WatchError) -> WatchRequest {
        let words = PerfWords.refusal(of: request, isObserved: isObserver, keepsRegisters: samples.includesPerf)
        if let words { throw .mechanism(request.mechanism, words) }
        return request
    }

    /// Takes the events of watches away that another table does not want as they are. What they have recorded is told
    /// first, under the watches that it belongs to.
    func dismissPerf(notIn next: WatchTable) {
        defer { for watch in next.watches where watch.request.mechanism == .ptrace { leavePerf(watch.id) } }
        guard let perf, perf.isArmed else { return }
        let wanted = next.perfAssignments
        for case let events? in perf.armed {
            let stays = wanted.contains { watch, assignment in
                watch.id == events.watch && assignment.slot == events.slot && assignment.piece == events.piece
                    && watch.request.every == events.settings.period
                    && (watch.request.action == .stop) == events.settings.stops
            }
            if !stays { close(events, perf) }
        }
        drain(perf, isLast: true)
        perf.refreshTick()
    }

    /// Opens the events that the table wants and that are not there. The threads that ptrace has stand still; an observed
    /// program runs on.
    func engagePerf() -> TracingError? {
        let wanted = table.perfAssignments
        startTallies()
        guard !wanted.isEmpty else { return nil }
        let perf = self.perf ?? PerfTracer()
        self.perf = perf
        defer { perf.refreshTick() }
        for (watch, assignment) in wanted where perf.armed[assignment.slot.number] == nil {
            do throws(PerfErrno) {
                try perf.arm(
                    assignment.slot, watch.id, assignment.piece, settings(for: watch.request),
                    threads: perfThreads(watch.id)
                ) { events in isObserver ? uncoveredThreads(events, perf) : [] }
            } catch {
                let failure = TracingError(
                    .addWatch, tid: error.tid, reason(of: error, isKernelOnly: watch.request.isKernelOnly))
                failures[assignment.slot.number] = failure
                if error.number == Errno.noSpace, watch.request.claim == .flexible, perfShortage == nil {
                    perfShortage = assignment.slot
                }
                return failure
            }
        }
        return nil
    }

    private func settings(for request: WatchRequest) -> PerfEvents.Settings {
        var settings = PerfEvents.Settings(period: request.every, includesKernel: true)
        settings.keepsRegisters = samples.includesPerf
        settings.isKernelOnly = request.isKernelOnly
        settings.stackByteCount =
            samples.includesPerf && samples.stacks != .none ? Self.perfStackByteCount : UInt32(bt_perf_few_stack)
        settings.processor = options.processor
        settings.stops = request.action == .stop
        // Children that ptrace lets go are none of ours.
        settings.inheritsThreadsOnly = !isObserver
        return settings
    }

    /// Bytes of stack with each sample: the kernel copies them at each hit.
    private static let perfStackByteCount: UInt32 = 2048

    private func perfThreads(_ watch: WatchID) -> [Int32] {
        isObserver
            ? observedFamily(of: watch).flatMap(Self.threads(of:))
            : tracees.values.filter { !$0.isExiting && !$0.isLeaving }.map(\.tid).sorted()
    }

    private func reason(of error: PerfErrno, isKernelOnly: Bool = false) -> TracingError.Reason {
        var touched: SlotSet = []
        var used: SlotSet = []
        for tracee in tracees.values {
            touched = touched.union(tracee.bank.touched)
            used = used.union(SlotSet(rawValue: tracee.enabled))
        }
        let eventCount = perf?.armed.reduce(0) { $0 + ($1?.eventCount ?? 0) } ?? 0
        let words = PerfWords.refusal(
            error, reserved: touched.subtracting(used), used: used, eventCount: eventCount,
            isKernelOnly: isKernelOnly)
        return words.map { .watch(.refused(.perf, isPermission: error.isPermission, $0)) } ?? .errno(error.number)
    }

    /// A process of its own that shares the memory, or follows it, at its first stop: its threads inherit from here on.
    func coverIfProcess(_ tracee: Tracee) {
        guard let perf, perf.isArmed, tracee.tid == tracee.pid, tracee.pid != processID,
            coveredProcesses.insert(tracee.pid).inserted
        else { return }
        do throws(PerfErrno) {
            try perf.cover(tracee.tid)
        } catch {
            emit(.problem(TracingError(.addWatch, tid: tracee.tid, reason(of: error))))
        }
    }

    /// Every event is closed: another program, or none, is at the addresses.
    func endPerfWatches() {
        guard let perf else { return }
        timeStops()
        for case let events? in perf.armed { close(events, perf) }
        drain(perf, isLast: true)
        perf.refreshTick()
    }

    // MARK: Time

    /// Reads the rings when it is time.
    ///
    /// - Returns: whether it waited for what comes next, because nobody is there for waitpid to wait for.
    func attend(_ perf: PerfTracer) -> Bool {
        let now = bt_now()
        if now >= perf.nextDrain {
            perf.nextDrain = now + PerfTracer.period
            drain(perf, isLast: false)
            // Turns tell it themselves.
            if !rotation.isOn, table.countsApart, rotation.mayTell(at: now) { tellCoverage() }
        }
        if heldFarewell != nil { flushPerf() }
        guard isObserver || heldFarewell != nil else { return false }
        reviewTurn()
        if isInstallationNews { emitSlots() }
        if !commands.hasEntries { awaitObserved(perf) }
        return true
    }

    private func awaitObserved(_ perf: PerfTracer) {
        let descriptors = [commands.descriptor, observedProcess] + perf.drain.rings.map(\.descriptor)
        _ = bt_wait_any(descriptors, Int32(descriptors.count), PerfTracer.periodMilliseconds)
        if observedProcess >= 0, bt_wait_readable(observedProcess, 0) > 0 { observedEnd() }
    }

    /// The log has room again, or it is known what an instruction does.
    func flushPerf() {
        guard let perf, perf.drain.hasPending || heldFarewell != nil else { return }
        let isAll = drain(perf, isLast: heldFarewell != nil)
        if isAll, let held = heldFarewell { finish(held) }
    }

    /// Nobody waits for the last hits any more.
    ///
    /// - Returns: whether an end was held back for them.
    func endHeld() -> Bool {
        guard let heldFarewell else { return false }
        let was = isClosing
        isClosing = true
        finish(heldFarewell)
        isClosing = was
        return true
    }

    /// The end of the target waits until its last hits are in the log.
    ///
    /// - Returns: whether it does. They are counted as missed where nobody will make room.
    func holds(_ farewell: Farewell) -> Bool {
        guard let perf else { return false }
        endPerfWatches()
        let mayWait = !isClosing && !isKilling && overflow == .wait
        if perf.drain.hasPending, mayWait, farewell != .none {
            heldFarewell = farewell
            mode = .leaving
            return true
        }
        // Nobody will say any more what is undecided: it is shown, since it did happen.
        showsUndecidedPerf = true
        drain(perf, isLast: true)
        showsUndecidedPerf = false
        hitLog.addMissed(perf.drain.dropPending())
        heldFarewell = nil
        perf.endLife()
        self.perf = nil
        coveredProcesses = []
        endObservation()
        return false
    }
}
