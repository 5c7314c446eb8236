import DebugRegisters
import Tracing

/// Samples on their way to the sites that they belong to.
struct Evidence {
    private struct Key: Hashable {
        var trap: UInt64
        var slot: SlotIndex
    }

    private var samples: [Key: HitSample] = [:]
    /// Pairs for which threads wait: their records come after the answer.
    private var awaited: Set<TracingEvent.SitePair> = []

    mutating func add(_ new: [HitSample]) {
        for sample in new { samples[Key(trap: sample.trap, slot: sample.slot)] = sample }
    }

    subscript(record: HitRecord) -> HitSample? { samples[Key(trap: record.trap, slot: record.slot)] }

    /// Threads wait for what the front finds out of a pair.
    ///
    /// - Returns: the newest sample of the pair; nil when there is none.
    mutating func await(_ pair: TracingEvent.SitePair) -> HitSample? {
        awaited.insert(TracingEvent.SitePair(pc: pair.pc, slot: pair.slot))
        return samples.values.filter { $0.pc == pair.pc && $0.slot == pair.slot }.max { $0.trap < $1.trap }
    }

    mutating func answered(_ pair: TracingEvent.SitePair) {
        awaited.remove(TracingEvent.SitePair(pc: pair.pc, slot: pair.slot))
    }

    /// The records up to this trap have been told: their samples have served.
    mutating func forget(upTo trap: UInt64) {
        guard !samples.isEmpty else { return }
        samples = samples.filter { key, sample in
            key.trap > trap || awaited.contains(TracingEvent.SitePair(pc: sample.pc, slot: sample.slot))
        }
    }

    mutating func removeAll() { self = Evidence() }
}
