package import DebugRegisters
package import Tracing
package import WatchSlots

/// A hit as the fronts keep it: the tracer's record, and the site that it belongs to. 64 bytes.
///
/// The record's fields are written out one by one: through key paths each would cost its reader more than the tracer
/// pays for the whole hit.
package struct Hit: Hashable, Sendable, BitwiseCopyable {
    package let record: HitRecord

    @inlinable package init(_ record: HitRecord, site: SiteID) {
        var stored = record
        // The order with the tracer's events has been made by now: the four bytes are free for the site.
        stored.eventsBefore = site.rawValue
        self.record = stored
    }

    @inlinable package var site: SiteID { SiteID(rawValue: record.eventsBefore) }
    @inlinable package var trap: UInt64 { record.trap }
    @inlinable package var time: UInt64 { record.time }
    @inlinable package var pc: UInt64 { record.pc }
    @inlinable package var old: UInt64 { record.old }
    @inlinable package var new: UInt64 { record.new }
    @inlinable package var pid: Int32 { record.pid }
    @inlinable package var tid: Int32 { record.tid }
    @inlinable package var watch: WatchID { record.watch }
    @inlinable package var status: StatusRegister { record.status }
    @inlinable package var slot: SlotIndex { record.slot }
    @inlinable package var length: WatchLength { record.length }
    @inlinable package var kind: WatchKind { record.kind }
    @inlinable package var flags: HitRecord.Flags { record.flags }
}
