import DebugRegisters
import HitRules
import ProgramModel
import Tracing
import WatchSlots

/// The table of watches as the tracer last told it, with what the user calls each.
struct NamedWatches: Sendable {
    struct Name: Hashable, Sendable {
        /// As the user wrote it, with later changes of the length.
        var spec: WatchSpec
        var resolved: ResolvedExpression
        /// The condition in `spec`, compiled.
        var condition: Condition?
    }

    /// Watches that are disarmed because their frame or their one hit is over, not because the user wished it.
    private var endedByThemselves: Set<WatchID> = []

    private(set) var table = WatchTable()
    private(set) var installation: SlotInstallation?
    private(set) var names: [WatchID: Name] = [:]
    /// Changes that were sent and not yet answered: the next change of the same watch builds on them.
    private var unanswered: [WatchID: (request: WatchRequest, name: Name, count: Int)] = [:]

    /// What the tracer says. A watch that has no name yet is the one that was first asked for and is not yet answered,
    /// since the tracer answers in order.
    ///
    /// - Parameter nextName: takes the name of the earliest unanswered watch.
    mutating func update(_ table: WatchTable, _ installation: SlotInstallation, nextName: () -> Name?) {
        self.table = table
        self.installation = installation
        names = names.filter { table[$0.key] != nil }
        unanswered = unanswered.filter { table[$0.key] != nil }
        for watch in table.watches where names[watch.id] == nil { names[watch.id] = nextName() }
    }

    /// A new program: no name of before means anything in it.
    mutating func forget() {
        names = [:]
        unanswered = [:]
        endedByThemselves = []
    }

    mutating func ended(_ id: WatchID) { endedByThemselves.insert(id) }

    /// - Returns: whether that was news.
    mutating func setName(_ name: Name, of id: WatchID) -> Bool {
        guard names[id] != name else { return false }
        names[id] = name
        return true
    }

    /// The request for a changed watch, nil when there is no such watch. Answered by `changed`.
    mutating func change(_ id: WatchID, _ edit: (inout WatchRequest, inout Name) -> Void) -> WatchRequest? {
        guard let watch = table[id], let known = names[id] else { return nil }
        var (request, name, count) = unanswered[id] ?? (watch.request, known, 0)
        edit(&request, &name)
        count += 1
        unanswered[id] = (request, name, count)
        return request
    }

    /// A change was answered. Once none is left open, the name is as the changes made it, or as it was when one of them
    /// was refused.
    mutating func changed(_ id: WatchID, isRefused: Bool) {
        guard var change = unanswered[id] else { return }
        if !isRefused { names[id] = change.name }
        change.count -= 1
        unanswered[id] = change.count > 0 ? change : nil
    }

    /// The condition that an unanswered change would give a watch; nil when it changes none.
    func openCondition(of id: WatchID) -> String? {
        guard let open = unanswered[id]?.name.spec.condition, open != names[id]?.spec.condition else { return nil }
        return open
    }

    /// Where a slot's bytes lie; the watch's start when it has the slot no more.
    func address(of slot: SlotIndex, in id: WatchID) -> UInt64 {
        guard let watch = table[id] else { return 0 }
        let piece = watch.claimed.first { $0.slot == slot }?.piece.address
        return (piece ?? watch.request.address).rawValue
    }

    /// A slot's bytes; eight when the watch has it no more.
    func length(of slot: SlotIndex, in id: WatchID) -> WatchLength {
        guard let watch = table[id] else { return .eight }
        let piece = watch.claimed.first { $0.slot == slot }?.piece ?? (try? WatchSplit.pieces(of: watch.request))?.first
        return piece?.length ?? .eight
    }

    /// The watch of a pair and what the slot holds, or held, for it.
    func piece(of pair: TracingEvent.SitePair) -> (Watch, WatchPiece)? {
        guard let id = pair.watch, let watch = table[id] else { return table.assignment(of: pair.slot) }
        let piece = watch.claimed.first { $0.slot == pair.slot }?.piece
        return (piece ?? (try? WatchSplit.pieces(of: watch.request))?.first).map { (watch, $0) }
    }

    var board: WatchBoard {
        let waiting = table.waiting.map(\.id)
        var board = describedBoard
        if !waiting.isEmpty { board.waiting = waiting }
        return board
    }

    private var describedBoard: WatchBoard {
        WatchBoard(
            watches: table.watches.map { watch in
                let name = names[watch.id]
                return WatchDescription(
                    watch: watch, expression: name?.spec.expression ?? watch.request.address.description,
                    type: name?.resolved.type, condition: name?.spec.condition)
            },
            heldByOthers: table.heldByOthers, installation: installation)
    }

    /// The same watches for the next run, as they stand now. Those of one slot come first, so that each gets its own
    /// back; those of several slots then find the rest.
    var planned: [PlannedWatch] {
        let watches = table.watches.filter { names[$0.id] != nil }
        let ordered =
            watches.filter { $0.assignments.count == 1 } + watches.filter { $0.assignments.count != 1 }
        return ordered.map { watch in
            let spec = names[watch.id]!.spec
            return PlannedWatch(
                spec: WatchIntent.spec(of: watch, originally: spec),
                isEnabled: watch.isEnabled || endedByThemselves.contains(watch.id), maySwitchSlot: true)
        }
    }
}
