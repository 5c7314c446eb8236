public import DebugRegisters

/// Who holds the registers, when watches outnumber them.
extension WatchTable {
    /// The exclusive watch that keeps the others out: of several enabled ones the first registered.
    public var exclusiveHolder: Watch? { watches.first { $0.isEnabled && $0.request.claim == .exclusive } }

    /// The registers that pinned watches claim, also while an exclusive one keeps them out.
    public var pinnedSlots: SlotSet {
        var set: SlotSet = []
        for watch in watches where watch.request.claim == .pinned {
            for assignment in watch.claimed { set.insert(assignment.slot) }
        }
        return set
    }

    /// The registers of nobody else: neither others' nor pinned.
    public var openSlots: SlotSet {
        var set: SlotSet = []
        for slot in SlotIndex.allCases where heldByOthers[slot] == nil { set.insert(slot) }
        return set.subtracting(pinnedSlots)
    }

    /// A watch that is enabled and holds no register, and why.
    public func wait(of id: WatchID) -> WatchWait? {
        guard let watch = self[id], watch.isEnabled, watch.assignments.isEmpty else { return nil }
        if let holder = exclusiveHolder, holder.id != id { return .keptOut(by: holder.id) }
        let needed = pieceCount(of: watch)
        if let wish = watch.request.slot, !openSlots.contains(wish), let holder = claimant(of: wish) {
            return .bound(to: wish, by: holder)
        }
        guard needed <= openSlots.count else { return .tooFew(needed: needed, open: openSlots.count) }
        let waiting = turns.filter { self[$0]?.assignments.isEmpty == true }
        return .turn(ahead: waiting.firstIndex(of: id) ?? 0)
    }

    /// Enabled watches that hold no register, in the order of their turns.
    public var waiting: [Watch] {
        let inLine = turns.compactMap { self[$0] }.filter { $0.isEnabled && $0.assignments.isEmpty }
        let others = watches.filter { watch in
            watch.isEnabled && watch.assignments.isEmpty && !turns.contains(watch.id)
        }
        return inLine + others
    }

    /// Whether the end of a turn would give registers to somebody else.
    public var rotates: Bool {
        guard exclusiveHolder == nil, turns.contains(where: { self[$0]?.assignments.isEmpty == true }) else {
            return false
        }
        return schedule(isTurnOver: true).placements.keys.contains { self[$0]?.assignments.isEmpty == true }
    }

    /// Some watch may be armed for less than it is wanted, so that counts need their coverage beside them.
    public var sharesRegisters: Bool { watches.contains { $0.request.claim != .pinned } }

    /// What is recorded of some watch is not all that it counts, so that its count is told by itself.
    public var countsApart: Bool { sharesRegisters || watches.contains { $0.request.every > 1 } }

    /// A register that ptrace has used is not given back while its thread lives: perf's turn for it would never come again.
    func mixesMechanisms(_ request: WatchRequest, replacing current: WatchID?) -> Bool {
        guard request.claim != .pinned else { return false }
        return watches.contains { other in
            other.id != current && other.request.mechanism != request.mechanism && other.request.claim != .pinned
                && (other.request.claim == .flexible || request.claim == .flexible)
        }
    }

    /// A turn is over.
    public mutating func rotate() { settle(isTurnOver: true) }

    // MARK: Settling

    private func schedule(isTurnOver: Bool) -> RegisterSchedule {
        let line = turns.compactMap { self[$0] }.map { watch in
            RegisterSchedule.Entry(
                watch: watch.id, pieceCount: pieceCount(of: watch), preferred: watch.request.slot,
                held: watch.assignments.map(\.slot))
        }
        return RegisterSchedule(line: line, open: openSlots, isTurnOver: isTurnOver)
    }

    /// Gives out the registers after a change, so that each is claimed once.
    mutating func settle(isTurnOver: Bool = false) {
        arrangeLine()
        if let exclusive = exclusiveHolder { return clear(for: exclusive.id) }
        for index in watches.indices {
            switch watches[index].request.claim {
            case .pinned:
                if let home = watches[index].home { watches[index].assignments = home }
                watches[index].home = nil
            case .exclusive: watches[index].assignments = []
            case .flexible: if !watches[index].isEnabled { watches[index].assignments = [] }
            }
        }
        let next = schedule(isTurnOver: isTurnOver)
        turns = next.turns
        for index in watches.indices where watches[index].request.claim == .flexible && watches[index].isEnabled {
            let slots = next.placements[watches[index].id] ?? []
            watches[index].assignments = assignments(of: watches[index], in: slots)
        }
    }

    /// Those who take turns, each once: who waits, and then who holds.
    private mutating func arrangeLine() {
        let enabled = watches.filter { $0.request.claim == .flexible && $0.isEnabled }.map(\.id)
        let known = turns.filter(enabled.contains)
        let line = known + enabled.filter { !known.contains($0) }
        turns = line.filter { self[$0]!.assignments.isEmpty } + line.filter { !self[$0]!.assignments.isEmpty }
    }

    /// An exclusive watch has its registers, and nobody else has any.
    private mutating func clear(for exclusive: WatchID) {
        for index in watches.indices where watches[index].id != exclusive {
            if watches[index].request.claim == .pinned, watches[index].home == nil {
                watches[index].home = watches[index].assignments
            }
            watches[index].assignments = []
        }
        guard let index = watches.firstIndex(where: { $0.id == exclusive }), watches[index].assignments.isEmpty,
            let assignments = try? assignments(forExclusive: watches[index].request)
        else { return }
        watches[index].assignments = assignments
    }

    /// The registers of an exclusive watch: whatever other programs leave.
    func assignments(forExclusive request: WatchRequest) throws(WatchError) -> [Watch.Assignment] {
        var free: SlotSet = []
        for slot in SlotIndex.allCases where heldByOthers[slot] == nil { free.insert(slot) }
        return try assign(WatchSplit.pieces(of: request), to: request.slot, free: free)
    }

    /// The registers of a pinned watch: free ones, and where they do not do those of flexible watches, first of those
    /// whose turn ends next.
    func assignments(forPinned request: WatchRequest) throws(WatchError) -> [Watch.Assignment] {
        let pieces = try WatchSplit.pieces(of: request)
        guard exclusiveHolder == nil else { return try assign(pieces, to: request.slot, free: openSlots) }
        var free = freeSlots
        if let wish = request.slot, openSlots.contains(wish) { free.insert(wish) }
        for slot in turns.reversed().compactMap({ self[$0] }).flatMap(\.assignments).map(\.slot) {
            if free.count >= pieces.count { break }
            free.insert(slot)
        }
        return try assign(pieces, to: request.slot, free: free)
    }

    /// What a flexible watch would have now; empty when it has to wait.
    func assignments(forFlexible request: WatchRequest) throws(WatchError) -> [Watch.Assignment] {
        let pieces = try WatchSplit.pieces(of: request)
        if let wish = request.slot, !openSlots.contains(wish), let holder = claimant(of: wish) {
            throw .slotTaken(wish, by: holder)
        }
        guard exclusiveHolder == nil else { return [] }
        return (try? assign(pieces, to: request.slot, free: freeSlots)) ?? []
    }

    /// Who has the last word on a slot: its holder, or the pinned watch that comes back to it.
    func claimant(of slot: SlotIndex) -> SlotHolder? {
        if let other = heldByOthers[slot] { return .other(other) }
        let pinned = watches.first { watch in
            watch.request.claim == .pinned && watch.claimed.contains { $0.slot == slot }
        }
        return pinned.map { .watch($0.id) } ?? holder(of: slot)
    }

    private func pieceCount(of watch: Watch) -> Int { (try? WatchSplit.pieces(of: watch.request).count) ?? 1 }

    private func assignments(of watch: Watch, in slots: [SlotIndex]) -> [Watch.Assignment] {
        guard !slots.isEmpty, let pieces = try? WatchSplit.pieces(of: watch.request) else { return [] }
        return zip(slots, pieces).map { Watch.Assignment(slot: $0, piece: $1) }
    }
}
