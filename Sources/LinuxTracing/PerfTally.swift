/// What the kernel has counted for a perf watch, over all the turns in which it had events.
struct PerfTally: Hashable {
    /// Of events that are closed.
    var hits: UInt64
    /// When the watch came (CLOCK_MONOTONIC): it sees children that were made later.
    var since: UInt64
}
