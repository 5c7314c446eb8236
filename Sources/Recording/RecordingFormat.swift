import Session

/// How a recording lies in its file. All numbers are little-endian.
///
/// A header of 16 bytes: `bptuirec`, the version (4 bytes), the bytes of a machine word of the program (1), three zeros.
/// Then blocks, each a frame of 32 bytes and its payload. The first one says what was recorded; hits and events follow in
/// blocks of their own, each with its position, the number of hits before it, from which their common order is made.
package enum RecordingFormat {
    static let magic = Array("bptuirec".utf8)
    static let version: UInt32 = 1
    static let wordByteCount: UInt8 = 8
    static let headerByteCount = 16

    /// Hits in a full block.
    package static let hitsPerBlock = 4096
    /// A longer payload is not ours.
    static let mostPayload = 1 << 26
    /// Sites are numbered from 0 in the order of their coming: a greater number is none of ours, and the tables that are
    /// indexed by it stay small.
    static let mostSites: UInt32 = 1 << 22

    static var header: [UInt8] {
        var bytes = magic
        withUnsafeBytes(of: version.littleEndian) { bytes.append(contentsOf: $0) }
        return bytes + [wordByteCount, 0, 0, 0]
    }
}

/// What stands before a payload: `RBLK`, the kind, the payload's length, a checksum (each 4 bytes), the number of hits
/// before the block, and the time of its first item (each 8 bytes).
struct RecordingFrame: Hashable, Sendable {
    enum Kind: UInt32 {
        /// JSON of `RecordingAbout`.
        case about = 1
        /// Records of 64 bytes.
        case hits = 2
        /// Entries, each with a head of 24 bytes: its length, its kind, its position, its time.
        case events = 3
        /// JSON of `RecordingEnd`.
        case end = 4
        /// Hits that were given up: the payload's bytes mean nothing, and the checksum leaves them out.
        case gone = 5
    }

    static let byteCount = 32
    private static let magic: UInt32 = 0x4B4C_4252

    /// As in the file: a newer version may have more kinds.
    var kind: UInt32
    var length: UInt32
    var position: UInt64
    /// Nanoseconds since the session's start.
    var time: UInt64
    var checksum: UInt32 = 0

    init(_ kind: Kind, length: Int, position: Int, time: UInt64) {
        self.kind = kind.rawValue
        self.length = UInt32(length)
        self.position = UInt64(position)
        self.time = time
    }

    /// - Returns: nil when these 32 bytes are no frame.
    init?(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count >= Self.byteCount, bytes.half(0) == Self.magic else { return nil }
        kind = bytes.half(4)
        length = bytes.half(8)
        checksum = bytes.half(12)
        position = bytes.word(16)
        time = bytes.word(24)
    }

    var isGone: Bool { kind == Kind.gone.rawValue }

    /// Of the frame's fields and the payload.
    func sum(of payload: UnsafeRawBufferPointer) -> UInt32 {
        let fields = [UInt64(kind) << 32 | UInt64(length), position, time].map(\.littleEndian)
        let head = fields.withUnsafeBytes { CRC32C.of($0) }
        return isGone ? head : CRC32C.of(payload, after: head)
    }

    func store(to bytes: UnsafeMutableRawPointer) {
        for (index, value) in [Self.magic, kind, length, checksum].enumerated() {
            bytes.storeBytes(of: value.littleEndian, toByteOffset: 4 * index, as: UInt32.self)
        }
        bytes.storeBytes(of: position.littleEndian, toByteOffset: 16, as: UInt64.self)
        bytes.storeBytes(of: time.littleEndian, toByteOffset: 24, as: UInt64.self)
    }

    /// The frame and its payload as they stand in the file.
    ///
    /// - Parameter block: 32 bytes of any content, and the payload.
    func seal(_ block: inout [UInt8]) {
        block.withUnsafeMutableBytes { bytes in
            var frame = self
            frame.checksum = sum(of: UnsafeRawBufferPointer(rebasing: bytes[Self.byteCount...]))
            if let base = bytes.baseAddress { frame.store(to: base) }
        }
    }
}

/// The head of an entry in a block of events.
struct RecordingEntry: Hashable, Sendable {
    enum Kind: UInt32 {
        /// JSON of a `SessionEvent`.
        case event = 0
        /// What the program wrote to its terminal.
        case output = 1
    }

    static let byteCount = 24

    var length: UInt32
    var kind: UInt32
    var position: UInt64
    var time: UInt64

    init(_ kind: Kind, length: Int, position: Int, time: UInt64) {
        self.kind = kind.rawValue
        self.length = UInt32(length)
        self.position = UInt64(position)
        self.time = time
    }

    /// - Returns: nil when there is no room for a head, or not for what it announces.
    init?(_ bytes: UnsafeRawBufferPointer, at offset: Int) {
        guard bytes.count - offset >= Self.byteCount else { return nil }
        length = bytes.half(offset)
        kind = bytes.half(offset + 4)
        position = bytes.word(offset + 8)
        time = bytes.word(offset + 16)
        guard Int(length) <= bytes.count - offset - Self.byteCount else { return nil }
    }

    func append(to bytes: inout [UInt8]) {
        withUnsafeBytes(of: length.littleEndian) { bytes.append(contentsOf: $0) }
        withUnsafeBytes(of: kind.littleEndian) { bytes.append(contentsOf: $0) }
        withUnsafeBytes(of: position.littleEndian) { bytes.append(contentsOf: $0) }
        withUnsafeBytes(of: time.littleEndian) { bytes.append(contentsOf: $0) }
    }
}

extension UnsafeRawBufferPointer {
    /// Four bytes at an offset, which the caller knows to be there.
    func half(_ offset: Int) -> UInt32 { UInt32(littleEndian: loadUnaligned(fromByteOffset: offset, as: UInt32.self)) }
    /// Eight of them.
    func word(_ offset: Int) -> UInt64 { UInt64(littleEndian: loadUnaligned(fromByteOffset: offset, as: UInt64.self)) }
}
