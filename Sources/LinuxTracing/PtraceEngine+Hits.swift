import CLinuxTracing
import DebugRegisters
import Glibc
import Tracing
import WatchSlots

/// The hit path: between a trap and the resume nothing is allocated, locked or formatted.
extension PtraceEngine {
    /// si_code of int3, and of a debug exception whose DR6 named nothing (include/uapi/asm-generic/siginfo.h).
    private static let kernelCode: Int32 = 0x80
    private static let breakpointCode: Int32 = 1

    func trapped(_ thread: TracedThread) {
        set(thread, .stopped)
        var trap = clt_trap()
        let result = clt_read_trap(thread.tid, &trap)
        guard result >= 0 else {
            check(result, .readSignal, thread.tid)
            return
        }
        let status = StatusRegister(rawValue: trap.status)
        var slots = HitAttribution.slots(status: status, signalCode: trap.code, installed: thread.bank.control)
        var inferred = false
        if slots.isEmpty, trap.code == Self.breakpointCode, !isOwnDebugTrap(pc: trap.pc) {
            slots = inferSlots(thread)
            inferred = true
            if slots.isEmpty, !thread.bank.control.enabledSlots.isEmpty {
                // It was a hit of ours, and nothing says of which slot: counted, never guessed.
                log.addMissed(1)
                settle(thread)
                return
            }
        }
        guard slots.isEmpty else {
            hit(thread, trap, status, slots, inferred: inferred)
            return
        }
        switch trap.code {
        case HitAttribution.hardwareBreakpointCode:
            // A slot that was disarmed between the trap and its stop.
            settle(thread)
        case HitAttribution.singleStepCode: stepped(thread, trap.pc, hit: nil)
        case Self.kernelCode where temporary.owns(pc: trap.pc, memory: memory): reached(thread, trap.pc &- 1)
        default: passOnTrap(thread)
        }
    }

    /// Some hypervisors now and then deliver a debug exception with a DR6 that names no slot: si_code is then 1, as for int1
    /// (seen on KVM under load, about once in a million hits). Then only what is certain counts: the one slot that is armed
    /// for data, or the ones whose bytes changed.
    private func inferSlots(_ thread: TracedThread) -> SlotSet {
        var data: SlotSet = []
        var changed: SlotSet = []
        for slot in thread.bank.control.enabledSlots {
            guard let armed = armed[slot], armed.piece.kind != .execute else { continue }
            data.insert(slot)
            if let old = values[slot], let new = SlotValues.read(memory, armed.piece), new != old {
                changed.insert(slot)
            }
        }
        return data.count == 1 ? data : changed
    }

    /// The program's own int1 (0xF1) before pc raises the same si_code.
    private func isOwnDebugTrap(pc: UInt64) -> Bool {
        var byte: UInt8 = 0
        return pread(memory, &byte, 1, off_t(Int64(bitPattern: pc &- 1))) == 1 && byte == 0xf1
    }

    private func hit(
        _ thread: TracedThread, _ trap: clt_trap, _ status: StatusRegister, _ slots: SlotSet, inferred: Bool
    ) {
        var drops = false
        if !log.hasRoom(for: slots.count) {
            if overflow == .wait {
                set(thread, .parked)
                finishStoppingIfDone()
                return
            }
            drops = true
            log.addMissed(slots.count)
        }
        let isStep = trap.code == HitAttribution.singleStepCode
        self.trap &+= 1
        let time = elapsed
        let others = runningCount > 0
        var stops = false
        for slot in slots {
            guard let armed = armed[slot] else { continue }
            var flags: HitRecord.Flags = []
            if isStep { flags.insert(.steppedOn) }
            if inferred { flags.insert(.inferred) }
            var old: UInt64 = 0
            var new: UInt64 = 0
            if armed.piece.kind != .execute {
                if let value = values[slot] {
                    old = value
                    flags.insert(.hasOld)
                }
                let value = SlotValues.read(memory, armed.piece)
                values[slot] = value
                if let value {
                    new = value
                    flags.insert(.hasNew)
                }
                if others { flags.insert(.newMayBeLater) }
            }
            if armed.action == .stop {
                stops = true
                flags.insert(.stopped)
            }
            if !drops {
                log.append(
                    HitRecord(
                        trap: self.trap, time: time, pc: trap.pc, old: old, new: new, pid: thread.pid, tid: thread.tid,
                        watch: armed.watch, status: status, slot: slot, length: armed.piece.length,
                        kind: armed.piece.kind, flags: flags))
            }
        }
        if stops || isStep {
            stopped(thread, trap, slots, isStep: isStep, stops: stops)
        } else {
            settle(thread)
        }
    }

    private func stopped(_ thread: TracedThread, _ trap: clt_trap, _ slots: SlotSet, isStep: Bool, stops: Bool) {
        let stop = Stop(
            tid: thread.tid, pc: LinearAddress(trap.pc),
            reason: .hit(trap: self.trap, slots: slots, alsoStep: isStep))
        if case .stepping(thread.tid, _) = phase {
            stepped(thread, trap.pc, hit: stop)
            return
        }
        guard stops else {
            settle(thread)
            return
        }
        report(stop)
        finishStoppingIfDone()
    }

    // MARK: Steps and temporary stops

    func stepped(_ thread: TracedThread, _ pc: UInt64, hit: Stop?) {
        guard case .stepping(thread.tid, let number) = phase else {
            // A step that nobody waits for: one that a command has overtaken.
            settle(thread)
            return
        }
        phase = .stopped
        current = thread.tid
        readValues()
        answer(number)
        emit(.stopped(hit ?? Stop(tid: thread.tid, pc: LinearAddress(pc), reason: .stepped)))
    }

    /// Something else happened in a step; the instruction is still to be run.
    func stepAgain(_ thread: TracedThread, _ number: CommandNumber) {
        guard thread.awaitsChild == 0 else { return }
        if thread.state == .groupStopped {
            set(thread, .running)
            check(clt_listen(thread.tid), .resume, thread.tid)
            return
        }
        let signal = thread.pendingSignal
        thread.pendingSignal = 0
        set(thread, .running)
        check(clt_step(thread.tid, signal), .singleStep, thread.tid)
    }

    private func reached(_ thread: TracedThread, _ address: UInt64) {
        check(clt_set_program_counter(thread.tid, address), .writeRegisters, thread.tid)
        guard temporary.originals[address] != nil else {
            // Taken out meanwhile: the thread runs the real instruction.
            settle(thread)
            return
        }
        temporary.removeAll(memory: memory)
        report(Stop(tid: thread.tid, pc: LinearAddress(address), reason: .reached))
        finishStoppingIfDone()
    }
}
