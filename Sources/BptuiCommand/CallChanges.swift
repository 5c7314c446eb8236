import DebugRegisters
import Session
import Tracing

/// Changes by system calls, until their turn comes: the tracer's event says where they stand, and who made the call is
/// found out later.
struct CallChanges {
    private struct Key: Hashable {
        var time: UInt64
        var slot: SlotIndex
    }

    private var found: [Key: FoundChange] = [:]

    mutating func take(_ change: FoundChange) { found[Key(time: change.time, slot: change.change.slot)] = change }

    /// Whether nothing is left to be found out of an event.
    func areKnown(of event: TracingEvent) -> Bool { Self.key(of: event).map { found[$0] != nil } ?? true }

    mutating func remove(_ event: TracingEvent) -> FoundChange? {
        Self.key(of: event).flatMap { found.removeValue(forKey: $0) }
    }

    private static func key(of event: TracingEvent) -> Key? {
        guard case .memoryChanged(let change) = event.kind, case .systemCall = change.cause else { return nil }
        return Key(time: event.time, slot: change.slot)
    }
}
