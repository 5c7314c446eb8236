import DebugRegisters
import Tracing
import WatchSlots

/// Flexible watches take turns on the registers, by the machine's clock: as the real backends do it.
extension SimulatedBackend {
    /// Between two instructions of the program.
    func reviewTurn() {
        guard rotation.isOn, isTurnOver || rotation.isTurnOver(at: time) else { return }
        isTurnOver = false
        tellChanges()
        rotation.pause(at: time, table)
        endSlices()
        let before = table.intended
        table.rotate()
        for failure in installEverywhere() { emit(.problem(failure)) }
        var changed: SlotSet = []
        for slot in SlotIndex.allCases where before[slot] != table.intended[slot] { changed.insert(slot) }
        remember(changed)
        followTable()
        rotation.run(at: time)
        emitSlots()
        if rotation.mayTell(at: time) { tellCoverage() }
    }

    func countTurnHit(of id: WatchID) {
        guard rotation.countsHits, table[id]?.request.claim == .flexible, rotation.countHit() else { return }
        isTurnOver = true
    }

    func endSlices() { rotation.endTurn { hitCounts[$0] ?? 0 } }

    func followTable() { rotation.follow(table) }

    func tellCoverage() {
        let report = rotation.report(at: time, table) { hitCounts[$0] ?? 0 }
        if let report { emit(.coverage(report)) }
    }

    func forgetTurns() {
        rotation = RegisterRotation(pace: rotation.pace)
        isTurnOver = false
    }
}
