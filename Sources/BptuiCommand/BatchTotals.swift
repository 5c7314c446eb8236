import WatchSlots

/// What a run has counted so far.
struct BatchTotals: Hashable {
    /// Traps that have been written.
    var hits: UInt64 = 0
    /// The parts of slots in them: a trap that met two slots counts in both.
    var bySlot: [UInt64] = [0, 0, 0, 0]
    /// Hits that the rules of the watches only counted, by slot.
    var notShown: [UInt64] = [0, 0, 0, 0]
    /// Of every watch, as last told; empty where registers are not shared.
    var coverage: [WatchCoverage] = []
    /// Hits that could not be recorded.
    var missed: UInt64 = 0

    /// What is told of a watch replaces what was; one that is gone keeps its last.
    mutating func take(_ told: [WatchCoverage]) {
        for new in told {
            if let index = coverage.firstIndex(where: { $0.watch == new.watch }) {
                coverage[index] = new
            } else {
                coverage.append(new)
            }
        }
    }
}
