import DebugRegisters
import ProgramModel
import Session
import Tracing
package import WatchSlots

/// What a register holds for a watch, and gets its counts back by when its turn comes.
struct RestingPlace: Hashable, Sendable {
    var watch: WatchID
    var address: LinearAddress
}

/// Watches that share registers.
extension AppState {
    mutating func take(_ coverages: [WatchCoverage]) {
        for coverage in coverages { self.coverage[coverage.watch] = coverage }
    }

    /// A slot's watch gives it up: its counts stay with it.
    mutating func rest(_ slot: SlotIndex) {
        if board.sharesRegisters, let (watch, piece) = board.assignment(of: slot) {
            resting[RestingPlace(watch: watch.watch.id, address: piece.address)] = statistics[slot.number]
        }
        statistics[slot.number] = SlotStatistics()
    }

    /// Watches that have got a slot count on.
    mutating func wakeStatistics() {
        guard !resting.isEmpty else { return }
        resting = resting.filter { board[$0.key.watch] != nil }
        for slot in SlotIndex.allCases {
            guard let (watch, piece) = board.assignment(of: slot) else { continue }
            let place = RestingPlace(watch: watch.watch.id, address: piece.address)
            if let known = resting.removeValue(forKey: place) { statistics[slot.number] = known }
        }
    }

    /// The table is told less often than registers change hands: a hit may be of a watch that had the slot meanwhile.
    ///
    /// - Returns: whether it has been counted where it belongs.
    mutating func countElsewhere(_ hit: Hit) -> Bool {
        let record = hit.record
        guard board.assignment(of: record.slot)?.watch.watch.id != record.watch, let watch = board[record.watch]?.watch
        else { return false }
        let isSettled = accesses.isAnswered(hit.site)
        if let slot = watch.assignments.first?.slot {
            statistics[slot.number].record(hit, access: accesses[hit.site], isSettled: isSettled, now: now)
        } else {
            let address = sites[hit.site]?.query.address ?? watch.request.address.rawValue
            let place = RestingPlace(watch: watch.id, address: LinearAddress(address))
            resting[place, default: SlotStatistics()].record(
                hit, access: accesses[hit.site], isSettled: isSettled, now: now)
        }
        return true
    }

    // MARK: The list of watches

    /// The watch under the cursor of the list; nil while the list is not open, or empty.
    package var listedWatch: WatchID? {
        guard case .watches(let selected) = modal else { return nil }
        return selected.flatMap { board[$0]?.watch.id } ?? board.watches.first?.watch.id
    }

    /// The watch that keys change: that under the cursor of the list, or the chosen slot's.
    var watchForKeys: Watch? {
        if case .watches = modal { return listedWatch.flatMap { board[$0]?.watch } }
        return board.assignment(of: selectedSlot)?.watch.watch
    }

    mutating func moveWatch(_ movement: Action.Movement) {
        let ids = board.watches.map(\.watch.id)
        guard !ids.isEmpty else { return }
        let now = listedWatch.flatMap { ids.firstIndex(of: $0) } ?? 0
        let page = DetailLayout(width: width, height: height).rows
        let next =
            switch movement {
            case .up, .left: now - 1
            case .down, .right: now + 1
            case .pageUp: now - page
            case .pageDown: now + page
            case .first: 0
            case .last: ids.count - 1
            }
        modal = .watches(selected: ids[min(max(0, next), ids.count - 1)])
    }
}

extension RegisterClaim {
    var next: RegisterClaim {
        switch self {
        case .pinned: .flexible
        case .flexible: .exclusive
        case .exclusive: .pinned
        }
    }
}
