/// Keeps the coverage of every watch of a table. A value; the time comes from outside.
///
/// Who holds what changes only while the time stands still: `pause`, change the table, `endSlices`, `run`.
public struct CoverageLedger: Hashable, Sendable {
    private var coverages: [WatchID: WatchCoverage] = [:]
    /// The turns that are not over.
    private var open: [WatchID: Slice] = [:]
    private var runsSince: UInt64?

    private struct Slice: Hashable, Sendable {
        var time: UInt64 = 0
        /// The watch's hits when the slice began.
        var hitsBefore: UInt64 = 0
    }

    public init() {}

    /// The program runs from now on, in nanoseconds.
    public mutating func run(at now: UInt64) { if runsSince == nil { runsSince = now } }

    /// It stands still: the time since `run` goes to who had registers, and to who waited for them.
    ///
    /// - Parameter unarmed: watches that were to have registers and had none in all that time.
    public mutating func pause(at now: UInt64, _ table: WatchTable, unarmed: Set<WatchID> = []) {
        guard let since = runsSince else { return }
        runsSince = nil
        let time = now > since ? now - since : 0
        for watch in table.watches where watch.isEnabled {
            if watch.assignments.isEmpty || unarmed.contains(watch.id) {
                coverages[watch.id, default: WatchCoverage(watch: watch.id)].addWait(time)
            } else {
                open[watch.id, default: Slice()].time += time
            }
        }
    }

    /// The turns so far are over.
    ///
    /// - Parameter hits: of a watch since it came.
    public mutating func endSlices(hits: (WatchID) -> UInt64) {
        for (id, slice) in open {
            let count = hits(id)
            coverages[id, default: WatchCoverage(watch: id)].addSlice(slice.time, hits: count &- slice.hitsBefore)
            open[id] = Slice(hitsBefore: count)
        }
    }

    /// Watches that are gone are forgotten.
    public mutating func keep(_ table: WatchTable) {
        coverages = coverages.filter { table[$0.key] != nil }
        open = open.filter { table[$0.key] != nil }
    }

    /// The coverage of every watch of a table, the slices that are not over taken as if they were.
    public func report(_ table: WatchTable, hits: (WatchID) -> UInt64) -> [WatchCoverage] {
        var closed = self
        closed.endSlices(hits: hits)
        return table.watches.map { closed.coverages[$0.id] ?? WatchCoverage(watch: $0.id) }
    }
}
