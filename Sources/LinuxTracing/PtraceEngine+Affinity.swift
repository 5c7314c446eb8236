import CLinuxTracing
import WatchSlots

/// Where a thread could run, and the one processor where we kept it.
struct Placement: Hashable, Sendable {
    var allowed: ProcessorSet
    var kept: ProcessorSet
}

/// The thread that shares our processor, and what it took.
struct Companion {
    var tid: Int32
    var placement: Placement
    /// Where we may run.
    var own: ProcessorSet
    var ticker: Int64
}

/// A thread that hits often and the tracer, on one processor (`CoLocation`): the masks are changed here and nowhere else.
///
/// The thread's own mask comes back at every stop, when the program is let go or ends, when it hits less often, and when others
/// hit too. A mask that the program sets meanwhile is its choice and stays. A tracer that is killed leaves it narrowed.
extension PtraceEngine {
    /// A window of hits is full, or another thread hit.
    func reviewPlace(of tracee: Tracee) {
        if rotation.isOn { reviewTurnAfterHit() }
        switch coLocation.review(tracee.tid, at: bt_now()) {
        case .together: if mode == .running { place(tracee) } else { coLocation.forget() }
        case .apart: separate()
        case .none: if tracee.tid == companion?.tid { leaveIfMoved() }
        }
    }

    /// From time to time while a processor is shared.
    func reviewPace() {
        guard companion != nil else { return }
        if coLocation.pace(at: bt_now()) == .apart { separate() } else { leaveIfMoved() }
    }

    /// The program has set the thread's mask itself.
    private func leaveIfMoved() {
        guard let companion, ProcessorSet(of: companion.tid) != companion.placement.kept else { return }
        separate()
        coLocation.refuse()
    }

    private func place(_ tracee: Tracee) {
        let tid = tracee.tid
        guard let allowed = ProcessorSet(allowedTo: tid), let own = ProcessorSet(allowedTo: bt_current_thread()) else {
            return coLocation.refuse()
        }
        let common = allowed.intersection(own)
        let last = bt_last_processor(tid)
        guard let processor = common.contains(last) ? last : common.first else { return coLocation.refuse() }
        let placement = Placement(allowed: allowed, kept: ProcessorSet([processor]))
        var ticker: Int64 = 0
        guard bt_tick_start(CoLocation.tick, &ticker) >= 0 else { return coLocation.refuse() }
        tracee.placement = placement
        companion = Companion(tid: tid, placement: placement, own: own, ticker: ticker)
        guard placement.kept.keep(tid) >= 0, placement.kept.keep(0) >= 0 else {
            separate()
            return coLocation.refuse()
        }
    }

    /// Each runs where it could before.
    ///
    /// - Parameter tid: the thread's number now, if an exec has changed it.
    func separate(as tid: Int32? = nil) {
        guard let companion else { return }
        self.companion = nil
        bt_tick_stop(companion.ticker)
        let tid = tid ?? companion.tid
        if ProcessorSet(of: tid) == companion.placement.kept { _ = companion.placement.allowed.keep(tid) }
        _ = companion.own.keep(0)
        coLocation.forget()
    }

    /// A new thread or child has its maker's mask: where that was ours, it gets the one that its maker had. It is stopped.
    func giveProcessors(to child: Int32, of parent: Tracee) {
        guard let placement = parent.placement, placement.allowed != placement.kept,
            ProcessorSet(of: child) == placement.kept
        else { return }
        // Its maker may have narrowed its own mask since.
        guard companion?.tid == parent.tid || ProcessorSet(of: parent.tid) != placement.kept else { return }
        _ = placement.allowed.keep(child)
    }
}
