import DebugRegisters
package import ProgramModel
package import Tracing
import WatchSlots

/// The typed reading of a hit's values. `names` says what pointers point to, as far as it is known.
package enum HitValue {
    /// What a hit left in its slot's bytes; nil where that is not known, or where no type says how to read it.
    package static func new(
        of record: HitRecord, watch: WatchDescription?, names: [UInt64: String] = [:], width: Int = 60
    ) -> String? {
        guard record.flags.contains(.hasNew), watch?.type != nil else { return nil }
        return text(record.new, of: record, watch: watch, width: width, names: names)
    }

    /// What stood in a hit's slot before it, under the same conditions.
    package static func old(
        of record: HitRecord, watch: WatchDescription?, names: [UInt64: String] = [:], width: Int = 60
    ) -> String? {
        guard record.flags.contains(.hasOld), watch?.type != nil else { return nil }
        return text(record.old, of: record, watch: watch, width: width, names: names)
    }

    /// Bits as they stood in a hit's slot, by the watch's type; in hexadecimal where there is none.
    package static func text(
        _ bits: UInt64, of record: HitRecord, watch: WatchDescription?, width: Int = 60, names: [UInt64: String] = [:]
    ) -> String {
        ValueFormatter(width: width, names: names).text(
            bits: bits, byteCount: record.length.byteCount, type: watch?.type, offset: offset(of: record, in: watch))
    }

    /// What a hit changed, member by member, old and new side by side; nil for an execute slot, and where one of the
    /// two is not known. Without a type the bytes are one number.
    package static func change(
        of record: HitRecord, watch: WatchDescription?, names: [UInt64: String] = [:], width: Int = 60
    ) -> ValueChange? {
        guard record.kind != .execute, record.flags.isSuperset(of: [.hasOld, .hasNew]) else { return nil }
        return ValueChange(
            old: record.old, new: record.new, byteCount: record.length.byteCount, type: watch?.type,
            offset: offset(of: record, in: watch), formatter: ValueFormatter(width: width, names: names))
    }

    /// The addresses in a hit's old and new values for which to ask names.
    package static func pointers(in record: HitRecord, watch: WatchDescription?) -> [UInt64] {
        guard record.kind != .execute else { return [] }
        let offset = offset(of: record, in: watch)
        var addresses: [UInt64] = []
        for (bits, flag) in [(record.old, HitRecord.Flags.hasOld), (record.new, .hasNew)]
        where record.flags.contains(flag) {
            let found = ValueFormatter().pointers(
                bits: bits, byteCount: record.length.byteCount, type: watch?.type, offset: offset)
            addresses += found.filter { !addresses.contains($0) }
        }
        return addresses
    }

    /// Bytes from the watch's start to the slot's part of it.
    private static func offset(of record: HitRecord, in watch: WatchDescription?) -> Int {
        guard let watch else { return 0 }
        let start = watch.watch.request.address.rawValue
        let piece = watch.watch.assignments.first { $0.slot == record.slot }?.piece.address.rawValue ?? start
        return Int(truncatingIfNeeded: piece &- start)
    }
}
