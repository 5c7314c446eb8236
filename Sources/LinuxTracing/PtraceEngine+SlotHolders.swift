import CLinuxTracing
import DebugRegisters
import Tracing
import WatchSlots

/// Slots that somebody else has.
///
/// The kernel only says that a thread has no register left (ENOSPC), neither for whom nor how many: as many as this thread
/// has of ours are free, and all others are taken. They are marked so until a request needs them: then it is tried again.
extension PtraceEngine {
    /// Changes a table; where marked slots are in the way, without the marks.
    func withoutStaleMarks<Result>(
        _ next: inout WatchTable, _ change: (inout WatchTable) throws(WatchError) -> Result
    ) throws(WatchError) -> Result {
        let marked = next
        do throws(WatchError) {
            return try change(&next)
        } catch {
            guard !marked.heldByOthers.isEmpty else { throw error }
            next = marked
            next.unholdAll()
            return try change(&next)
        }
    }

    /// After a refusal, with the intent as it was before.
    ///
    /// - Returns: who has the slots, in words; nil when the error is another one.
    func markTaken(after error: TracingError) -> TracingError.Reason? {
        guard error.reason == .errno(Errno.noSpace), let tracee = tracees[error.tid] else { return nil }
        let taken = table.freeSlots.union(heldSlots).subtracting(tracee.bank.touched)
        guard !taken.isEmpty else { return nil }
        let holder = SlotHolders.words(of: processID)
        table.unholdAll()
        // They are free of watches.
        for slot in taken { try? table.hold(slot, by: "taken by \(holder)") }
        let names = taken.map(\.description)
        return .state(
            "\(TracingError.name(ofErrno: Errno.noSpace)): \(names.joined(separator: ", "))"
                + " \(names.count == 1 ? "is" : "are") taken by \(holder) — end what uses them, or watch fewer places")
    }

    private var heldSlots: SlotSet {
        var set: SlotSet = []
        for slot in table.heldByOthers.keys { set.insert(slot) }
        return set
    }
}
