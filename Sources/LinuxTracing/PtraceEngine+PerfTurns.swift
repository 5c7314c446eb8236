import CLinuxTracing
import DebugRegisters
import Tracing
import WatchSlots

/// Perf watches that take turns. Only closing its events gives a register back: at the end of a turn those of the outgoing
/// watches are closed and read to the last record, and then those of the incoming ones are opened in every thread.
extension PtraceEngine {
    // MARK: Turns

    /// The table of the next turn. What the outgoing events have recorded and counted belongs to the one that ends.
    func takeTurns(_ next: WatchTable) -> TracingError? {
        let unarmed = unarmedWatches
        dismissPerf(notIn: next)
        // Hits that were still in the rings are none of the next turn's.
        isTurnOver = false
        guard isObserver else {
            prepareTurn()
            return adoptSharing(next, for: nil)
        }
        // The program runs on: until all are opened only those are armed that stay.
        let closed = bt_now()
        let staying = Set((perf?.armed ?? []).compactMap { $0?.watch })
        rotation.pause(at: closed, table, unarmed: unarmed)
        prepareTurn()
        rotation.run(at: closed)
        let error = adoptSharing(next, for: nil)
        rotation.pause(at: bt_now(), table, unarmed: Set(table.watches.map(\.id)).subtracting(staying))
        return error
    }

    /// Takes over a table. Where the kernel has no register left for a perf watch that takes turns, those that do share the
    /// others.
    ///
    /// - Parameter changed: the watch that the table has new or otherwise; it is refused where it could never have a turn.
    func adoptSharing(_ next: WatchTable, for changed: WatchID?) -> TracingError? {
        var next = next
        var triesLeft = isObserver ? Self.mostTries : 0
        perfShortage = nil
        while let error = adopt(next) {
            defer { perfShortage = nil }
            if perfShortage != nil, triesLeft > 0 {
                triesLeft -= 1
                continue
            }
            guard let slot = perfShortage, next.heldByOthers[slot] == nil else { return error }
            next.withhold(slot, by: holderOfShortage(next))
            if let changed, case .tooFew? = next.wait(of: changed) { return error }
        }
        return nil
    }

    /// A thread that is made while its maker's events are opened may have those of a watch twice, and no register for
    /// another one, for as long as it lives.
    private static let mostTries = 8

    private func holderOfShortage(_ next: WatchTable) -> String {
        let used = next.intended.control.enabledSlots
        let isReserved = tracees.values.contains { !$0.bank.touched.subtracting(used).isEmpty }
        return isReserved
            ? "reserved: ptrace has used a register, and the kernel keeps it until the program executes another one"
            : "taken by \(SlotHolders.words(of: processID))"
    }

    /// Perf watches that are to be armed and whose events could not be opened.
    var unarmedWatches: Set<WatchID> {
        Set(
            table.perfAssignments.filter { perf?.armed[$0.assignment.slot.number]?.watch != $0.watch.id }.map(
                \.watch.id))
    }

    // MARK: Counts

    /// Hits of a watch since it came, recorded or not.
    func countedHits(_ id: WatchID) -> UInt64 {
        guard let tally = perfTallies[id] else { return hitTotal(id) }
        var hits = tally.hits
        for case let events? in perf?.armed ?? [] where events.watch == id { hits += events.hitCount }
        return hits
    }

    func close(_ events: PerfEvents, _ perf: PerfTracer) {
        let hits = perf.disarm(events.slot)
        perfTallies[events.watch]?.hits += hits
    }

    /// Those that perf sees from now on.
    func startTallies() {
        perfTallies = perfTallies.filter { table[$0.key] != nil }
        for watch in table.watches where watch.request.mechanism == .perf && perfTallies[watch.id] == nil {
            perfTallies[watch.id] = PerfTally(hits: hitTotal(watch.id), since: bt_now())
        }
    }

    /// It counts on through ptrace.
    func leavePerf(_ id: WatchID) {
        guard let tally = perfTallies.removeValue(forKey: id) else { return }
        let taken = hitTotal(id)
        if tally.hits > taken { restingHits[id, default: 0] += tally.hits - taken }
    }

    /// A hit of a watch that has lost its slot since counts where the watch is.
    func countHit(of events: PerfEvents, isArmed: Bool) {
        if isArmed {
            slots[events.slot.number].hitCount &+= 1
        } else if table[events.watch] != nil {
            restingHits[events.watch, default: 0] &+= 1
        }
    }

    func uncountHit(of events: PerfEvents, isArmed: Bool) {
        if isArmed {
            slots[events.slot.number].hitCount &-= 1
        } else if table[events.watch] != nil {
            restingHits[events.watch, default: 0] &-= 1
        }
    }

    // MARK: Children

    /// The observed process, and its children made since a watch came: they inherit only what was armed when they were made.
    func observedFamily(of watch: WatchID, _ births: some Collection<PerfBirth> = []) -> [Int32] {
        let since = perfTallies[watch]?.since ?? .max
        var children = observedChildren
        for birth in births where birth.pid != birth.parent { children[birth.pid] = birth.time }
        let program = Self.executablePath(of: processID)
        return [processID]
            + children.filter { pid, time in time > since && Self.executablePath(of: pid) == program }.map(\.key)
            .sorted()
    }
}
