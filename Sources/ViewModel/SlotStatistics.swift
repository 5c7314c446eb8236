import DebugRegisters
package import HitRules
package import Session
import Tracing

/// What a slot has seen since its watch came.
package struct SlotStatistics: Hashable, Sendable {
    /// How long a slot that fired is lit, in nanoseconds.
    package static let flashDuration: UInt64 = 150_000_000
    private static let writerLimit = 1 << 16

    package private(set) var hits: UInt64 = 0
    /// What the hits did, as far as it is known by now.
    package private(set) var outcomes = OutcomeCounts()
    /// The newest, which may be a change without a hit.
    package private(set) var last: Hit?
    /// Changes by the kernel or another process, which are no hits.
    package private(set) var changes: UInt64 = 0
    /// The slot is lit until then, on the clock of `AppEvent.tick`.
    package private(set) var flashEnd: UInt64 = 0
    package var rates = RateHistory()
    /// Hits by code address.
    private var writers: [UInt64: UInt64] = [:]
    /// Hits of sites whose instruction is not known yet.
    private var unsettled: [SiteID: HitClassCounts] = [:]

    package init() {}

    /// Writes that left the value as it was.
    package var silent: UInt64 { outcomes[.same] }
    package var reads: UInt64 { outcomes[.read] }

    /// - Parameters:
    ///   - access: what the hit's instruction does to the slot.
    ///   - isSettled: false when that may still become known.
    package mutating func record(_ hit: Hit, access: AccessKind? = nil, isSettled: Bool = true, now: UInt64) {
        hits += 1
        let pc = hit.record.pc
        let hitClass = HitClass(hit.record)
        outcomes.add(hitClass.outcome(access: access))
        if !isSettled { unsettled[hit.site, default: HitClassCounts()].add(hitClass) }
        last = hit
        flashEnd = now + Self.flashDuration
        rates.add(1)
        if let index = writers.index(forKey: pc) {
            writers.values[index] += 1
        } else if writers.count < Self.writerLimit {
            writers[pc] = 1
        }
    }

    /// A change without a hit.
    package mutating func recordChange(_ row: Hit, now: UInt64) {
        changes += 1
        // Who made a call is found out later: hits that followed it may have been told before.
        if let last, last.time > row.time { return }
        last = row
        flashEnd = now + Self.flashDuration
    }

    /// The instruction of a site has become known: its earlier hits are told apart now.
    package mutating func settle(_ site: SiteID, access: AccessKind?) {
        guard let classes = unsettled.removeValue(forKey: site) else { return }
        for hitClass in HitClass.allCases where classes[hitClass] > 0 {
            outcomes.move(classes[hitClass], from: hitClass.outcome(access: nil), to: hitClass.outcome(access: access))
        }
    }

    /// Fewer than one in a hundred of the slot's hits come from this address, and there are enough to say so.
    package func isRare(pc: UInt64) -> Bool {
        guard hits >= 100, let count = writers[pc] else { return false }
        return count * 100 < hits
    }
}
