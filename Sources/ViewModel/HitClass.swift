import DebugRegisters
package import HitRules
package import Session
package import Tracing

/// What a record tells of a hit by itself. With what the instruction does to the slot it gives the outcome, so that
/// counters kept by class stay right when the instruction becomes known later.
package enum HitClass: UInt8, Hashable, Sendable, CaseIterable {
    case execute
    /// At a slot for writes: the values are not known, differ, differ unless another thread wrote, are equal, or are
    /// equal unless another thread wrote.
    case write, writeDiffers, writeMayDiffer, writeEquals, writeMayEqual
    /// The same at a slot for reads and writes.
    case access, accessDiffers, accessMayDiffer, accessEquals, accessMayEqual

    @inline(__always)
    package init(_ record: HitRecord) {
        guard record.kind != .execute else {
            self = .execute
            return
        }
        let isWrite = record.kind == .write
        guard record.flags.isSuperset(of: [.hasOld, .hasNew]) else {
            self = isWrite ? .write : .access
            return
        }
        let isCertain = record.flags.contains(.newIsExact) || !record.flags.contains(.newMayBeLater)
        if record.old != record.new {
            self =
                isCertain ? isWrite ? .writeDiffers : .accessDiffers : isWrite ? .writeMayDiffer : .accessMayDiffer
        } else {
            self = isCertain ? isWrite ? .writeEquals : .accessEquals : isWrite ? .writeMayEqual : .accessMayEqual
        }
    }

    /// The class's place in a mask of classes.
    package var bit: UInt16 { 1 << UInt16(rawValue) }

    /// As `HitRecord.outcome(access:)` says it of the record.
    package func outcome(access: AccessKind?) -> HitOutcome {
        if self == .execute { return .executed }
        if access == .read { return .read }
        let isStore = isAtWriteSlot || access?.includesWrite == true
        switch self {
        case .execute: return .executed
        case .write, .access, .writeMayEqual, .accessMayEqual: return isStore ? .written : .unknown
        case .writeDiffers, .accessDiffers: return .changed
        case .writeMayDiffer, .accessMayDiffer: return isStore ? .changed : .unknown
        case .writeEquals, .accessEquals: return isStore ? .same : .unknown
        }
    }

    /// The hardware counts writes alone there.
    package var isAtWriteSlot: Bool { (Self.write.rawValue...Self.writeMayEqual.rawValue).contains(rawValue) }
}
