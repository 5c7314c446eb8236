import CLinuxTracing
import DebugRegisters
import HitRules
import Tracing
import WatchSlots

/// Which hits are shown, decided between the stop and the resume.
extension PtraceEngine {
    /// Records of one trap that wait, with their thread, for what the front finds out.
    struct UndecidedHit {
        var tid: Int32
        var records: [HitRecord]
        /// So many of them were judged before it came to waiting, and are shown.
        var judged: Int
        var trap: bt_trap
        var isDebug: Bool
    }

    /// Whether a hit of a slot with a rule is shown. Counters move only once a hit is decided.
    func judge(
        _ record: HitRecord, _ tracee: Tracee, _ entry: UnsafeMutablePointer<PairTable.Entry>?
    ) -> RuleState.Verdict {
        if rotation.countsHits { countTurnHit(record.slot) }
        guard let state = rules[record.slot.number] else { return .show }
        var hits: UInt64 = 0
        for index in 0..<4 where slots[index].watch == record.watch { hits &+= slots[index].hitCount }
        let wasSpent = state.isSpent
        let verdict = state.judge(
            record, entry?.pointee.knowledge ?? .unknowable, hits: hits,
            registers: { bt_read_registers(tracee.tid, registers) >= 0 ? UnsafePointer(registers) : nil },
            load: { address, count, value in bt_read_memory(memory, address, &value, count) == Int64(count) })
        if state.isSpent, !wasSpent { spent.append(record.watch) }
        return verdict
    }

    /// A watch that had its one hit is disarmed in every thread, as soon as all stand still.
    func disarmSpent() {
        let ids = spent
        spent = []
        for id in ids where table[id]?.isEnabled == true {
            disarm(id)
            emit(.watchSpent(id))
        }
    }

    // MARK: Waiting for a decision

    /// Keeps a trap's hits, and their thread, until it is known what its instructions do.
    func keepUndecided(
        _ tracee: Tracee, _ records: UnsafeBufferPointer<HitRecord>, judged: Int, _ trap: bt_trap, isDebug: Bool
    ) {
        tracee.waitsForDecision = true
        undecided.append(
            UndecidedHit(tid: tracee.tid, records: Array(records), judged: judged, trap: trap, isDebug: isDebug))
        var asked: [TracingEvent.SitePair] = []
        for record in records {
            guard let entry = pairs.find(record.pc, record.slot.rawValue),
                entry.pointee.knowledge == SiteKnowledge.none,
                !entry.pointee.isAwaited, rules[record.slot.number]?.rule.needsAccess == true
            else { continue }
            entry.pointee.isAwaited = true
            asked.append(TracingEvent.SitePair(pc: record.pc, slot: record.slot, watch: record.watch))
        }
        if !asked.isEmpty { emit(.sitesAwaited(asked)) }
    }

    /// The front has found something out: whoever waited for it is judged, and goes on.
    func describe(_ sites: [SiteDescription]) {
        for site in sites { pairs.describe(site) }
        let waiting = undecided
        undecided = []
        for (index, hit) in waiting.enumerated() {
            guard let tracee = tracee(hit.tid), tracee.waitsForDecision else { continue }
            let isKnown = hit.records.allSatisfy { record in
                rules[record.slot.number]?.rule.needsAccess != true
                    || pairs.find(record.pc, record.slot.rawValue)?.pointee.knowledge != SiteKnowledge.none
            }
            guard isKnown else {
                undecided.append(waiting[index])
                continue
            }
            decide(hit, tracee)
        }
    }

    private func decide(_ hit: UndecidedHit, _ tracee: Tracee) {
        select(tracee)
        tracee.waitsForDecision = false
        var shown: UInt8 = 0
        var records: [HitRecord] = []
        for (index, known) in hit.records.enumerated() {
            var record = known
            let entry = pairs.find(record.pc, record.slot.rawValue)
            if let entry { makeExact(&record, tracee, entry) }
            if index >= hit.judged, judge(record, tracee, entry) == .hide {
                hitLog.addSuppressed(slot: record.slot.number)
                PairTable.hid(entry)
            } else {
                if let entry { show(entry, record, tracee) }
                shown |= 1 << record.slot.rawValue
                records.append(record)
            }
        }
        log(records, of: tracee)
        afterHit(tracee, hits: shown, pc: hit.trap.address, trap: hit.trap, isDebug: hit.isDebug)
        if !spent.isEmpty { quiesce() }
    }

    /// Nobody will say any more, or the thread ends: what is undecided is shown, since it did happen.
    func showUndecided(of tid: Int32? = nil) {
        let waiting = undecided
        undecided = []
        for hit in waiting {
            guard tid == nil || tid == hit.tid else {
                undecided.append(hit)
                continue
            }
            let owner = tracee(hit.tid)
            owner?.waitsForDecision = false
            log(hit.records, of: owner)
        }
    }

    private func log(_ records: [HitRecord], of tracee: Tracee?) {
        guard !records.isEmpty else { return }
        if deferred.isEmpty, hitLog.hasRoom(for: records.count) {
            for (offset, record) in records.enumerated() { hitLog.stage(record, at: offset) }
            hitLog.publish(records.count)
        } else if overflow == .wait, let tracee, !tracee.isExiting {
            deferred.append(DeferredHit(tid: tracee.tid, records: records))
            tracee.waitsForRoom = true
        } else {
            hitLog.addMissed(records.count)
        }
    }
}
