import CLinuxTracing
import DebugRegisters
import Tracing
import WatchSlots

/// Perf watches that stop: the kernel raises SIGTRAP in the thread along with the record of its hit (perf_event_open(2),
/// sigtrap), and ptrace sees it before the program does.
extension PtraceEngine {
    /// Whether a SIGTRAP was raised by an event of ours: the program may have such events of its own.
    func isOwnPerfTrap(_ tracee: Tracee, _ trap: bt_trap) -> Bool {
        guard trap.code == TrapCode.perf, perf != nil else { return false }
        var mark: UInt64 = 0
        return bt_perf_trap_mark(tracee.tid, &mark) >= 0 && mark >> 32 == PerfEvents.marks >> 32
    }

    /// Stops at the hit that raised the thread's SIGTRAP, and at none where no rule shows it. The signal is swallowed.
    func meetPerfTrap(_ tracee: Tracee) {
        guard let perf else { return goOn(tracee, signal: 0) }
        // Its record is in the ring: it was written before the signal was raised.
        drain(perf, isLast: true)
        var slots: SlotSet = []
        var trap: UInt64 = 0
        for case let events? in perf.armed where events.settings.stops {
            guard let number = events.stoppingTraps.removeValue(forKey: tracee.tid) else { continue }
            slots.insert(events.slot)
            trap = max(trap, number)
        }
        guard !slots.isEmpty else { return goOn(tracee, signal: 0) }
        var pc: UInt64 = 0
        guard bt_read_pc(tracee.tid, &pc) >= 0 else { return resumeDying(tracee) }
        tracee.signal = 0
        requestStop(
            tracee,
            Stop(tid: tracee.tid, pc: LinearAddress(pc), reason: .hit(trap: trap, slots: slots, alsoStep: false)))
    }
}

extension WatchTable {
    /// One access raises one SIGTRAP, whoever asked for it: a perf watch that stops would miss what a ptrace slot on the same
    /// bytes hits as well.
    ///
    /// - Throws: `WatchError.mechanism` where there are such two.
    func checkStops() throws(WatchError) {
        for (watch, assignment) in perfAssignments where watch.request.action == .stop {
            for slot in SlotIndex.allCases {
                guard let piece = intended[slot], piece.range.overlaps(assignment.piece.range) else { continue }
                throw .mechanism(
                    .perf,
                    "\(slot) watches the same bytes through ptrace, and one access raises one signal for both — let that one"
                        + " stop, or make both perf's")
            }
        }
    }
}
