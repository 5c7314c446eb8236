import CLinuxTracing
import DebugRegisters
import HitRules
import Tracing
import WatchSlots

/// System calls, looked at where they begin and where they end (`TracingOptions.watchesSystemCalls`).
extension PtraceEngine {
    /// Lets a stopped thread run on, to its next call or the end of the one that it is in.
    @inline(__always) func letRun(_ tracee: Tracee, signal: Int32) -> Int32 {
        stopsAtCalls ? continueToCall(tracee, signal) : bt_continue(tracee.tid, signal)
    }

    private func continueToCall(_ tracee: Tracee, _ signal: Int32) -> Int32 {
        if !tracee.marksCalls {
            // Without the mark a call's stop would look like a SIGTRAP of the program's own.
            let result = bt_mark_calls(tracee.tid, isAttached ? 0 : 1)
            guard result >= 0 else { return result == -Errno.noProcess ? result : bt_continue(tracee.tid, signal) }
            tracee.marksCalls = true
        }
        return bt_continue_to_syscall(tracee.tid, signal)
    }

    /// Data is watched, and calls were asked for.
    func refreshCallStops() {
        stopsAtCalls = options.watchesSystemCalls && (0..<4).contains { slots[$0].byteCount > 0 }
        if !options.watchesSystemCalls { return }
        for tracee in tracees.values { tracee.callEntry = nil }
    }

    /// A thread stands at one end of a call.
    func handleCallStop(_ tracee: Tracee) {
        if tracee.isStepping {
            // A step that must not block ends where the call begins.
            tracee.isStepping = false
            return finishStep(tracee, reason: .stepped)
        }
        switch bt_call_stop(tracee.tid) {
        case Int32(bt_call_entry):
            enterCall(tracee)
            // No thread is ever kept at the beginning of a call: it would do the call whenever it is made to move. One
            // that is to stand still has an interrupt pending, and comes back from the call at once.
            if letRun(tracee, signal: 0) < 0 { return resumeDying(tracee) }
            tracee.state = .running
            refreshCount(tracee)
        case Int32(bt_call_exit):
            leaveCall(tracee)
            goOn(tracee, signal: 0)
        default:
            tracee.callEntry = nil
            if isQuiet { tellChanges() }
            goOn(tracee, signal: 0)
        }
    }

    /// Nobody but the thread whose stop is being dealt with may store: it stands, and so do all others.
    private var isQuiet: Bool { moving == 0 }

    private func enterCall(_ tracee: Tracee) {
        guard mode == .running || mode == .stepping || mode == .stopping else { return }
        let found = differences()
        if !found.isEmpty, isQuiet || areOthersAsleep(than: tracee) {
            for change in found { tellChange(change.slot, old: change.old, new: change.new, .unknown) }
        }
        var entry = CallEntry()
        for index in 0..<4 where isWatchingData(index) {
            guard let value = watchedValue(index) else { continue }
            entry.known |= 1 << UInt8(index)
            entry.values[index] = value
            entry.hitCounts[index] = slots[index].hitCount
        }
        tracee.callEntry = entry
    }

    private func leaveCall(_ tracee: Tracee) {
        let entry = tracee.callEntry
        tracee.callEntry = nil
        guard mode == .running || mode == .stepping || mode == .stopping else { return }
        let found = differences()
        guard !found.isEmpty, let call = call(of: tracee) else { return }
        let filled = SystemCallOutput.ranges(of: call) { address, count in
            var bytes = [UInt8](repeating: 0, count: count)
            return bt_read_memory(memory, address, &bytes, count) == Int64(count) ? bytes : nil
        }
        var isCertain: Bool?
        for change in found {
            let slot = slots[change.slot]
            let bytes = slot.address..<slot.address + UInt64(slot.byteCount)
            let isKnown = entry.map { $0.known & 1 << UInt8(change.slot) != 0 } ?? false
            // As it stood when the call began; a call that had begun before the watch has what stood there then.
            let old = isKnown ? entry!.values[change.slot] : change.old
            if filled.contains(where: { $0.overlaps(bytes) }), old != change.new {
                let hadHits = entry.map { $0.hitCounts[change.slot] != slot.hitCount } ?? true
                if !hadHits || isQuiet {
                    tellChange(change.slot, old: old, new: change.new, .systemCall(call))
                    continue
                }
            }
            if isCertain == nil { isCertain = isQuiet || areOthersAsleep(than: tracee) }
            if isCertain == true { tellChange(change.slot, old: change.old, new: change.new, .unknown) }
        }
    }

    private func call(of tracee: Tracee) -> SystemCall? {
        guard bt_read_registers(tracee.tid, registers) >= 0 else { return nil }
        let all = MachineRegisters(
            values: Array(UnsafeBufferPointer(start: registers, count: MachineRegister.allCases.count)))
        var count: Int64 = 0
        let stack = [UInt8](unsafeUninitializedCapacity: SystemCall.stackByteCount) { buffer, initialized in
            count = bt_read_memory(memory, all[.rsp], buffer.baseAddress, SystemCall.stackByteCount)
            initialized = max(0, Int(count))
        }
        return SystemCall(
            tid: tracee.tid, number: all[.origRax],
            arguments: [all[.rdi], all[.rsi], all[.rdx], all[.r10], all[.r8], all[.r9]],
            result: Int64(bitPattern: all[.rax]), pc: all[.rip], registers: all, stack: stack)
    }
}
