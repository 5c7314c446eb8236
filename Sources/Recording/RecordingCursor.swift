import FoundationEssentials
package import Session
import Tracing

/// What a recording tells next.
package enum RecordedItem: Hashable, Sendable {
    /// Hits that follow each other, none of another trap's half; none where only rows of changes stood.
    case hits([Hit])
    case event(SessionEvent)
    /// What the program wrote to its terminal.
    case output([UInt8])
}

/// A place in a recording, from which one goes forward. A value: a copy is a place to come back to.
package struct RecordingCursor: Sendable {
    package let reader: RecordingReader
    /// The ordinal of the next hit.
    package private(set) var ordinal: Int
    /// Nanoseconds since the session's start: that of the newest item that was told.
    package private(set) var time: UInt64 = 0
    /// Where the recording cannot be read on; nil as long as it can.
    package private(set) var damage: RecordingDamage?
    /// Events that this version does not know.
    package private(set) var skippedCount = 0

    private var hitBlock = 0
    /// Of the block that `ordinal` lies in, once it is loaded.
    private var hits: [Hit] = []
    private var firstOrdinal = 0

    private var eventBlock = 0
    private var entries: [UInt8] = []
    private var entryOffset = 0
    private var lastPosition: UInt64 = 0

    init(_ reader: RecordingReader) {
        self.reader = reader
        ordinal = reader.hitBlocks.first?.position ?? reader.hitCount
        firstOrdinal = ordinal
    }

    /// The next item.
    ///
    /// - Parameters:
    ///   - mostHits: in one item; the hits of a trap are never parted by it. With 0 only what precedes the next hit is told.
    ///   - end: nanoseconds since the session's start: what is later is not told.
    /// - Returns: nil at the end, at damage, and before an item that is later.
    package mutating func next(mostHits: Int = .max, until end: UInt64 = .max) -> RecordedItem? {
        while damage == nil {
            loadHits()
            guard damage == nil else { return nil }
            if let entry = nextEntry() {
                guard entry.position > UInt64(ordinal), hits.indices.contains(ordinal - firstOrdinal) else {
                    guard entry.time <= end else { return nil }
                    if let item = take(entry) { return item }
                    continue
                }
                return takeHits(below: Int(clamping: entry.position), most: mostHits, until: end)
            }
            guard damage == nil else { return nil }
            return takeHits(below: .max, most: mostHits, until: end)
        }
        return nil
    }

    /// The next hit, when hits come next or after events.
    package mutating func peekHit() -> Hit? {
        loadHits()
        let index = ordinal - firstOrdinal
        return hits.indices.contains(index) ? hits[index] : nil
    }

    // MARK: Hits

    /// - Returns: nil when a record of them is none.
    static func hits(_ payload: [UInt8]) -> [Hit]? {
        payload.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress else { return [] }
            let count = bytes.count / Hit.byteCount
            var isWhole = true
            let hits = [Hit](unsafeUninitializedCapacity: count) { buffer, initialized in
                for index in 0..<count {
                    guard let hit = Hit(loading: base + index * Hit.byteCount),
                        hit.site.rawValue < RecordingFormat.mostSites
                    else {
                        isWhole = false
                        return
                    }
                    (buffer.baseAddress! + index).initialize(to: hit)
                    initialized += 1
                }
            }
            return isWhole ? hits : nil
        }
    }

    /// Goes on to the next block once the last one is used up.
    private mutating func loadHits() {
        guard ordinal >= firstOrdinal + hits.count, hitBlock < reader.hitBlocks.count else { return }
        let block = reader.hitBlocks[hitBlock]
        switch RecordingReader.payload(of: block, in: reader.bytes) {
        case .failure(let found): damage = found.damage
        case .success(let payload):
            guard let loaded = Self.hits(payload) else {
                damage = .corrupt(at: block.offset)
                return
            }
            hits = loaded
            firstOrdinal = block.position
            ordinal = block.position
            hitBlock += 1
        }
    }

    private mutating func takeHits(below limit: Int, most: Int, until end: UInt64) -> RecordedItem? {
        let start = ordinal - firstOrdinal
        guard most > 0, hits.indices.contains(start) else { return nil }
        let room = min(limit - firstOrdinal, hits.count)
        var stop = start
        while stop < room, hits[stop].time <= end, stop - start < most || hits[stop].trap == hits[stop - 1].trap {
            stop += 1
        }
        guard stop > start else { return nil }
        let taken = start == 0 && stop == hits.count ? hits : Array(hits[start..<stop])
        ordinal += taken.count
        time = max(time, taken[taken.count - 1].time)
        return .hits(
            taken.contains { $0.flags.contains(.withoutHit) } ? taken.filter { !$0.flags.contains(.withoutHit) } : taken
        )
    }

    // MARK: Events

    /// The head of the next entry, loading its block.
    private mutating func nextEntry() -> RecordingEntry? {
        while damage == nil {
            if entryOffset < entries.count {
                guard let entry = entries.withUnsafeBytes({ RecordingEntry($0, at: entryOffset) }),
                    entry.position >= lastPosition
                else {
                    damage = .corrupt(at: reader.eventBlocks[eventBlock - 1].offset)
                    return nil
                }
                return entry
            }
            guard eventBlock < reader.eventBlocks.count else { return nil }
            switch RecordingReader.payload(of: reader.eventBlocks[eventBlock], in: reader.bytes) {
            case .failure(let found): damage = found.damage
            case .success(let payload):
                entries = payload
                entryOffset = 0
                eventBlock += 1
            }
        }
        return nil
    }

    /// - Returns: nil for an entry that this version does not know.
    private mutating func take(_ entry: RecordingEntry) -> RecordedItem? {
        let start = entryOffset + RecordingEntry.byteCount
        let content = entries[start..<start + Int(entry.length)]
        entryOffset = start + Int(entry.length)
        lastPosition = entry.position
        time = max(time, entry.time)
        switch RecordingEntry.Kind(rawValue: entry.kind) {
        case .output: return .output(Array(content))
        case .event:
            if let event = try? JSONDecoder().decode(SessionEvent.self, from: Data(content)), event.isSound {
                return .event(event)
            }
        case nil: break
        }
        skippedCount += 1
        return nil
    }
}
