public import DebugRegisters
import HitRules

/// The process-wide intent: who has which slot, enabled or not. A value with one owner, the tracer; the front holds a copy.
///
/// Every mutator either does all of what it says or throws and changes nothing. A disabled watch keeps its slots, unless
/// it is flexible or exclusive: then it has none, as while it waits for one.
public struct WatchTable: Hashable, Sendable, Codable {
    public internal(set) var watches: [Watch] = []
    /// Slots that somebody else has, with words for people.
    public private(set) var heldByOthers: [SlotIndex: String] = [:]
    private var nextID: UInt32 = 1
    /// nil as long as nobody takes turns.
    private var line: [WatchID]?
    /// The flexible watches that are enabled: who waits, and then who holds registers.
    public internal(set) var turns: [WatchID] {
        get { line ?? [] }
        set { line = newValue.isEmpty ? nil : newValue }
    }

    public init() {}

    public subscript(id: WatchID) -> Watch? { watches.first { $0.id == id } }

    /// Who has a slot; nil when it is free.
    public func holder(of slot: SlotIndex) -> SlotHolder? {
        for watch in watches where watch.assignments.contains(where: { $0.slot == slot }) { return .watch(watch.id) }
        return heldByOthers[slot].map(SlotHolder.other)
    }

    /// The watch that has a slot, and what the slot holds for it.
    public func assignment(of slot: SlotIndex) -> (watch: Watch, piece: WatchPiece)? {
        for watch in watches {
            for assignment in watch.assignments where assignment.slot == slot { return (watch, assignment.piece) }
        }
        return nil
    }

    public var freeSlots: SlotSet {
        var set: SlotSet = []
        for slot in SlotIndex.allCases where holder(of: slot) == nil { set.insert(slot) }
        return set
    }

    /// What every thread should have installed through ptrace.
    public var intended: IntendedBank {
        var bank = IntendedBank()
        for watch in watches where watch.isEnabled && watch.request.mechanism == .ptrace {
            for assignment in watch.assignments { bank[assignment.slot] = assignment.piece }
        }
        return bank
    }

    /// What perf events should be armed for: the slot counts the register that the kernel chooses.
    public var perfAssignments: [(watch: Watch, assignment: Watch.Assignment)] {
        watches.filter { $0.isEnabled && $0.request.mechanism == .perf }.flatMap { watch in
            watch.assignments.map { (watch, $0) }
        }
    }

    /// The slots a request would get now, without taking them; none for a flexible watch that has to wait.
    ///
    /// - Parameter current: the watch that the request is to replace; nil for a new one.
    public func plan(_ request: WatchRequest, replacing current: WatchID? = nil) throws(WatchError)
        -> [Watch.Assignment]
    {
        if mixesMechanisms(request, replacing: current) { throw .claimMixesMechanisms(request.claim) }
        return switch request.claim {
        case .pinned: try assignments(forPinned: request)
        case .flexible: try assignments(forFlexible: request)
        case .exclusive: try assignments(forExclusive: request)
        }
    }

    /// A condition comes from another process: it is checked before anything runs it.
    private static func check(_ rule: HitRule) throws(WatchError) {
        guard let condition = rule.condition else { return }
        do { try ConditionMachine.check(condition) } catch { throw .badCondition(error) }
    }

    /// Takes slots for a request; the watch is enabled.
    public mutating func register(_ request: WatchRequest) throws(WatchError) -> Watch {
        try Self.check(request.rule)
        var watch = Watch(
            id: WatchID(rawValue: nextID), request: request, assignments: try plan(request), isEnabled: true)
        nextID += 1
        if request.claim != .pinned {
            watch.assignments = []
        } else {
            giveUp(watch.assignments)
            if exclusiveHolder != nil { watch.home = watch.assignments }
        }
        watches.append(watch)
        settle()
        return self[watch.id]!
    }

    /// Flexible watches that hold these registers lose theirs.
    private mutating func giveUp(_ taken: [Watch.Assignment]) {
        let slots = SlotSet(taken.map(\.slot))
        var evicted: [WatchID] = []
        for index in watches.indices where watches[index].request.claim == .flexible {
            guard watches[index].assignments.contains(where: { slots.contains($0.slot) }) else { continue }
            watches[index].assignments = []
            evicted.append(watches[index].id)
        }
        // Their time was not over: they are the next.
        turns = evicted + turns.filter { !evicted.contains($0) }
    }

    /// Replaces what a watch asks for. It keeps its slots, in their order, unless the request names another one for
    /// the first; further pieces take free slots, and slots no longer needed become free.
    public mutating func modify(_ id: WatchID, to request: WatchRequest) throws(WatchError) {
        guard let index = watches.firstIndex(where: { $0.id == id }) else { throw .unknownWatch(id) }
        try Self.check(request.rule)
        let old = watches[index].request.claim
        guard request.claim == .pinned, old == .pinned, exclusiveHolder == nil, turns.isEmpty else {
            return try reclaim(index, for: request)
        }
        var own: SlotSet = []
        for assignment in watches[index].assignments { own.insert(assignment.slot) }
        let pieces = try WatchSplit.pieces(of: request)
        let kept = watches[index].assignments.map(\.slot)
        let available = freeSlots.union(own)
        if request.slot == nil || request.slot == kept.first, pieces.count <= available.count {
            let others = Array(available.subtracting(own))
            let further = others.filter { $0 > kept[0] } + others.filter { $0 < kept[0] }
            watches[index].assignments = zip(kept + further, pieces).map { Watch.Assignment(slot: $0, piece: $1) }
            watches[index].replaceRequest(request)
            return
        }
        let assignments = try assign(pieces, to: request.slot ?? kept.first, free: available)
        watches[index].replaceRequest(request)
        watches[index].assignments = assignments
    }

    /// The same where registers are shared: the watch asks anew, as if the others had been there before.
    private mutating func reclaim(_ index: Int, for request: WatchRequest) throws(WatchError) {
        var next = self
        let before = next.watches[index]
        next.watches[index].assignments = []
        next.watches[index].home = nil
        var wanted = request
        // A pinned watch stays where it is.
        if wanted.claim == .pinned, wanted.slot == nil { wanted.slot = before.claimed.first?.slot }
        if wanted.slot != request.slot, (try? next.plan(wanted, replacing: before.id)) == nil { wanted.slot = nil }
        let assignments = try next.plan(wanted, replacing: before.id)
        next.watches[index].replaceRequest(request)
        if request.claim == .pinned {
            next.giveUp(assignments)
            next.watches[index].assignments = assignments
            if next.exclusiveHolder != nil { next.watches[index].home = assignments }
        } else if before.request.claim == .flexible, assignments.count == before.assignments.count {
            next.watches[index].assignments = zip(before.assignments, assignments).map {
                Watch.Assignment(slot: $0.slot, piece: $1.piece)
            }
        }
        next.settle()
        self = next
    }

    public mutating func setEnabled(_ id: WatchID, _ isEnabled: Bool) throws(WatchError) {
        guard let index = watches.firstIndex(where: { $0.id == id }) else { throw .unknownWatch(id) }
        if isEnabled, watches[index].isFrameOver { throw .frameOver }
        if isEnabled, watches[index].request.claim == .exclusive {
            _ = try plan(watches[index].request, replacing: id)
        }
        watches[index].isEnabled = isEnabled
        settle()
    }

    /// The frame of a local's watch has been left: the watch is disabled for good and keeps its slots.
    public mutating func endFrame(of id: WatchID) throws(WatchError) {
        guard let index = watches.firstIndex(where: { $0.id == id }) else { throw .unknownWatch(id) }
        watches[index].isEnabled = false
        watches[index].isFrameOver = true
        settle()
    }

    public mutating func release(_ id: WatchID) throws(WatchError) {
        guard let index = watches.firstIndex(where: { $0.id == id }) else { throw .unknownWatch(id) }
        watches.remove(at: index)
        settle()
    }

    /// Releases every watch, as when a new program takes the process over: its addresses mean something else. The
    /// numbers go on, so a name of before never comes to mean another watch.
    public mutating func releaseAll() {
        watches = []
        turns = []
    }

    /// Disables every watch; each keeps its slots.
    public mutating func disableAll() {
        for index in watches.indices { watches[index].isEnabled = false }
        settle()
    }

    /// Marks a slot as somebody else's, unless a watch of ours has it.
    public mutating func hold(_ slot: SlotIndex, by holder: String) throws(WatchError) {
        if case .watch(let id)? = self.holder(of: slot) { throw .slotTaken(slot, by: .watch(id)) }
        heldByOthers[slot] = holder
        settle()
    }

    /// The kernel has no register for a watch that takes turns: the slot is somebody else's, and who had it waits.
    public mutating func withhold(_ slot: SlotIndex, by holder: String) {
        heldByOthers[slot] = holder
        settle()
    }

    public mutating func unhold(_ slot: SlotIndex) {
        heldByOthers[slot] = nil
        settle()
    }

    /// Whatever was marked as somebody else's is to be found out anew.
    public mutating func unholdAll() {
        heldByOthers = [:]
        settle()
    }

    func assign(
        _ pieces: [WatchPiece], to preferred: SlotIndex?, free: SlotSet
    ) throws(WatchError) -> [Watch.Assignment] {
        var free = free
        var chosen: [SlotIndex] = []
        if let preferred {
            if !free.contains(preferred), let holder = claimant(of: preferred) {
                throw .slotTaken(preferred, by: holder)
            }
            chosen.append(preferred)
            free.remove(preferred)
        }
        let order = Array(free)
        let after = order.filter { slot in preferred.map { slot > $0 } ?? true }
        let before = order.filter { slot in preferred.map { slot < $0 } ?? false }
        chosen += (after + before).prefix(max(0, pieces.count - chosen.count))
        guard chosen.count >= pieces.count else {
            throw .noFreeSlot(
                needed: pieces.count, free: preferred.map { free.union(SlotSet($0)) } ?? free, pieces: pieces)
        }
        return zip(chosen, pieces).map { Watch.Assignment(slot: $0, piece: $1) }
    }
}
