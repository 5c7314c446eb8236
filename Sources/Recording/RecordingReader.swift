import FoundationEssentials
import Session

/// A recording opened for reading: where its blocks lie. A value; whoever goes through it has a `RecordingCursor`.
///
/// Nothing in the bytes is trusted: every length is checked before it is used, every block's checksum before its content.
/// Opening reads the frames alone, and the last block of each kind.
package struct RecordingReader: Sendable {
    package let about: RecordingAbout
    /// nil for a recording that was broken off.
    package private(set) var end: RecordingEnd?
    /// Where the file stops being whole; nil for one that is whole as far as its frames tell.
    package private(set) var damage: RecordingDamage?
    /// Hits that were recorded, those that have been given up since included.
    package private(set) var hitCount = 0
    /// Of them, the oldest that were given up.
    package private(set) var goneCount = 0
    /// Nanoseconds since the session's start, up to the last item.
    package private(set) var duration: UInt64 = 0

    struct Block: Hashable, Sendable {
        var frame: RecordingFrame
        /// Of the frame.
        var offset: UInt64
        var position: Int { Int(frame.position) }
        var hitCount: Int { Int(frame.length) / Hit.byteCount }
    }

    private(set) var hitBlocks: [Block] = []
    private(set) var eventBlocks: [Block] = []
    let bytes: any RecordingBytes

    /// - Throws: `RecordingError`, when this is no recording of this version.
    package init(_ bytes: any RecordingBytes) throws(RecordingError) {
        self.bytes = bytes
        let header = RecordingFormat.headerByteCount
        guard bytes.count >= UInt64(header) else {
            throw bytes.count == 0 ? .empty : .notRecording
        }
        guard let head = bytes.read(at: 0, count: header) else { throw .unreadable(0) }
        guard head.starts(with: RecordingFormat.magic) else { throw .notRecording }
        let version = head.withUnsafeBytes { $0.half(8) }
        guard version == RecordingFormat.version, head[12] == RecordingFormat.wordByteCount else {
            throw .version(version)
        }
        guard case .success(let first) = Self.frame(at: UInt64(header), in: bytes),
            first.kind == RecordingFrame.Kind.about.rawValue,
            case .success(let payload) = Self.payload(of: Block(frame: first, offset: UInt64(header)), in: bytes),
            let about = try? JSONDecoder().decode(RecordingAbout.self, from: Data(payload))
        else { throw .empty }
        self.about = about
        index(from: UInt64(header + RecordingFrame.byteCount) + UInt64(first.length))
        checkEnds()
    }

    /// The whole recording, from its beginning.
    package var start: RecordingCursor { RecordingCursor(self) }

    /// Its events alone, without the hits between them.
    package var events: RecordingCursor {
        var reader = self
        reader.hitBlocks = []
        return RecordingCursor(reader)
    }

    // MARK: Frames

    private mutating func index(from start: UInt64) {
        var offset = start
        var lastEventPosition: UInt64 = 0
        while offset < bytes.count, damage == nil, end == nil {
            let frame: RecordingFrame
            switch Self.frame(at: offset, in: bytes) {
            case .failure(let found):
                damage = found.damage
                return
            case .success(let read): frame = read
            }
            let block = Block(frame: frame, offset: offset)
            switch RecordingFrame.Kind(rawValue: frame.kind) {
            case .hits, .gone:
                guard frame.length % UInt32(Hit.byteCount) == 0, frame.position == UInt64(hitCount) else {
                    damage = .corrupt(at: offset)
                    return
                }
                hitCount += block.hitCount
                if frame.isGone { goneCount = hitCount } else { hitBlocks.append(block) }
            case .events:
                guard frame.position >= lastEventPosition, frame.position <= UInt64(Int32.max) << 16 else {
                    damage = .corrupt(at: offset)
                    return
                }
                lastEventPosition = frame.position
                eventBlocks.append(block)
            case .end:
                if case .success(let payload) = Self.payload(of: block, in: bytes) {
                    end = try? JSONDecoder().decode(RecordingEnd.self, from: Data(payload))
                }
                if end == nil { damage = .corrupt(at: offset) }
            // Of a newer version: what it does not change can be read.
            case .about, nil:
                if case .failure(let found) = Self.payload(of: block, in: bytes) {
                    damage = found.damage
                    return
                }
            }
            offset += UInt64(RecordingFrame.byteCount) + UInt64(frame.length)
        }
    }

    /// A crash of the machine may have left frames without their payloads: the last ones are looked at, and tell how long
    /// the recording is.
    private mutating func checkEnds() {
        while let last = hitBlocks.last {
            switch Self.payload(of: last, in: bytes) {
            case .success(let payload):
                if let time = RecordingCursor.hits(payload)?.map(\.time).max() { duration = max(duration, time) }
            case .failure(let found):
                damage = found.damage
                hitBlocks.removeLast()
                hitCount = last.position
                continue
            }
            break
        }
        if let last = eventBlocks.last, case .success(let payload) = Self.payload(of: last, in: bytes) {
            var at = 0
            payload.withUnsafeBytes { payload in
                while let entry = RecordingEntry(payload, at: at) {
                    duration = max(duration, entry.time)
                    at += RecordingEntry.byteCount + Int(entry.length)
                }
            }
        }
    }

    struct Failure: Error {
        var damage: RecordingDamage
        init(_ damage: RecordingDamage) { self.damage = damage }
    }

    private static func frame(at offset: UInt64, in bytes: any RecordingBytes) -> Result<RecordingFrame, Failure> {
        let size = UInt64(RecordingFrame.byteCount)
        guard offset <= bytes.count, bytes.count - offset >= size else {
            return .failure(Failure(.truncated(at: offset)))
        }
        guard let head = bytes.read(at: offset, count: RecordingFrame.byteCount) else {
            return .failure(Failure(.unreadable(at: offset, 0)))
        }
        guard let frame = head.withUnsafeBytes({ RecordingFrame($0) }),
            frame.length <= UInt32(RecordingFormat.mostPayload)
        else { return .failure(Failure(.corrupt(at: offset))) }
        guard bytes.count - offset - size >= UInt64(frame.length) else {
            return .failure(Failure(.truncated(at: offset)))
        }
        if frame.isGone, frame.sum(of: UnsafeRawBufferPointer(start: nil, count: 0)) != frame.checksum {
            return .failure(Failure(.corrupt(at: offset)))
        }
        return .success(frame)
    }

    /// A block's content, as it was written.
    static func payload(of block: Block, in bytes: any RecordingBytes) -> Result<[UInt8], Failure> {
        let start = block.offset + UInt64(RecordingFrame.byteCount)
        guard let payload = bytes.read(at: start, count: Int(block.frame.length)) else {
            return .failure(Failure(.unreadable(at: block.offset, 0)))
        }
        let sum = payload.withUnsafeBytes { block.frame.sum(of: $0) }
        guard sum == block.frame.checksum else { return .failure(Failure(.corrupt(at: block.offset))) }
        return .success(payload)
    }
}
