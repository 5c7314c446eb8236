import CLinuxTracing
import DebugRegisters
import HitRules
import Tracing
import WatchSlots

/// What is kept of a thread at a hit from a place not seen before.
extension PtraceEngine {
    /// The pair of a hit; nil when there is no room for it. A new pair's registers and stack go into the sample log, which
    /// comes before the record.
    @inline(__always)
    func pair(of record: HitRecord, _ tracee: Tracee) -> UnsafeMutablePointer<PairTable.Entry>? {
        let known = pairs.find(record.pc, record.slot.rawValue)
        if let known, !known.pointee.isPush, samples.stacks != .all { return known }
        return newPair(of: record, tracee, known)
    }

    private func newPair(
        of record: HitRecord, _ tracee: Tracee, _ known: UnsafeMutablePointer<PairTable.Entry>?
    ) -> UnsafeMutablePointer<PairTable.Entry>? {
        if let known {
            let isNewPush =
                known.pointee.isPush && pairs.find(record.pc, record.slot.rawValue, pushed: record.new) == nil
                && pairs.insert(record.pc, record.slot.rawValue, pushed: record.new) != nil
            if isNewPush || samples.stacks == .all { takeSample(of: record, tracee) }
            return known
        }
        guard let entry = pairs.insert(record.pc, record.slot.rawValue) else { return nil }
        takeSample(of: record, tracee)
        lookAtDispositionIfAny()
        if record.kind != .execute {
            let stackPointer = registers[Int(MachineRegister.rsp.rawValue)]
            let address = slots[record.slot.number].address
            if stackPointer &- address < 8 || address &- stackPointer < 8 {
                entry.pointee.isPush = true
                _ = pairs.insert(record.pc, record.slot.rawValue, pushed: record.new)
            }
        }
        return entry
    }

    /// A hit of the pair is shown: what is kept of the pair is kept of its first shown hit.
    @inline(__always)
    func show(_ entry: UnsafeMutablePointer<PairTable.Entry>, _ record: HitRecord, _ tracee: Tracee) {
        entry.pointee.isShown = true
        guard entry.pointee.lacksShownSample else { return }
        entry.pointee.lacksShownSample = false
        if samples.stacks != .all { takeSample(of: record, tracee) }
    }

    private func takeSample(of record: HitRecord, _ tracee: Tracee) {
        let isRead = bt_read_registers(tracee.tid, registers) >= 0
        guard isRead, hitLog.samples.hasRoom else {
            hitLog.samples.addDropped()
            return
        }
        hitLog.samples.append(
            trap: record.trap, pid: record.pid, tid: record.tid, slot: record.slot, pc: record.pc
        ) { values, stack in
            values.update(from: registers, count: MachineRegister.allCases.count)
            guard samples.stacks != .none else { return 0 }
            return readStack(at: registers[Int(MachineRegister.rsp.rawValue)], into: stack)
        }
    }

    /// As much of the stack as there is above RSP: a read that crosses its end gives what lies before it.
    private func readStack(at pointer: UInt64, into bytes: UnsafeMutableRawPointer) -> Int {
        max(0, Int(bt_read_memory(memory, pointer, bytes, SamplePolicy.stackByteCount)))
    }

    /// With `--stacks all` every hit needs room for its sample, and waits for it like for its record.
    @inline(__always)
    var lacksSampleRoom: Bool {
        guard samples.stacks == .all, overflow == .wait else { return false }
        return !hitLog.samples.hasRoom
    }

    /// The value that the instruction stored, where that follows from its registers and memory may say otherwise by now.
    @inline(__always)
    func makeExact(_ record: inout HitRecord, _ tracee: Tracee, _ entry: UnsafeMutablePointer<PairTable.Entry>) {
        let index = entry.pointee.store
        guard index >= 0, record.flags.contains(.newMayBeLater), bt_read_registers(tracee.tid, registers) >= 0 else {
            return
        }
        let stored = pairs.stores[Int(index)].stored(
            at: slots[record.slot.number].address, byteCount: slots[record.slot.number].byteCount,
            registers: registers)
        guard let stored else { return }
        record.new = stored
        record.flags.insert([.hasNew, .newIsExact])
    }
}
