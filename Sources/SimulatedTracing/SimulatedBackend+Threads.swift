import DebugRegisters
import Tracing
import WatchSlots

/// Which thread has which slot.
extension SimulatedBackend {
    /// The watch of one thread is no other's.
    func wants(_ slot: SlotIndex, _ thread: SimulatedThread) -> Bool {
        table.assignment(of: slot)?.watch.request.thread.map { $0 == thread.tid } ?? true
    }

    func intent(for thread: SimulatedThread) -> IntendedBank {
        var intended = table.intended
        for slot in SlotIndex.allCases where !wants(slot, thread) { intended[slot] = nil }
        return intended
    }

    func checkThread(of request: WatchRequest) throws(WatchError) {
        guard let tid = request.thread, !tracees.contains(where: { $0.thread.tid == tid }) else { return }
        throw .noSuchThread(tid)
    }

    func describeThreads() -> [ThreadStatus] {
        tracees.map { tracee in
            let intended = intent(for: tracee.thread)
            let slots = SlotIndex.allCases.map { slot -> ThreadStatus.Slot in
                guard intended[slot] != nil else { return .free }
                if stands(slot, intended, in: tracee.bank) { return .armed }
                return tracee.failures[slot.number].map { .failed($0) } ?? .pending
            }
            return ThreadStatus(
                tid: tracee.thread.tid, pid: tracee.thread.process.pid, isStopped: state == .stopped, slots: slots)
        }.sorted {
            let order = ($0.pid != leader?.pid ? 1 : 0, $0.pid, $0.tid)
            return order < ($1.pid != leader?.pid ? 1 : 0, $1.pid, $1.tid)
        }
    }
}
