import CLinuxTracing
import DebugRegisters
import HitRules
import Tracing
import WatchSlots

/// From what the rings hold to records in the hit log. Nobody waits for it: the program runs on meanwhile.
extension PtraceEngine {
    /// How long a hit waits for what the front finds out of its instruction; then it is shown.
    private static let perfPatience: UInt64 = 2_000_000_000

    /// - Parameter isLast: takes everything; else what is old enough to be in order.
    /// - Returns: whether everything of that age is in the log.
    @discardableResult
    func drain(_ perf: PerfTracer, isLast: Bool) -> Bool {
        guard !isDrainingPerf else { return true }
        isDrainingPerf = true
        let horizon = isLast ? .max : bt_now() &- PerfDrain.settlingTime
        perf.drain.collect()
        readValues(perf)
        var executedPath: String?
        let isAll = perf.drain.take(before: horizon) { index, item in
            switch item.content {
            case .hit(let events, let sample):
                return take(sample, of: events, isNewest: index == events.lastPending)
            case .forked(let birth): tellBirth(birth)
            case .ended(let pid, let tid): tellEnd(pid, tid)
            case .executed(let pid, _):
                observedChildren[pid] = nil
                if isObserver, pid == processID { executedPath = Self.executablePath(of: pid) }
            }
            return true
        }
        let missed = perf.takeMissed()
        if missed > 0 { hitLog.addMissed(missed) }
        isDrainingPerf = false
        if let executedPath { observedExec(executedPath) }
        if !spent.isEmpty, mode == .running { quiesce() }
        return isAll
    }

    /// The memory of the process itself: what a followed child's copy holds is not looked at.
    private var perfMemory: Int32 { spaces.first?.memory ?? memory }

    /// What a watched place held, and when.
    struct FreshValue {
        var value: UInt64
        var time: UInt64
    }

    /// Reads what the slots hold, once the rings have been emptied, and marks the newest hit of each.
    private func readValues(_ perf: PerfTracer) {
        var all = perf.armed.compactMap { $0 }
        for events in all { events.lastPending = -1 }
        perf.drain.forEachPending { index, item in
            guard case .hit(let events, _) = item.content else { return }
            events.lastPending = index
            if perf.armed[events.slot.number] !== events, !all.contains(where: { $0 === events }) { all.append(events) }
        }
        for events in all where events.piece.kind != .execute {
            events.fresh = read(events.piece)
            // No hit since the last look: this is what the next one finds.
            guard events.lastPending < 0, let fresh = events.fresh else { continue }
            if events.isValueCurrent || events.recordCount == 0 { events.remember(fresh) }
        }
    }

    private func read(_ piece: WatchPiece) -> FreshValue? {
        let time = bt_now()
        var value: UInt64 = 0
        let count = piece.length.byteCount
        guard bt_read_memory(perfMemory, piece.address.rawValue, &value, count) == Int64(count) else { return nil }
        return FreshValue(value: value, time: time)
    }

    /// - Returns: false when it has to wait.
    private func take(_ sample: PerfSample, of events: PerfEvents, isNewest: Bool) -> Bool {
        let fresh = isNewest && (isObserver || sample.pid == processID) ? events.fresh : nil
        let isArmed = slots[events.slot.number].watch == events.watch
        var record = makeRecord(sample, of: events, fresh: fresh)
        record.trap = trapCount &+ 1
        let evidence = sample.evidence.flatMap { $0.registers.isEmpty ? nil : $0 }
        if overflow == .wait, !hitLog.hasRoom(for: 1) || (evidence != nil && lacksSampleRoom) { return false }
        // What an instruction does is kept by slot: of a slot that others have got meanwhile nothing is known.
        let entry = isArmed ? entry(of: record, evidence) : nil
        if let evidence, let entry { makeExact(&record, evidence, entry, of: events) }
        countHit(of: events, isArmed: isArmed)
        switch judge(record, evidence, entry, of: events) {
        case .wait:
            uncountHit(of: events, isArmed: isArmed)
            return false
        case .hide:
            hitLog.addSuppressed(slot: record.slot.number)
            PairTable.hid(entry)
        case .show:
            if let evidence, samples.stacks == .all || entry?.pointee.lacksShownSample == true {
                keep(evidence, of: record)
            }
            entry?.pointee.lacksShownSample = false
            entry?.pointee.isShown = true
            if events.settings.stops { events.stoppingTraps[record.tid] = record.trap }
            if hitLog.hasRoom(for: 1) { hitLog.append(record) } else { hitLog.addMissed(1) }
        }
        trapCount = record.trap
        if rotation.countsHits, isArmed { countTurnHit(events.slot) }
        // What the slot held before it means nothing for the next one.
        events.isValueCurrent = false
        if let fresh { events.remember(fresh) }
        return true
    }

    /// The pair of a hit; of a new one what was sampled is kept.
    private func entry(of record: HitRecord, _ evidence: PerfEvidence?) -> UnsafeMutablePointer<PairTable.Entry>? {
        if let known = pairs.find(record.pc, record.slot.rawValue) { return known }
        let entry = pairs.insert(record.pc, record.slot.rawValue)
        if entry != nil, let evidence, samples.stacks != .all { keep(evidence, of: record) }
        return entry
    }

    private func makeRecord(_ sample: PerfSample, of events: PerfEvents, fresh: FreshValue?) -> HitRecord {
        var record = HitRecord(
            trap: 0, time: sample.time > start ? sample.time - start : 0, pc: sample.pc, old: 0, new: 0,
            pid: sample.pid,
            tid: sample.tid, watch: events.watch, status: HitRecord.perfAccess, slot: events.slot,
            length: events.piece.length, kind: events.piece.kind, flags: [])
        if sample.isKernel {
            record.status = HitRecord.kernelAccess(at: sample.pc)
            if let pc = sample.evidence?.userPC, pc != 0 { record.pc = pc }
            if let evidence = sample.evidence { tellPath(of: record, evidence) }
        }
        if events.knowsValue(before: sample.time) {
            record.old = events.value
            record.flags.insert(.hasOld)
        }
        if let fresh {
            record.new = fresh.value
            record.flags.insert([.hasNew, .newMayBeLater])
        }
        if events.settings.stops { record.flags.insert(.stopped) }
        record.eventsBefore = eventCount
        return record
    }

    /// How the kernel came to a hit, once for each way.
    private func tellPath(of record: HitRecord, _ evidence: PerfEvidence) {
        let key = KernelPath.Key(record)
        guard perf?.isNews(key) == true else { return }
        emit(
            .kernelEntered(
                KernelPath(
                    key: key, tid: record.tid, chain: evidence.kernelChain,
                    registers: MachineRegisters(values: evidence.someRegisters), stack: evidence.stack)))
    }

    /// What the instruction stored, from the registers that were sampled with the hit.
    private func makeExact(
        _ record: inout HitRecord, _ evidence: PerfEvidence, _ entry: UnsafeMutablePointer<PairTable.Entry>,
        of events: PerfEvents
    ) {
        let index = entry.pointee.store
        guard index >= 0, !record.isByKernel else { return }
        let stored = evidence.registers.withUnsafeBufferPointer {
            pairs.stores[Int(index)].stored(
                at: events.piece.address.rawValue, byteCount: events.piece.length.byteCount, registers: $0.baseAddress!)
        }
        guard let stored else { return }
        record.new = stored
        record.flags.insert([.hasNew, .newIsExact])
        record.flags.remove(.newMayBeLater)
    }

    private func judge(
        _ record: HitRecord, _ evidence: PerfEvidence?, _ entry: UnsafeMutablePointer<PairTable.Entry>?,
        of events: PerfEvents
    ) -> RuleState.Verdict {
        guard let state = ruleStates[events.watch] else { return .show }
        let hits = hitTotal(events.watch)
        var knowledge = entry?.pointee.knowledge ?? .unknowable
        let isOverdue = perfWaitStart != 0 && bt_now() &- perfWaitStart > Self.perfPatience
        if knowledge == .none, isOverdue || showsUndecidedPerf { knowledge = .unknowable }
        let wasSpent = state.isSpent
        let verdict = state.judge(
            record, knowledge, hits: hits,
            registers: {
                guard let evidence else { return nil }
                for (index, value) in evidence.registers.enumerated() { registers[index] = value }
                return UnsafePointer(registers)
            },
            load: { address, count, value in bt_read_memory(perfMemory, address, &value, count) == Int64(count) })
        if state.isSpent, !wasSpent { spent.append(record.watch) }
        guard verdict == .wait else {
            perfWaitStart = 0
            return verdict
        }
        if perfWaitStart == 0 { perfWaitStart = bt_now() }
        if let entry, !entry.pointee.isAwaited {
            entry.pointee.isAwaited = true
            emit(.sitesAwaited([TracingEvent.SitePair(pc: record.pc, slot: record.slot, watch: record.watch)]))
        }
        return .wait
    }

    private func keep(_ evidence: PerfEvidence, of record: HitRecord) {
        guard hitLog.samples.hasRoom else { return hitLog.samples.addDropped() }
        hitLog.samples.append(
            trap: record.trap, pid: record.pid, tid: record.tid, slot: record.slot, pc: record.pc
        ) { values, stack in
            for (index, value) in evidence.registers.enumerated() { values[index] = value }
            guard samples.stacks != .none else { return 0 }
            let count = min(evidence.stack.count, SamplePolicy.stackByteCount)
            evidence.stack.withUnsafeBytes { bytes in
                if let first = bytes.baseAddress { stack.copyMemory(from: first, byteCount: count) }
            }
            return count
        }
    }
}

extension PerfEvents {
    /// Nothing has hit since this was read.
    func remember(_ fresh: PtraceEngine.FreshValue) {
        value = fresh.value
        valueTime = fresh.time
        isValueCurrent = true
    }

    /// Whether `value` is what the slot held before a hit of that time: it was read early enough for the access not to
    /// have been made yet, and everything between would have been a hit. Of every n-th hit that is never known.
    func knowsValue(before time: UInt64) -> Bool {
        isValueCurrent && settings.period == 1 && time > valueTime &+ PerfDrain.settlingTime
    }
}
