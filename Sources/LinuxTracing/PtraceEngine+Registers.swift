import CLinuxTracing
import DebugRegisters
import Glibc
import Tracing
import WatchSlots

/// From the intent to each thread's registers.
extension PtraceEngine {
    func refreshIntent() {
        armed = ArmedSlots(table)
        intended = table.intended
    }

    /// Takes one stopped thread to the intent.
    ///
    /// - Returns: why it could not be; nil when it was, or when the thread is gone.
    @discardableResult
    func arm(_ thread: TracedThread) -> TracingError? {
        for write in RegisterPlan(from: thread.bank, to: intended).writes {
            let result: Int32
            var slot: SlotIndex?
            switch write {
            case .control(let control): result = clt_poke_debug(thread.tid, 7, UInt64(control.rawValue))
            case .address(let index, let address):
                slot = index
                result = clt_poke_debug(thread.tid, Int32(index.number), address.rawValue)
            }
            if result == -ESRCH { return nil }
            if result < 0 {
                let error = TracingError(.writeDebugRegister, tid: thread.tid, .errno(-result))
                for index in slot.map({ [$0] }) ?? Array(intended.slots) { failures[index.number] = error }
                return error
            }
            thread.bank.apply(write)
        }
        return nil
    }

    /// Takes every thread to the intent.
    func installEverywhere() -> TracingError? {
        failures = [nil, nil, nil, nil]
        var first: TracingError?
        for thread in threads.values where thread.isStopped {
            if let error = arm(thread), first == nil { first = error }
        }
        return first
    }

    /// Reads every watched slot's bytes anew: what the kernel or others wrote since is no hit's old value.
    func readValues() {
        for slot in SlotIndex.allCases {
            guard let armed = armed[slot], armed.piece.kind != .execute, memory >= 0 else {
                values[slot] = nil
                continue
            }
            values[slot] = SlotValues.read(memory, armed.piece)
        }
    }

    /// Tells the front of the table and of what is installed, by what the kernel accepted.
    func emitSlots() {
        var counts = [0, 0, 0, 0]
        var control = ControlRegister.idle
        for thread in threads.values {
            for slot in SlotIndex.allCases {
                if let piece = intended[slot], thread.bank.control.enabledSlots.contains(slot),
                    thread.bank[slot] == piece.address
                {
                    counts[slot.number] += 1
                }
            }
        }
        if let thread = threads[current] ?? threads[pid] { control = thread.bank.control }
        emit(
            .slots(
                table,
                installation: SlotInstallation(
                    threadCount: threads.count, armedThreads: counts, failures: failures, control: control)))
    }
}
