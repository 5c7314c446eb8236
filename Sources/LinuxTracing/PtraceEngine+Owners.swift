import DebugRegisters
import HitRules
import Tracing
import WatchSlots

/// Who has which slot: most are every thread's, that of a thread's watch is its own, and that of a local belongs to the
/// memory in which its frame lies.
extension PtraceEngine {
    enum SlotOwner: Equatable {
        case all
        case thread(Int32)
        /// The threads that have the memory of this one.
        case space(of: Int32)
    }

    /// Takes the owners out of the table.
    func noteOwners() {
        ownedMask = 0
        for slot in SlotIndex.allCases {
            let request = table.assignment(of: slot)?.watch.request
            owners[slot.number] = request.map(Self.owner) ?? .all
            if owners[slot.number] != .all { ownedMask |= 1 << slot.rawValue }
        }
    }

    private static func owner(of request: WatchRequest) -> SlotOwner {
        if let thread = request.thread { return .thread(thread) }
        return request.frame.map { .space(of: $0.tid) } ?? .all
    }

    func wants(_ slot: SlotIndex, _ tracee: Tracee) -> Bool {
        switch owners[slot.number] {
        case .all: true
        case .thread(let tid): tracee.tid == tid
        case .space(let tid): self.tracee(tid)?.space === tracee.space
        }
    }

    /// What one thread should have installed.
    func intent(for tracee: Tracee) -> IntendedBank {
        guard ownedMask != 0 else { return intended }
        var own = intended
        for slot in SlotIndex.allCases where !wants(slot, tracee) { own[slot] = nil }
        return own
    }

    /// A watch of one thread needs that thread.
    func checkThread(of request: WatchRequest) throws(WatchError) {
        guard let tid = request.thread else { return }
        guard let tracee = tracees[tid], !tracee.isExiting else { throw .noSuchThread(tid) }
    }

    // MARK: The proof

    /// Whether the kernel accepted what is wanted in a slot: what was written, and never a read-back.
    func isArmed(_ slot: SlotIndex, _ tracee: Tracee) -> Bool {
        guard let piece = intended[slot] else { return false }
        return tracee.bank[slot] == piece.address && tracee.bank.control[slot] == intended.control[slot]
    }

    /// Each living thread, those of the process itself first.
    func describeThreads() -> [ThreadStatus] {
        tracees.values.filter { !$0.isExiting && !$0.isLeaving }.map { tracee in
            ThreadStatus(
                tid: tracee.tid, pid: tracee.pid, isStopped: tracee.state != .running,
                slots: SlotIndex.allCases.map { state(of: $0, in: tracee) })
        }.sorted {
            let order = ($0.pid != processID ? 1 : 0, $0.pid, $0.tid)
            return order < ($1.pid != processID ? 1 : 0, $1.pid, $1.tid)
        }
    }

    private func state(of slot: SlotIndex, in tracee: Tracee) -> ThreadStatus.Slot {
        if perf?.armed[slot.number] != nil { return .armed }
        guard intended[slot] != nil, wants(slot, tracee) else { return .free }
        if isArmed(slot, tracee) { return .armed }
        return tracee.failure.map { .failed($0) } ?? .pending
    }
}
