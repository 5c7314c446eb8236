import CLinuxTracing
import DebugRegisters
import HitRules
import Tracing
import WatchSlots

/// SIGTRAPs: whose they are, and what a hit leaves behind.
extension PtraceEngine {
    /// A SIGTRAP is about to be delivered.
    ///
    /// When DR6 may be believed: Linux resets its virtual DR6 at each debug exception of the user's and never else, and
    /// we leave it clean at every stop that looks at it. So a bit of an enabled slot is always a hit not yet recorded —
    /// even at a SIGTRAP that says it is the program's own: SIGTRAP does not queue twice, so an exception that comes
    /// while a raised one is pending leaves nothing but its bits. The siginfo tells whose signal it is; its address is
    /// RIP at the exception, so that a plain hit needs no other look at the registers.
    func handleTrap(_ tracee: Tracee) {
        var trap = bt_trap()
        guard bt_take_trap(tracee.tid, &trap) >= 0 else { return resumeDying(tracee) }
        let isDebug =
            trap.code == HitAttribution.hardwareBreakpointCode || trap.code == HitAttribution.singleStepCode
            || isOwnPerfTrap(tracee, trap)
        var hits = UInt8(truncatingIfNeeded: trap.status) & 0xf & tracee.enabled
        guard hits != 0 else { return handleOtherTrap(tracee, trap) }
        var pc = trap.address
        if !isDebug { _ = bt_read_pc(tracee.tid, &pc) }
        if hits & frameMask != 0 {
            hits = liveHits(hits, tracee)
            if hits == 0 {
                afterHit(tracee, hits: 0, pc: pc, trap: trap, isDebug: isDebug)
                return disarmEndedSoon()
            }
        }
        let shown = record(tracee, hits: hits, pc: pc, trap: trap, isDebug: isDebug)
        if coLocation.isDue(tracee.tid) { reviewPlace(of: tracee) }
        if mode == .running, isDebug, shown & stopMask == 0, !tracee.isHeld, !tracee.owesGroupStop, !tracee.isStepping,
            spent.isEmpty
        {
            // The hot way out: `proceed` without its questions.
            _ = letRun(tracee, signal: 0)
            tracee.state = .running
            refreshCount(tracee)
            return
        }
        if tracee.waitsForDecision { return settleIfQuiet() }
        // One signal for two hits: that of the perf event stands for the exception's as well.
        if trap.code == TrapCode.perf, isDebug, shown & stopMask == 0 { return meetPerfTrap(tracee) }
        afterHit(tracee, hits: shown, pc: pc, trap: trap, isDebug: isDebug)
        if !spent.isEmpty { quiesce() }
        disarmEndedSoon()
    }

    /// Appends a record for each slot hit that its rule shows, or defers or counts them when the log is full.
    ///
    /// `newMayBeLater` whenever another thread moves: it may have stored between the access and our read.
    ///
    /// - Returns: the slots whose hits are shown, laid out as in DR6; none while the thread waits for a decision.
    @inline(__always)
    private func record(
        _ tracee: Tracee, hits: UInt8, pc: UInt64, trap: bt_trap, isDebug: Bool, common: HitRecord.Flags = []
    ) -> UInt8 {
        trapCount &+= 1
        let time = bt_now() &- start
        let common = moving > 0 ? common.union(.newMayBeLater) : common
        var rest = hits
        var count = 0
        var shown: UInt8 = 0
        while rest != 0 {
            let index = UInt8(truncatingIfNeeded: rest.trailingZeroBitCount)
            rest &= rest &- 1
            scratch[count] = makeRecord(tracee, slot: index, pc: pc, status: trap.status, time: time, common: common)
            slots[Int(index)].hitCount &+= 1
            let entry = lacksSampleRoom ? nil : pair(of: scratch[count], tracee)
            if let entry { makeExact(&scratch[count], tracee, entry) }
            if slots[Int(index)].hasRule {
                switch judge(scratch[count], tracee, entry) {
                case .show: break
                case .hide:
                    hitLog.addSuppressed(slot: Int(index))
                    PairTable.hid(entry)
                    continue
                case .wait:
                    waitForDecision(
                        tracee, hits: hits, from: index, count: count, pc: pc, time: time, trap: trap, isDebug: isDebug,
                        common: common)
                    return 0
                }
            }
            if let entry { show(entry, scratch[count], tracee) }
            shown |= 1 << index
            count &+= 1
        }
        guard count > 0 else { return 0 }
        guard deferred.isEmpty, hitLog.hasRoom(for: count), !lacksSampleRoom else {
            recordLater(tracee, UnsafeBufferPointer(start: scratch, count: count))
            return shown
        }
        for index in 0..<count { hitLog.stage(scratch[index], at: index) }
        hitLog.publish(count)
        return shown
    }

    /// One slot's instruction has to be known first: the whole trap waits. Those before it have been judged and stay so.
    private func waitForDecision(
        _ tracee: Tracee, hits: UInt8, from index: UInt8, count: Int, pc: UInt64, time: UInt64, trap: bt_trap,
        isDebug: Bool, common: HitRecord.Flags
    ) {
        let judged = count
        var count = count + 1
        for later in (index + 1)..<4 where hits & 1 << later != 0 {
            scratch[count] = makeRecord(tracee, slot: later, pc: pc, status: trap.status, time: time, common: common)
            slots[Int(later)].hitCount &+= 1
            _ = pair(of: scratch[count], tracee)
            count += 1
        }
        var known = trap
        known.address = pc
        keepUndecided(
            tracee, UnsafeBufferPointer(start: scratch, count: count), judged: judged, known, isDebug: isDebug)
    }

    @inline(__always)
    private func makeRecord(
        _ tracee: Tracee, slot index: UInt8, pc: UInt64, status: UInt32, time: UInt64, common: HitRecord.Flags
    ) -> HitRecord {
        let slot = slots + Int(index)
        var flags = common.rawValue
        let old = slot.pointee.value
        if slot.pointee.hasValue { flags |= HitRecord.Flags.hasOld.rawValue }
        var new: UInt64 = 0
        let count = slot.pointee.byteCount
        if count > 0 {
            let isRead = bt_read_memory(memory, slot.pointee.address, &new, count) == Int64(count)
            slot.pointee.value = new
            slot.pointee.hasValue = isRead
            if isRead { flags |= HitRecord.Flags.hasNew.rawValue }
        }
        if StatusRegister(rawValue: status).isSingleStep, tracee.tid == stepper {
            flags |= HitRecord.Flags.steppedOn.rawValue
        }
        if slot.pointee.stops { flags |= HitRecord.Flags.stopped.rawValue }
        var record = HitRecord(
            trap: trapCount, time: time, pc: pc, old: old, new: new, pid: tracee.pid, tid: tracee.tid,
            watch: slot.pointee.watch, status: StatusRegister(rawValue: status),
            slot: SlotIndex(rawValue: index).unsafelyUnwrapped, length: slot.pointee.length, kind: slot.pointee.kind,
            flags: HitRecord.Flags(rawValue: flags))
        record.eventsBefore = eventCount
        return record
    }

    /// The log is full: the hit waits with its thread, or is counted as missed.
    private func recordLater(_ tracee: Tracee, _ records: UnsafeBufferPointer<HitRecord>) {
        switch overflow {
        case .drop: hitLog.addMissed(records.count)
        case .wait:
            // Room for a sample comes with room in the log: whoever drains the one drains the other.
            _ = hitLog.hasRoom(for: hitLog.capacity + 1)
            deferred.append(DeferredHit(tid: tracee.tid, records: Array(records)))
            tracee.waitsForRoom = true
        }
    }

    /// The consumer made room: the hits that waited go into the log, and their threads on.
    func flushDeferred() {
        var flushed = 0
        while flushed < deferred.count, hitLog.hasRoom(for: deferred[flushed].records.count), !lacksSampleRoom {
            let records = deferred[flushed].records
            if samples.stacks == .all, let tracee = tracee(deferred[flushed].tid) {
                select(tracee)
                // It stands where it hit: what found no room before is taken now.
                for record in records { _ = pair(of: record, tracee) }
            }
            for (offset, record) in records.enumerated() { hitLog.stage(record, at: offset) }
            hitLog.publish(records.count)
            flushed += 1
        }
        let done = deferred.prefix(flushed).map(\.tid)
        deferred.removeFirst(flushed)
        for tid in done {
            guard let tracee = tracee(tid), tracee.waitsForRoom else { continue }
            tracee.waitsForRoom = false
            if tracee.state == .stopped, mode == .running || mode == .stepping { goOn(tracee, signal: tracee.signal) }
        }
    }

    /// A hit that leaves the program stopped, belongs to a step, or came along with a signal of the program's own.
    func afterHit(_ tracee: Tracee, hits: UInt8, pc: UInt64, trap: bt_trap, isDebug: Bool) {
        let isStep = tracee.isStepping
        // An execute slot faults before its instruction, which the step has still to do.
        let alsoStep =
            isStep && (StatusRegister(rawValue: trap.status).isSingleStep || trap.code == TrapCode.withoutStatus)
        tracee.isStepping = tracee.isStepping && !isDebug
        var signal: Int32 = 0
        if !isDebug, !(isStep && trap.code == TrapCode.steppedSystemCall) {
            // The exception's own SIGTRAP was lost behind this one, which is the program's.
            signal = Signal.trap
            emit(.signal(tid: tracee.tid, number: signal))
        }
        let isReportedStep = alsoStep && tracee.tid == stepper && stepGoal == .report
        // A step onto a hit that is not shown is a plain step.
        guard isReportedStep && hits != 0 || hits & stopMask != 0 else {
            if alsoStep { return finishStep(tracee, reason: .stepped) }
            return goOn(tracee, signal: signal)
        }
        tracee.signal = signal
        requestStop(
            tracee,
            Stop(
                tid: tracee.tid, pc: LinearAddress(pc),
                reason: .hit(trap: trapCount, slots: SlotSet(rawValue: hits), alsoStep: alsoStep)))
    }

    /// A SIGTRAP without a hit: a temporary int3 of ours, the end of a step, or the program's own.
    private func handleOtherTrap(_ tracee: Tracee, _ trap: bt_trap) {
        switch trap.code {
        case TrapCode.breakpointInstruction:
            var pc: UInt64 = 0
            guard bt_read_pc(tracee.tid, &pc) >= 0 else { return resumeDying(tracee) }
            if temporaries.contains(pc &- 1) {
                // Its DR6 is of no step: the int3 came instead of one.
                tracee.isStepping = false
                return reach(tracee, pc &- 1)
            }
        case HitAttribution.singleStepCode, TrapCode.steppedSystemCall, TrapCode.notification:
            if trap.code == TrapCode.withoutStatus, attributeByValue(tracee, trap) { return }
            if tracee.isStepping {
                tracee.isStepping = false
                return finishStep(tracee, reason: .stepped)
            }
        case HitAttribution.hardwareBreakpointCode:
            // A slot of ours that was disarmed between the exception and this stop.
            if UInt8(truncatingIfNeeded: trap.status) & tracee.bank.touched.rawValue != 0 {
                return goOn(tracee, signal: 0)
            }
        case TrapCode.perf where isOwnPerfTrap(tracee, trap): return meetPerfTrap(tracee)
        default: break
        }
        meetSignal(tracee, Signal.trap)
    }

    /// A debug exception for which the kernel read a DR6 of 0, and so took it for an int1 instruction (si_code 1,
    /// TRAP_BRKPT; arch/x86/kernel/traps.c, exc_debug_user). Seen on a KVM guest about once in 100 000 hits: the
    /// hypervisor loses the register's contents when it takes the processor away just then. The access did happen.
    ///
    /// The slots are those whose value changed, or the only one there is; a hit that fits neither is counted as missed.
    /// An execute slot needs nothing: its instruction has not run and raises the exception again.
    ///
    /// - Returns: whether the trap was dealt with; false when it may be the program's own, or a step's.
    private func attributeByValue(_ tracee: Tracee, _ trap: bt_trap) -> Bool {
        guard tracee.enabled != 0, !followsInt1(trap) else { return false }
        var changed: UInt8 = 0
        var candidates: UInt8 = 0
        var facesExecuteSlot = false
        for index in 0..<4 where tracee.enabled & 1 << index != 0 {
            let slot = slots[index]
            if slot.kind == .execute {
                if slot.address == trap.address, !tracee.isStepping { facesExecuteSlot = true }
                continue
            }
            candidates |= 1 << index
            var value: UInt64 = 0
            let isRead = bt_read_memory(memory, slot.address, &value, slot.byteCount) == Int64(slot.byteCount)
            if isRead, slot.hasValue, value != slot.value { changed |= 1 << index }
        }
        if changed == 0, facesExecuteSlot {
            goOn(tracee, signal: 0)
            return true
        }
        // A step over a system call has this code as well; only a changed value tells it from a hit.
        if changed == 0, tracee.isStepping { return false }
        let inferred = changed != 0 ? changed : candidates.nonzeroBitCount == 1 ? candidates : 0
        let hits = inferred & frameMask != 0 ? liveHits(inferred, tracee) : inferred
        guard hits != 0 else {
            if candidates == 0 { return false }
            if inferred == 0 { hitLog.addMissed(1) }
            goOn(tracee, signal: 0)
            disarmEndedSoon()
            return true
        }
        let shown = record(
            tracee, hits: hits, pc: trap.address, trap: trap, isDebug: true, common: .statusWasLost)
        if tracee.waitsForDecision {
            settleIfQuiet()
            return true
        }
        afterHit(tracee, hits: shown, pc: trap.address, trap: trap, isDebug: true)
        if !spent.isEmpty { quiesce() }
        disarmEndedSoon()
        return true
    }

    /// Whether a trap was raised by an int1 instruction, whose SIGTRAP is the program's own. It is the instruction before
    /// the trap's address; under a hypervisor that does not advance RIP over it (seen on AMD's KVM) the one there.
    func followsInt1(_ trap: bt_trap) -> Bool {
        var bytes: UInt16 = 0
        if bt_read_memory(memory, trap.address &- 1, &bytes, 2) == 2 {
            return bytes & 0xff == 0xf1 || bytes >> 8 == 0xf1
        }
        var instruction: UInt8 = 0
        return bt_read_memory(memory, trap.address, &instruction, 1) == 1 && instruction == 0xf1
    }

    /// A thread executed a temporary int3: it is put back onto the instruction there.
    private func reach(_ tracee: Tracee, _ address: UInt64) {
        _ = bt_write_pc(tracee.tid, address)
        for index in 0..<4 where tracee.enabled & 1 << index != 0 && slots[index].address == address {
            // The execute slot at this address fired before the int3 did. RF lets the instruction pass it, as it would
            // have without the int3.
            guard slots[index].kind == .execute else { continue }
            var flags: UInt64 = 0
            if bt_read_flags(tracee.tid, &flags) >= 0 { _ = bt_write_flags(tracee.tid, flags | 1 << 16) }
        }
        guard temporaries.isRunTo(address) else { return meetFrameEnd(tracee, at: address) }
        if mode == .stopping, stopReason != nil { return goOn(tracee, signal: 0) }
        requestStop(tracee, Stop(tid: tracee.tid, pc: LinearAddress(address), reason: .reached))
    }

    /// A thread is ending, by a system call or a death: a bit in its DR6 is a hit whose SIGTRAP will never be delivered.
    func recordLastHit(_ tracee: Tracee) {
        guard tracee.enabled != 0 else { return }
        var status: UInt32 = 0
        guard bt_take_status(tracee.tid, &status) >= 0 else { return }
        var hits = UInt8(truncatingIfNeeded: status) & 0xf & tracee.enabled
        if hits & frameMask != 0 { hits = liveHits(hits, tracee) }
        var pc: UInt64 = 0
        guard hits != 0, bt_read_pc(tracee.tid, &pc) >= 0 else { return }
        let trap = bt_trap(address: pc, code: HitAttribution.hardwareBreakpointCode, status: status)
        _ = record(tracee, hits: hits, pc: pc, trap: trap, isDebug: true)
        // It executes nothing any more, and waits for nobody.
        if tracee.waitsForDecision { showUndecided(of: tracee.tid) }
    }
}
