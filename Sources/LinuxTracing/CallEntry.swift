/// What was watched when a thread entered a system call, by slot.
struct CallEntry {
    var values: SIMD4<UInt64> = .zero
    /// The slots whose bytes could be read, laid out as in DR6.
    var known: UInt8 = 0
    /// Hits of each slot so far.
    var hitCounts: SIMD4<UInt64> = .zero
}
