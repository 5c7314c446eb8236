import DebugRegisters
import HitRules
import ProgramModel
import WatchSlots

/// From what the user wrote and what it names to a request for slots, and back. Pure.
enum WatchIntent {
    /// The slot's length for an address of which nothing else is known: the largest that is aligned there.
    static func natural(at address: UInt64) -> UInt64 {
        UInt64(WatchLength.allCases.last { address % UInt64($0.byteCount) == 0 }?.byteCount ?? 1)
    }

    /// How many bytes a watch covers when nobody says: one at an instruction, a variable's size, or what one slot covers
    /// there.
    static func defaultByteCount(of resolved: ResolvedExpression, kind: WatchKind) -> UInt64 {
        if kind == .execute { return 1 }
        // A function's size says nothing of the bytes of it that somebody may patch.
        if let count = resolved.byteCount, count > 0, !resolved.isFunction { return UInt64(count) }
        return natural(at: resolved.address)
    }

    static func request(
        for spec: WatchSpec, naming resolved: ResolvedExpression, condition: Condition? = nil, defaultAction: HitAction,
        defaultMechanism: WatchMechanism = .ptrace
    ) -> WatchRequest {
        let kind: WatchKind =
            switch spec.kind {
            case .write: .write
            case .readWrite, .read: .readWrite
            case .execute: .execute
            case nil: resolved.isFunction ? .execute : .write
            }
        let action: HitAction =
            switch spec.action {
            case .log: .log
            case .stop: .stop
            case nil: defaultAction
            }
        var request = WatchRequest(
            address: LinearAddress(resolved.address),
            byteCount: spec.length ?? defaultByteCount(of: resolved, kind: kind), kind: kind,
            slot: spec.slot.flatMap { SlotIndex(number: $0) }, action: action, mayRealign: spec.length == nil,
            rule: HitRule(
                condition: condition, ignoreCount: spec.ignoreCount, isOneShot: spec.isOneShot,
                changedOnly: spec.changedOnly, readsOnly: spec.kind == .read), frame: resolved.frame,
            thread: spec.thread)
        switch spec.mechanism {
        case .ptrace: request.mechanism = .ptrace
        case .perf: request.mechanism = .perf
        // What only ptrace can do is not asked of perf by default.
        case nil:
            let needsPtrace = action == .stop || resolved.frame != nil || spec.thread != nil
            request.mechanism = needsPtrace ? .ptrace : defaultMechanism
        }
        request.every = spec.every
        switch spec.claim {
        case .flexible: request.claim = .flexible
        case .exclusive: request.claim = .exclusive
        case .pinned, nil: break
        }
        // Only ptrace's registers take turns.
        if request.claim != .pinned, spec.mechanism == nil { request.mechanism = .ptrace }
        request.isKernelOnly = spec.isKernelOnly
        // Nobody else sees them.
        if spec.isKernelOnly, spec.mechanism == nil { request.mechanism = .perf }
        return request
    }

    /// What a condition's `old` and `new` are: the watched type, or an unsigned number of the slot's size.
    static func subject(_ spec: WatchSpec, _ resolved: ResolvedExpression) -> ConditionSubject {
        let natural = resolved.byteCount ?? Int(natural(at: resolved.address))
        let count = Int(clamping: spec.length ?? UInt64(natural))
        let isWhole = resolved.type.map { $0.byteCount == count } ?? false
        return ConditionSubject(type: isWhole ? resolved.type : nil, byteCount: min(8, max(1, count)))
    }

    /// Makes a request of another kind. At an instruction the length is 1; back at data it is the user's again, or the
    /// default.
    static func setKind(_ kind: WatchKind, of request: inout WatchRequest, named name: NamedWatches.Name) {
        if kind == .execute {
            request.byteCount = 1
        } else if request.kind == .execute {
            request.byteCount = name.spec.length ?? defaultByteCount(of: name.resolved, kind: kind)
            request.mayRealign = name.spec.length == nil
        }
        request.kind = kind
        request.rule.readsOnly = false
    }

    /// The same watch as a user would write it now, for a restart.
    static func spec(of watch: Watch, originally spec: WatchSpec) -> WatchSpec {
        var spec = spec
        switch watch.request.kind {
        case .write: spec.kind = .write
        case .readWrite: spec.kind = watch.request.rule.readsOnly ? .read : .readWrite
        case .execute:
            spec.kind = .execute
            spec.length = nil
        }
        spec.action = watch.request.action == .stop ? .stop : .log
        if watch.request.mechanism == .perf {
            spec.mechanism = .perf
        } else if spec.mechanism == .perf {
            spec.mechanism = .ptrace
        }
        spec.every = watch.request.every
        switch watch.request.claim {
        case .pinned:
            spec.claim = nil
            spec.slot = watch.claimed.first?.slot.number
        case .flexible, .exclusive:
            // Where it is now is no wish of anybody.
            spec.claim = watch.request.claim == .flexible ? .flexible : .exclusive
            spec.slot = watch.request.slot?.number
        }
        spec.isKernelOnly = watch.request.isKernelOnly
        return spec
    }
}
