/// The ordinals of hits that a filter lets through, in ascending order. It grows at both ends: with new hits, and
/// downwards while older ones are looked at.
package struct MatchIndex: Hashable, Sendable {
    /// Found downwards.
    private var older: [Int] = []
    private var newer: [Int] = []
    /// Of `newer`, so many were dropped with their hits.
    private var start = 0

    package init() {}

    package var count: Int { older.count + newer.count - start }

    package subscript(position: Int) -> Int {
        position < older.count ? older[older.count - 1 - position] : newer[start + position - older.count]
    }

    @inline(__always)
    mutating func append(_ ordinal: Int) { newer.append(ordinal) }
    @inline(__always)
    mutating func prepend(_ ordinal: Int) { older.append(ordinal) }

    /// Hits with ordinals below this are no longer kept.
    mutating func drop(before ordinal: Int) {
        while let oldest = older.last, oldest < ordinal { older.removeLast() }
        guard older.isEmpty else { return }
        while start < newer.count, newer[start] < ordinal { start += 1 }
        if start > 4096, start * 2 > newer.count {
            newer.removeFirst(start)
            start = 0
        }
    }
}
