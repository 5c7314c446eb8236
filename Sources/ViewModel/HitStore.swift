package import Session

/// The hits that are kept, in order. Each has an ordinal, its place in the run, which stays the same when older ones are
/// dropped.
///
/// The records lie in chunks, so that an append copies at most one chunk when somebody else holds the value, and the
/// oldest chunk goes as a whole when the limit is reached.
package struct HitStore: Hashable, Sendable {
    private static let chunkSize = 4096

    /// How many records are kept at most; the oldest go up to a chunk earlier.
    package let limit: Int
    private var chunks: [[Hit]] = []
    /// Records that were dropped to stay within the limit.
    package private(set) var droppedCount = 0
    package private(set) var count = 0

    /// - Parameter limit: records of 64 bytes; at least two chunks of 4096 are kept.
    package init(limit: Int = 1 << 20) { self.limit = max(limit, 2 * Self.chunkSize) }

    package var isEmpty: Bool { count == 0 }
    /// The ordinals of the hits that are there.
    package var ordinals: Range<Int> { droppedCount..<droppedCount + count }
    package var last: Hit? { chunks.last?.last }

    package subscript(ordinal: Int) -> Hit {
        let index = ordinal - droppedCount
        return chunks[index / Self.chunkSize][index % Self.chunkSize]
    }

    /// The records that lie with a hit, and the ordinal of the first of them.
    package func chunk(at ordinal: Int) -> (first: Int, hits: [Hit]) {
        let index = (ordinal - droppedCount) / Self.chunkSize
        return (droppedCount + index * Self.chunkSize, chunks[index])
    }

    package mutating func append(_ record: Hit) {
        if count % Self.chunkSize == 0 {
            if count + Self.chunkSize > limit { dropOldest() }
            var chunk: [Hit] = []
            // Grown by doubling for the first one, so that a run with few hits stays small.
            if !chunks.isEmpty { chunk.reserveCapacity(Self.chunkSize) }
            chunks.append(chunk)
        }
        chunks[chunks.count - 1].append(record)
        count += 1
    }

    private mutating func dropOldest() {
        let oldest = chunks.removeFirst()
        droppedCount += oldest.count
        count -= oldest.count
    }
}
