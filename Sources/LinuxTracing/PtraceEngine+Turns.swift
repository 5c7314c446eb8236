import CLinuxTracing

/// Whose turn it is to be looked at, when many threads hit.
///
/// waitpid(-1) reports the first of the tracees that has something to say, in the order in which they came. Those that hit
/// faster than a hit takes are always ready, and a thread behind them would never be heard.
struct TurnOrder {
    /// Tids of this round, the next one last.
    private var left: [Int32] = []
    private var lastTrap: UInt64 = 0

    /// A look at one thread for so many hits of any: a power of two.
    private static let period: UInt64 = 16

    /// - Returns: once in `period` traps.
    @inline(__always)
    mutating func isDue(_ trap: UInt64) -> Bool {
        guard trap & (Self.period - 1) == 0, trap != lastTrap else { return false }
        lastTrap = trap
        return true
    }

    /// The next in turn; those that came meanwhile have theirs in the next round.
    mutating func next(of tracees: some Collection<Int32>) -> Int32? {
        if left.isEmpty { left = Array(tracees) }
        return left.popLast()
    }
}

extension PtraceEngine {
    /// What a thread has to say whose turn it is.
    ///
    /// - Returns: its tid; 0 when it is nobody's turn, or it has nothing to say.
    @inline(__always)
    func takeTurn(_ status: inout Int32) -> Int32 {
        guard turns.isDue(trapCount), tracees.count > 1, let tid = turns.next(of: tracees.keys) else { return 0 }
        return max(0, bt_look_at(tid, &status))
    }
}
