import DebugRegisters
package import Session
import Tracing

/// What a slot has seen since its watch came.
package struct SlotStatistics: Hashable, Sendable {
    /// How long a slot that fired is lit, in nanoseconds.
    package static let flashDuration: UInt64 = 150_000_000
    private static let writerLimit = 1 << 16

    package private(set) var hits: UInt64 = 0
    /// Writes that left the value as it was.
    package private(set) var silent: UInt64 = 0
    package private(set) var last: Hit?
    /// The slot is lit until then, on the clock of `AppEvent.tick`.
    package private(set) var flashEnd: UInt64 = 0
    package var rates = RateHistory()
    /// Hits by code address.
    private var writers: [UInt64: UInt64] = [:]

    package init() {}

    package mutating func record(_ hit: Hit, now: UInt64) {
        hits += 1
        if hit.isSilent { silent += 1 }
        last = hit
        flashEnd = now + Self.flashDuration
        rates.add(1)
        if let count = writers[hit.pc] {
            writers[hit.pc] = count + 1
        } else if writers.count < Self.writerLimit {
            writers[hit.pc] = 1
        }
    }

    /// Fewer than one in a hundred of the slot's hits come from this address, and there are enough to say so.
    package func isRare(pc: UInt64) -> Bool {
        guard hits >= 100, let count = writers[pc] else { return false }
        return count * 100 < hits
    }
}

extension Hit {
    /// A write that is known to have left the value as it was.
    package var isSilent: Bool { record.kind == .write && isUnchanged && !record.flags.contains(.newMayBeLater) }

    /// The value before and after is known and the same.
    package var isUnchanged: Bool { record.flags.isSuperset(of: [.hasOld, .hasNew]) && record.old == record.new }
}
