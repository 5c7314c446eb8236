import CLinuxTracing
import DebugRegisters
import Tracing
import WatchSlots

/// Flexible watches take turns on the registers. The end of a turn is a change of watches like any other: it waits until every
/// thread stands still, so that each trap is recorded under the watch that it hit.
///
/// The clock is looked at where a wait is interrupted and where a thread's place is reviewed, never at each hit.
extension PtraceEngine {
    // MARK: Time

    /// Threads go on, from standing still.
    func timeRuns() {
        guard table.countsApart else { return }
        rotation.run(at: bt_now())
        guard rotation.isOn, rotationTicker == nil else { return }
        // Four looks a turn.
        let period = min(max(rotation.pace.longest / 4_000_000, 1), 250)
        var ticker: Int64 = 0
        if bt_tick_start(Int32(period), &ticker) >= 0 { rotationTicker = ticker }
    }

    /// Every thread stands still.
    func timeStops() {
        guard table.countsApart else { return }
        rotation.pause(at: bt_now(), table, unarmed: unarmedWatches)
    }

    func stopRotationTicker() {
        if let rotationTicker { bt_tick_stop(rotationTicker) }
        rotationTicker = nil
    }

    /// A wait was interrupted.
    func reviewTurn() {
        guard rotation.isOn, mode == .running, rotation.isTurnOver(at: bt_now()) else { return }
        isTurnOver = true
        quiesce()
    }

    /// A hit is being dealt with: its thread goes on, or is asked to stop, only when that is done.
    func reviewTurnAfterHit() {
        if !isTurnOver, rotation.isTurnOver(at: bt_now()) { askForTurn() }
    }

    /// Whoever looks for watches that had their one hit sees this as well, and asks all to stand still.
    func askForTurn() {
        isTurnOver = true
        spent.append(WatchID(rawValue: 0))
    }

    /// A hit of a flexible watch, while turns are counted in hits.
    @inline(never)
    func countTurnHit(_ slot: SlotIndex) {
        guard table.assignment(of: slot)?.watch.request.claim == .flexible, rotation.countHit() else { return }
        askForTurn()
    }

    // MARK: Turns

    /// Every thread stands still.
    func endTurn() {
        guard isTurnOver, mode == .stopping else { return }
        // Hits that wait for a decision are judged by the rules of the watches that they hit.
        guard undecided.isEmpty else { return }
        isTurnOver = false
        guard rotation.isOn else { return }
        var next = table
        next.rotate()
        if let error = takeTurns(next) {
            _ = markTaken(after: error)
            followTable()
            // A turn in a program whose threads have all ended arms nobody; their ends are told by themselves.
            let hasEnded = error.reason == .errno(Errno.noProcess)
            if error != turnFailure, !hasEnded { emit(.problem(error)) }
            turnFailure = error
            return emitSlots()
        }
        turnFailure = nil
        let isSplit = table.watches.contains { $0.request.claim == .flexible && $0.assignments.count > 1 }
        let mayTell = rotation.mayTell(at: bt_now())
        if mayTell || isSplit { emitSlots() }
        if mayTell { tellCoverage() }
    }

    /// The table is about to change.
    func prepareTurn() { rotation.endTurn(hits: countedHits) }

    /// The table has changed.
    func followTable() {
        rotation.follow(table)
        if !rotation.isOn { stopRotationTicker() }
    }

    func tellCoverage() {
        let report = rotation.report(at: bt_now(), table, unarmed: unarmedWatches, hits: countedHits)
        if let report { emit(.coverage(report)) }
    }

    /// Another program: nothing of before counts.
    func forgetTurns() {
        stopRotationTicker()
        rotation = RegisterRotation(pace: options.rotation)
        restingHits = [:]
        perfTallies = [:]
        isTurnOver = false
    }

    // MARK: Hits by watch

    /// Hits of a watch since it came, whichever registers it had.
    func hitTotal(_ id: WatchID) -> UInt64 {
        var total = restingHits[id] ?? 0
        for index in 0..<4 where slots[index].watch == id { total &+= slots[index].hitCount }
        return total
    }

    /// The counts of the slots go to their watches, which may get others.
    func restHits() {
        for index in 0..<4 where slots[index].watch.rawValue != 0 && slots[index].hitCount > 0 {
            restingHits[slots[index].watch, default: 0] &+= slots[index].hitCount
            slots[index].hitCount = 0
        }
    }

    /// Each watch that has slots counts on in the first of them.
    func resumeHits() {
        restingHits = restingHits.filter { table[$0.key] != nil }
        for watch in table.watches {
            guard let slot = watch.assignments.first?.slot.number else { continue }
            slots[slot].hitCount = restingHits.removeValue(forKey: watch.id) ?? 0
        }
    }
}
