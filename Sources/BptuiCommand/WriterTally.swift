import DebugRegisters
import HitRules
import ProgramModel
import Session
import Tracing
import WatchSlots

/// Counts a run's hits by the instruction that made them and the slot, for the table at the end.
struct WriterTally {
    /// A row of the table.
    struct Row: Hashable {
        var count: UInt64
        var slot: SlotIndex
        /// nil when it is not known.
        var access: AccessKind?
        var place: CodePlace
        /// The accessing instruction's address, or the pc of the hits where it is not known.
        var address: UInt64
        /// Nanoseconds since the session's start.
        var first: UInt64
        var last: UInt64
        /// By type; nil where there is none, as at an execute slot.
        var lastValue: String?
        /// Why the instruction or its access is not known.
        var unknown: String?
    }

    private struct Count {
        var count: UInt64
        var first: UInt64
        var last: Hit
    }

    /// By the number of the site, since the last `settle`.
    private var counts: [Count?] = []
    private(set) var rows: [Row] = []

    mutating func add(_ records: ArraySlice<Hit>) {
        for record in records {
            let index = Int(record.site.rawValue)
            if index >= counts.count { counts += [Count?](repeating: nil, count: index + 1 - counts.count) }
            if counts[index] == nil {
                counts[index] = Count(count: 1, first: record.time, last: record)
            } else {
                counts[index]!.count += 1
                counts[index]!.last = record
            }
        }
    }

    /// Turns what was counted into rows: at the end, and when the addresses are about to mean something else. One
    /// instruction may have come as several sites (`rep` strings trap on and after it), and is one row.
    mutating func settle(_ sites: [SiteID: Site], _ watches: [WatchID: WatchDescription]) {
        struct Key: Hashable {
            var address: UInt64
            var isKnown: Bool
            var watch: WatchID
            var slot: SlotIndex
        }
        var merged: [Key: (row: Row, last: Hit)] = [:]
        for count in counts {
            guard let count else { continue }
            let last = count.last
            let finding = sites[last.site]?.finding
            let address = finding?.instruction?.address ?? last.pc
            let key = Key(
                address: address, isKnown: finding?.instruction != nil, watch: last.watch, slot: last.slot)
            guard var (row, before) = merged[key] else {
                let row = Row(
                    count: count.count, slot: last.slot, access: finding?.access,
                    place: finding?.place ?? CodePlace(), address: address, first: count.first, last: last.time,
                    unknown: SiteText.unknown(finding))
                merged[key] = (row, last)
                continue
            }
            row.count += count.count
            row.first = min(row.first, count.first)
            if last.trap > before.trap { before = last }
            row.last = before.time
            if row.access == nil { row.access = finding?.access }
            merged[key] = (row, before)
        }
        counts = []
        for (row, last) in merged.values {
            var row = row
            if last.kind != .execute, last.flags.contains(.hasNew) {
                row.lastValue = HitValue.text(last.new, of: last.record, watch: watches[last.watch])
            }
            rows.append(row)
        }
        rows.sort {
            ($1.count, $0.slot, $0.address, $0.first) < ($0.count, $1.slot, $1.address, $1.first)
        }
    }
}
