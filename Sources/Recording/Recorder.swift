import FoundationEssentials
package import Session
import Tracing

/// Records a session: what it tells goes in, in its order; blocks come out, on their way to the disk.
///
/// Used from one thread, the front's. A hit costs a copy of 64 bytes there.
package final class Recorder {
    /// What reads it back, and knows what became of it.
    package let disk: RecordingDisk

    private var hits: [UInt8] = []
    private var entries: [UInt8] = []
    /// Hits that were taken, and those that have left for the disk.
    private var position = 0
    private var sentPosition = 0
    private var firstHitTime: UInt64 = 0
    private var lastTrap: UInt64 = 0
    private var firstEntryPosition = 0
    private var firstEntryTime: UInt64 = 0
    /// Nanoseconds since the session's start: that of the newest item that says one.
    private var time: UInt64 = 0
    /// When something first waited to be written, on the owner's clock; nil while nothing waits.
    private var waitingSince: UInt64?
    private var hasEnded = false
    private var hasToldFailure = false
    private let encoder = JSONEncoder()

    /// What waits is written at the latest after so many nanoseconds.
    private static let patience: UInt64 = 1_000_000_000
    /// Bytes of entries that make a block.
    private static let entryBlock = 1 << 16

    /// - Parameter limit: hits that are kept at most, to a block of 4096; nil for all.
    package init(_ file: RecordingFile, about: RecordingAbout, limit: Int? = nil) {
        disk = RecordingDisk(file, limit: limit)
        // The header stands before the first block, which always has one.
        submitJSON(about, .about, prefix: RecordingFormat.header)
    }

    /// Hits that were taken so far: the ordinal of the next one.
    package var hitCount: Int { position }

    package func take(_ event: SessionEvent) {
        guard !hasEnded else { return }
        switch event {
        case .hits(let new): return take(new)
        // What was being typed is no part of what happened.
        case .candidates: return
        default: break
        }
        if case .trace(let traced) = event { time = max(time, traced.time) }
        guard let json = try? encoder.encode(Self.slimmed(event)) else { return }
        append(.event, Array(json))
        // A change has a row among the hits, whose ordinals the file shares; who reads on is told the event alone.
        if case .changed(let found) = event { take([Hit(found.record, site: found.site)]) }
    }

    /// What the program wrote to its terminal.
    package func take(output bytes: [UInt8]) {
        guard !hasEnded, !bytes.isEmpty else { return }
        append(.output, bytes)
    }

    /// Writes what has waited for long.
    ///
    /// - Parameter now: nanoseconds of a clock that never goes back.
    package func pump(now: UInt64) {
        guard !hits.isEmpty || !entries.isEmpty else {
            waitingSince = nil
            return
        }
        guard let since = waitingSince else {
            waitingSince = now
            return
        }
        if now >= since + Self.patience { flush() }
    }

    /// Hands over all that waits.
    package func flush() {
        flushEntries()
        flushHits()
        waitingSince = nil
    }

    /// The last of it; waits until it is written.
    package func close(_ end: RecordingEnd) {
        guard !hasEnded else { return }
        flush()
        hasEnded = true
        submitJSON(end, .end, isLast: true)
        disk.join()
    }

    deinit { closeBrokenOff() }

    /// Without a word of the end.
    func closeBrokenOff() {
        guard !hasEnded else { return }
        flush()
        hasEnded = true
        disk.submit(.stop)
        disk.join()
    }

    /// Why nothing more is recorded; told once.
    package func takeFailure() -> RecordingDisk.Failure? {
        guard !hasToldFailure, let failure = disk.failure else { return nil }
        hasToldFailure = true
        return failure
    }

    // MARK: Blocks

    private func take(_ new: [Hit]) {
        for hit in new {
            // The records of a trap stay in one block: who reads it finds all of its slots.
            if position - sentPosition >= RecordingFormat.hitsPerBlock, hit.trap != lastTrap { flush() }
            lastTrap = hit.trap
            if hits.isEmpty {
                hits.reserveCapacity(RecordingFrame.byteCount + RecordingFormat.hitsPerBlock * Hit.byteCount)
                hits.append(contentsOf: repeatElement(0, count: RecordingFrame.byteCount))
                firstHitTime = hit.time
            }
            withUnsafeTemporaryAllocation(byteCount: Hit.byteCount, alignment: 8) { bytes in
                guard let base = bytes.baseAddress else { return }
                hit.store(to: base)
                hits.append(contentsOf: bytes)
            }
            position += 1
        }
        if let last = new.last { time = max(time, last.time) }
    }

    private func append(_ kind: RecordingEntry.Kind, _ bytes: [UInt8]) {
        guard bytes.count < RecordingFormat.mostPayload / 2 else { return }
        if entries.isEmpty {
            entries.append(contentsOf: repeatElement(0, count: RecordingFrame.byteCount))
            (firstEntryPosition, firstEntryTime) = (position, time)
        }
        RecordingEntry(kind, length: bytes.count, position: position, time: time).append(to: &entries)
        entries.append(contentsOf: bytes)
        if entries.count >= Self.entryBlock { flushEntries() }
    }

    private func flushHits() {
        guard !hits.isEmpty else { return }
        let count = position - sentPosition
        let frame = RecordingFrame(
            .hits, length: count * Hit.byteCount, position: sentPosition, time: firstHitTime)
        disk.submit(RecordingDisk.Block(bytes: hits, frame: frame, hitCount: count))
        hits = []
        sentPosition = position
    }

    private func flushEntries() {
        guard !entries.isEmpty else { return }
        let frame = RecordingFrame(
            .events, length: entries.count - RecordingFrame.byteCount, position: firstEntryPosition,
            time: firstEntryTime)
        disk.submit(RecordingDisk.Block(bytes: entries, frame: frame))
        entries = []
    }

    private func submitJSON(
        _ value: some Encodable, _ kind: RecordingFrame.Kind, prefix: [UInt8] = [], isLast: Bool = false
    ) {
        let json = (try? encoder.encode(value)).map { Array($0) } ?? []
        let frame = RecordingFrame(kind, length: json.count, position: position, time: time)
        let room = [UInt8](repeating: 0, count: RecordingFrame.byteCount)
        disk.submit(RecordingDisk.Block(prefix: prefix, bytes: room + json, frame: frame, isLast: isLast))
    }

    /// Without the copies of stacks that have served: what was found of a site is told with it.
    private static func slimmed(_ event: SessionEvent) -> SessionEvent {
        guard case .sites(var sites) = event else { return event }
        for index in sites.indices where sites[index].finding != nil { sites[index].sample?.stack = [] }
        return .sites(sites)
    }
}
