/// How many hits came in each quarter of a second that the program ran.
package struct RateHistory: Hashable, Sendable {
    /// Nanoseconds of one bucket.
    package static let bucketDuration: UInt64 = 250_000_000
    private static let bucketsPerSecond = 4
    private static let limit = 128

    /// Full buckets, oldest first.
    package private(set) var buckets: [UInt32] = []
    private var current: UInt32 = 0

    package init() {}

    package mutating func add(_ count: Int) { current &+= UInt32(truncatingIfNeeded: count) }

    /// Closes the current bucket and as many empty ones after it as time has passed.
    package mutating func advance(by count: Int) {
        guard count > 0 else { return }
        buckets.append(current)
        current = 0
        buckets += Array(repeating: 0, count: min(count - 1, Self.limit))
        if buckets.count > Self.limit { buckets.removeFirst(buckets.count - Self.limit) }
    }

    /// Hits a second over the last second, or over what there is of it; nil before the first bucket is full.
    package var rate: Double? {
        guard !buckets.isEmpty else { return nil }
        let recent = buckets.suffix(Self.bucketsPerSecond)
        return Double(recent.reduce(0) { $0 + UInt64($1) }) * Double(Self.bucketsPerSecond) / Double(recent.count)
    }
}
