import DebugRegisters
import ProgramModel
import WatchSlots

/// From what the user wrote and what it names to a request for slots. Pure.
enum WatchIntent {
    /// The slot's length for an address of which nothing else is known: the largest that is aligned there.
    static func natural(at address: UInt64) -> UInt64 {
        UInt64(WatchLength.allCases.last { address % UInt64($0.byteCount) == 0 }?.byteCount ?? 1)
    }

    static func request(
        for spec: WatchSpec, naming resolved: ResolvedExpression, defaultAction: HitAction
    ) -> WatchRequest {
        let kind: WatchKind =
            switch spec.kind {
            case .write: .write
            case .readWrite: .readWrite
            case .execute: .execute
            case nil: resolved.isFunction ? .execute : .write
            }
        let byteCount: UInt64 =
            if let length = spec.length {
                length
            } else if kind == .execute {
                1
            } else if let count = resolved.byteCount, count > 0 {
                UInt64(count)
            } else {
                natural(at: resolved.address)
            }
        let action: HitAction =
            switch spec.action {
            case .log: .log
            case .stop: .stop
            case nil: defaultAction
            }
        return WatchRequest(
            address: LinearAddress(resolved.address), byteCount: byteCount, kind: kind,
            slot: spec.slot.flatMap { SlotIndex(number: $0) }, action: action, mayRealign: spec.length == nil)
    }

    /// The same watch as a user would write it now, for a restart.
    static func spec(of watch: Watch, named expression: String, originally spec: WatchSpec) -> WatchSpec {
        var spec = spec
        spec.expression = expression
        switch watch.request.kind {
        case .write: spec.kind = .write
        case .readWrite: spec.kind = .readWrite
        case .execute: spec.kind = .execute
        }
        spec.action = watch.request.action == .stop ? .stop : .log
        spec.slot = watch.assignments.first?.slot.number
        return spec
    }
}
