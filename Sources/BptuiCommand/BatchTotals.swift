/// What a run has counted so far.
struct BatchTotals: Hashable {
    /// Traps that have been written.
    var hits: UInt64 = 0
    /// The parts of slots in them: a trap that met two slots counts in both.
    var bySlot: [UInt64] = [0, 0, 0, 0]
    /// Hits that the rules of the watches only counted, by slot.
    var notShown: [UInt64] = [0, 0, 0, 0]
    /// Hits that could not be recorded.
    var missed: UInt64 = 0
}
