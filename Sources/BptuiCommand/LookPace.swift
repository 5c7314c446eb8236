/// How often a front asks for a look at memory that the kernel or another process may have changed.
struct LookPace {
    private static let interval: UInt64 = 250_000_000

    private var next: UInt64 = 0

    /// - Parameter now: nanoseconds.
    mutating func isDue(_ now: UInt64) -> Bool {
        guard now >= next else { return false }
        next = now + Self.interval
        return true
    }
}
