import DebugRegisters
import WatchSlots

/// A record as 64 bytes of a file: the fields in their order, little-endian, enumerations by their raw values.
extension HitRecord {
    package static let byteCount = 64

    /// - Parameter bytes: room for 64 bytes, of any alignment.
    @inline(__always)
    package func store(to bytes: UnsafeMutableRawPointer) {
        bytes.storeBytes(of: trap.littleEndian, toByteOffset: 0, as: UInt64.self)
        bytes.storeBytes(of: time.littleEndian, toByteOffset: 8, as: UInt64.self)
        bytes.storeBytes(of: pc.littleEndian, toByteOffset: 16, as: UInt64.self)
        bytes.storeBytes(of: old.littleEndian, toByteOffset: 24, as: UInt64.self)
        bytes.storeBytes(of: new.littleEndian, toByteOffset: 32, as: UInt64.self)
        bytes.storeBytes(of: pid.littleEndian, toByteOffset: 40, as: Int32.self)
        bytes.storeBytes(of: tid.littleEndian, toByteOffset: 44, as: Int32.self)
        bytes.storeBytes(of: watch.rawValue.littleEndian, toByteOffset: 48, as: UInt32.self)
        bytes.storeBytes(of: status.rawValue.littleEndian, toByteOffset: 52, as: UInt32.self)
        bytes.storeBytes(of: slot.rawValue, toByteOffset: 56, as: UInt8.self)
        bytes.storeBytes(of: length.rawValue, toByteOffset: 57, as: UInt8.self)
        bytes.storeBytes(of: kind.rawValue, toByteOffset: 58, as: UInt8.self)
        bytes.storeBytes(of: flags.rawValue, toByteOffset: 59, as: UInt8.self)
        bytes.storeBytes(of: eventsBefore.littleEndian, toByteOffset: 60, as: UInt32.self)
    }

    /// - Parameter bytes: 64 of any content.
    /// - Returns: nil when they are no record: a slot, a length or a kind that does not exist.
    @inline(__always)
    package init?(loading bytes: UnsafeRawPointer) {
        guard let slot = SlotIndex(rawValue: bytes.load(fromByteOffset: 56, as: UInt8.self)),
            let length = WatchLength(rawValue: bytes.load(fromByteOffset: 57, as: UInt8.self)),
            let kind = WatchKind(rawValue: bytes.load(fromByteOffset: 58, as: UInt8.self))
        else { return nil }
        func word(_ offset: Int) -> UInt64 {
            UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
        }
        func half(_ offset: Int) -> UInt32 {
            UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
        }
        self.init(
            trap: word(0), time: word(8), pc: word(16), old: word(24), new: word(32),
            pid: Int32(bitPattern: half(40)), tid: Int32(bitPattern: half(44)), watch: WatchID(rawValue: half(48)),
            status: StatusRegister(rawValue: half(52)), slot: slot, length: length, kind: kind,
            flags: Flags(rawValue: bytes.load(fromByteOffset: 59, as: UInt8.self)))
        eventsBefore = half(60)
    }
}
