import DebugRegisters
import Tracing
import WatchSlots

extension SimulatedBackend {
    /// SIGTRAP of a debug exception: a hit for every slot of ours that DR6 names, a step, or both.
    func trap(_ thread: SimulatedThread, code: Int32) {
        guard let index = index(of: thread) else { return }
        let status = thread.unit.status
        let slots = HitAttribution.slots(status: status, signalCode: code, installed: tracees[index].bank.control)
        // Cleared after each, with the value that means nothing; stale bits would be believed at the next.
        thread.unit.writeStatus(.cleared)
        guard !slots.isEmpty else {
            if status.isSingleStep { stop(thread, .stepped) }
            return
        }
        var records = records(of: slots, status, thread)
        guard !records.isEmpty else {
            // The slots of locals whose frames are over.
            if status.isSingleStep { stop(thread, .stepped) }
            return
        }
        trapCount += 1
        for index in records.indices {
            records[index].trap = trapCount
            hitCounts[records[index].watch, default: 0] += 1
            countTurnHit(of: records[index].watch)
            sample(records[index], thread)
        }
        deliver(ParkedTrap(thread: thread, records: records, isStep: status.isSingleStep))
    }

    private func records(of slots: SlotSet, _ status: StatusRegister, _ thread: SimulatedThread) -> [HitRecord] {
        slots.compactMap { slot in
            guard let (watch, piece) = table.assignment(of: slot), !isDead(watch, at: thread) else { return nil }
            var flags: HitRecord.Flags = []
            if status.isSingleStep { flags.insert(.steppedOn) }
            if watch.request.action == .stop { flags.insert(.stopped) }
            var old: UInt64 = 0
            var new: UInt64 = 0
            if piece.kind != .execute {
                if let value = remembered[slot.number] {
                    old = value
                    flags.insert(.hasOld)
                }
                remembered[slot.number] = thread.process.memory.number(piece.address, piece.length)
                if let value = remembered[slot.number] {
                    new = value
                    flags.insert(.hasNew)
                }
            }
            return HitRecord(
                trap: 0, time: time, pc: thread.pc.rawValue, old: old, new: new, pid: thread.process.pid,
                tid: thread.tid, watch: watch.id, status: status, slot: slot, length: piece.length, kind: piece.kind,
                flags: flags)
        }
    }

    /// Records a trap, parks it until there is room, or counts it as missed.
    func deliver(_ trap: ParkedTrap) {
        guard let trap = judged(trap) else { return }
        guard parked.isEmpty, hitLog.hasRoom(for: trap.records.count) else {
            if overflow == .wait {
                parked.append(trap)
            } else {
                hitLog.addMissed(trap.records.count)
                finish(trap)
            }
            return
        }
        record(trap)
    }

    private func record(_ trap: ParkedTrap) {
        for (offset, record) in trap.records.enumerated() {
            hitLog.stage(record, at: offset)
        }
        hitLog.publish(trap.records.count)
        finish(trap)
    }

    /// Stops the program where a slot of the trap is set to stop, or where the trap was a step.
    private func finish(_ trap: ParkedTrap) {
        guard isAlive else { return }
        let slots = SlotSet(trap.records.map(\.slot))
        guard !slots.isEmpty else { return trap.isStep ? stop(trap.thread, .stepped) : () }
        guard trap.isStep || trap.records.contains(where: { $0.flags.contains(.stopped) }) else { return }
        stop(trap.thread, .hit(trap: trap.records[0].trap, slots: slots, alsoStep: trap.isStep))
    }

    /// The consumer made room: parked traps go on in their order.
    func unpark() {
        while let first = parked.first, hitLog.hasRoom(for: first.records.count) {
            parked.removeFirst()
            record(first)
        }
    }

    /// What stands in a slot's bytes becomes what its next hit shows as old.
    func remember(_ slots: SlotSet) {
        for slot in slots {
            remembered[slot.number] = table.assignment(of: slot).flatMap { _, piece in
                leader?.memory.number(piece.address, piece.length)
            }
        }
    }

    // MARK: Installing

    /// Brings one thread's registers to the intent, and gives the errors of what was refused.
    func install(in index: Int) -> [TracingError] {
        let intended = intent(for: tracees[index].thread)
        tracees[index].failures = [nil, nil, nil, nil]
        let thread = tracees[index].thread
        for write in RegisterPlan(from: tracees[index].bank, to: intended).writes {
            do throws(DebugUnit.Refusal) {
                try thread.unit.accept(write, heldElsewhere: machine.heldElsewhere)
                tracees[index].bank.apply(write)
            } catch {
                let failure = TracingError(.writeDebugRegister, tid: thread.tid, .errno(error.errno))
                // What the plan did not come to is not installed either.
                for slot in intended.slots where !stands(slot, intended, in: tracees[index].bank) {
                    tracees[index].failures[slot.number] = failure
                }
                return [failure]
            }
        }
        return []
    }

    func installEverywhere() -> [TracingError] { tracees.indices.flatMap { install(in: $0) } }

    func stands(_ slot: SlotIndex, _ intended: IntendedBank, in bank: RegisterBank) -> Bool {
        let mask = ControlRegister.mask(of: slot)
        return bank[slot] == intended[slot]?.address
            && bank.control.rawValue & mask == intended.control.rawValue & mask
    }

    func emitSlots() {
        let intended = table.intended
        emit(
            .slots(
                table,
                installation: SlotInstallation(
                    threadCount: tracees.count,
                    wantedThreads: SlotIndex.allCases.map { slot in
                        tracees.count { intent(for: $0.thread)[slot] != nil }
                    },
                    armedThreads: SlotIndex.allCases.map { slot in
                        intended[slot] == nil
                            ? 0
                            : tracees.count {
                                wants(slot, $0.thread) && stands(slot, intended, in: $0.bank)
                            }
                    },
                    failures: SlotIndex.allCases.map { slot in
                        tracees.lazy.compactMap { $0.failures[slot.number] }.first
                    },
                    control: tracees.last?.bank.control ?? .idle)))
    }
}
