package import Session
package import WatchSlots

/// Watches without a register, and why.
extension WatchBoard {
    /// Some watch may be armed for less than it is wanted.
    package var sharesRegisters: Bool { watches.contains { $0.watch.request.claim != .pinned } }

    /// Those that take turns and wait, who is next first.
    package var queue: [WatchDescription] {
        guard exclusiveHolder == nil else { return [] }
        return (waiting ?? []).compactMap { self[$0] }.filter { $0.watch.isEnabled && $0.watch.assignments.isEmpty }
    }

    /// The one that keeps the others out.
    package var exclusiveHolder: WatchDescription? {
        watches.first { $0.watch.isEnabled && $0.watch.request.claim == .exclusive && !$0.watch.assignments.isEmpty }
    }

    /// Why an enabled watch has no register, in words; nil when it has one or needs none.
    package func waitWords(of id: WatchID) -> String? {
        guard let watch = self[id]?.watch, watch.isEnabled, watch.assignments.isEmpty else { return nil }
        if let holder = exclusiveHolder { return "kept out by \(holder.expression), which is exclusive" }
        let pinned = watches.filter { $0.watch.request.claim == .pinned }.reduce(0) { $0 + $1.watch.claimed.count }
        let open = 4 - pinned - heldByOthers.count
        let needed = (try? WatchSplit.pieces(of: watch.request).count) ?? 1
        guard needed <= open else {
            return open == 0
                ? "waits: pinned watches have every register"
                : "waits: it needs \(needed) registers, and \(open) take turns"
        }
        switch queue.firstIndex(where: { $0.watch.id == id }) {
        case 0?: return "is the next to get a register"
        case let place?: return "waits its turn, behind \(place)"
        case nil: return "waits its turn"
        }
    }
}
