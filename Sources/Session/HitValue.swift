import DebugRegisters
import ProgramModel
package import Tracing
import WatchSlots

/// The typed reading of a hit's values.
package enum HitValue {
    /// What a hit left in its slot's bytes; nil where that is not known, or where no type says how to read it.
    package static func new(of record: HitRecord, watch: WatchDescription?) -> String? {
        guard record.flags.contains(.hasNew), let watch, watch.type != nil else { return nil }
        return text(record.new, of: record, watch: watch)
    }

    /// Bits as they stood in a hit's slot, by the watch's type; in hexadecimal where there is none.
    package static func text(
        _ bits: UInt64, of record: HitRecord, watch: WatchDescription?, width: Int = 60
    ) -> String {
        var offset = 0
        if let watch {
            let start = watch.watch.request.address.rawValue
            for assignment in watch.watch.assignments where assignment.slot == record.slot {
                offset = Int(truncatingIfNeeded: assignment.piece.address.rawValue &- start)
            }
        }
        return ValueFormatter(width: width).text(
            bits: bits, byteCount: record.length.byteCount, type: watch?.type, offset: offset)
    }
}
