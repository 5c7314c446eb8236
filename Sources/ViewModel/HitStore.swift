import DebugRegisters
package import Session
import Tracing
import WatchSlots

/// The hits that are kept, in order. Each has an ordinal, its place in the run, which stays the same when older ones are
/// dropped.
///
/// The newest lie in memory, in chunks, so that an append copies at most one chunk when somebody else holds the value, and
/// the oldest chunk goes as a whole when the limit is reached. With an archive those that leave memory are read from its
/// file; without one they are dropped and counted. What an ordinal names never changes, so reading the file keeps this a
/// value.
package struct HitStore: Hashable, Sendable {
    /// One fewer than 4096, so that a chunk with its heads fills whole pages: one page more for each of them would be a
    /// MiB after a million hits.
    package static let chunkSize = 4095
    /// As many as lie in a block of the file.
    private static let archivedChunkSize = 4096

    /// How many records are kept in memory at most; the oldest go up to a chunk earlier. Those that are still on their way
    /// to the file stay longer.
    package let limit: Int
    private var chunks: [[Hit]] = []
    /// The ordinal of the first hit in memory.
    private var memoryStart = 0
    private var end = 0
    private let archive: HitArchiveReference?
    /// The archive's ordinal of our first.
    private let base: Int
    private var lower = 0
    /// Hits that are neither in memory nor in the file, which ended before; empty for none.
    package private(set) var gap = 0..<0

    /// - Parameters:
    ///   - limit: records of 64 bytes; at least two chunks are kept.
    ///   - archive: where each hit appended here is written as well.
    ///   - base: how many hits the archive took before.
    package init(limit: Int = 1 << 20, archive: (any HitArchive)? = nil, base: Int = 0) {
        self.limit = max(limit, 2 * Self.chunkSize)
        self.archive = archive.map { HitArchiveReference($0) }
        self.base = base
    }

    /// An empty one for the next run of the same recording.
    func anew() -> HitStore {
        HitStore(limit: limit, archive: archive?.archive, base: archive == nil ? 0 : base + end)
    }

    package var isEmpty: Bool { end == lower }
    /// The ordinals of the hits that are there, but for the gap.
    package var ordinals: Range<Int> { lower..<end }
    package var count: Int { end - lower - gap.count }
    /// Hits that are there no more.
    package var droppedCount: Int { lower + gap.count }
    /// Hits that are read from the file.
    package var archivedCount: Int { memoryStart - lower - gap.count }
    package var memoryCount: Int { end - memoryStart }
    package var last: Hit? { chunks.last?.last }

    /// Reading one from memory costs nothing to speak of, from the file a system call.
    package func isInMemory(_ ordinal: Int) -> Bool { ordinal >= memoryStart }

    package subscript(ordinal: Int) -> Hit {
        if ordinal >= memoryStart {
            let index = ordinal - memoryStart
            return chunks[index / Self.chunkSize][index % Self.chunkSize]
        }
        return archive?.archive.hit(at: base + ordinal) ?? .unreadable
    }

    /// The records that lie with a hit, and the ordinal of the first of them.
    package func chunk(at ordinal: Int) -> (first: Int, hits: [Hit]) {
        if ordinal >= memoryStart {
            let index = (ordinal - memoryStart) / Self.chunkSize
            return (memoryStart + index * Self.chunkSize, chunks[index])
        }
        let start = ordinal / Self.archivedChunkSize * Self.archivedChunkSize
        let first = max(lower, start)
        let end = min(start + Self.archivedChunkSize, gap.isEmpty ? memoryStart : gap.lowerBound)
        let count = max(1, end - first)
        let hits = archive?.archive.hits(from: base + first, count: count) ?? []
        return (first, hits + Array(repeating: .unreadable, count: count - hits.count))
    }

    package mutating func append(_ record: Hit) {
        if (end - memoryStart) % Self.chunkSize == 0 {
            if memoryCount + Self.chunkSize > limit { releaseOldest() }
            var chunk: [Hit] = []
            // Grown by doubling for the first one, so that a run with few hits stays small.
            if !chunks.isEmpty { chunk.reserveCapacity(Self.chunkSize) }
            chunks.append(chunk)
        }
        chunks[chunks.count - 1].append(record)
        end += 1
    }

    /// Lets go of the oldest chunks in memory, as far as that is called for.
    private mutating func releaseOldest() {
        while memoryCount + Self.chunkSize > limit, let oldest = chunks.first {
            let chunkEnd = memoryStart + oldest.count
            guard let archive = archive?.archive else {
                lower = chunkEnd
                release(to: chunkEnd)
                continue
            }
            let archived = archive.ordinals
            lower = min(max(lower, archived.lowerBound - base), memoryStart)
            let archivedEnd = max(lower, archived.upperBound - base)
            if archivedEnd < chunkEnd {
                if archive.isOpen { return }
                gap = (gap.isEmpty ? archivedEnd : gap.lowerBound)..<chunkEnd
                if gap.lowerBound <= lower {
                    lower = chunkEnd
                    gap = 0..<0
                }
            }
            release(to: chunkEnd)
        }
    }

    private mutating func release(to ordinal: Int) {
        chunks.removeFirst()
        memoryStart = ordinal
    }
}

extension Hit {
    /// Stands for one that could not be read back.
    package static let unreadable = Hit(
        HitRecord(
            trap: 0, time: 0, pc: 0, old: 0, new: 0, pid: 0, tid: 0, watch: .init(rawValue: 0),
            status: .cleared, slot: .dr0, length: .one, kind: .write, flags: []),
        site: SiteID(rawValue: .max))
}

/// An archive by its identity.
struct HitArchiveReference: Hashable, Sendable {
    let archive: any HitArchive

    init(_ archive: any HitArchive) { self.archive = archive }

    static func == (a: Self, b: Self) -> Bool { a.archive === b.archive }
    func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(archive)) }
}
