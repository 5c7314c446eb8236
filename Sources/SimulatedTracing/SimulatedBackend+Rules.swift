import DebugRegisters
import HitRules
import Tracing
import WatchSlots

/// Which hits are shown, and what is kept of them: as the real backends do it.
extension SimulatedBackend {
    func forgetMeaning() {
        forgetTurns()
        rules = [:]
        pairs = [:]
        hiddenPairs = []
        shownPairs = []
        undecided = nil
        hitCounts = [:]
    }

    /// Rules that did not change keep what they have counted; one whose watch is armed again may have its hit again.
    func refreshRules() {
        var next: [WatchID: RuleState] = [:]
        for watch in table.watches where watch.request.rule != .always {
            let known = rules[watch.id].flatMap { $0.rule == watch.request.rule ? $0 : nil }
            next[watch.id] = known ?? (try? RuleState(watch.request.rule))
            if watch.isEnabled { next[watch.id]?.isSpent = false }
        }
        rules = next
        hitCounts = hitCounts.filter { table[$0.key] != nil }
    }

    func sample(_ record: HitRecord, _ thread: SimulatedThread) {
        let pair = TracingEvent.SitePair(pc: record.pc, slot: record.slot, watch: record.watch)
        let isNew = pairs[pair] == nil
        if isNew { pairs[pair] = SiteKnowledge.none }
        if isNew || samples.stacks == .all { keepSample(record, thread) }
    }

    private func keepSample(_ record: HitRecord, _ thread: SimulatedThread) {
        guard hitLog.samples.hasRoom else { return hitLog.samples.addDropped() }
        let values = registers(of: thread).values
        hitLog.samples.append(
            trap: record.trap, pid: record.pid, tid: record.tid, slot: record.slot, pc: record.pc
        ) { registers, _ in
            for (index, value) in values.enumerated() { registers[index] = value }
            return 0
        }
    }

    /// The trap with the hits that are shown; nil while it waits for a decision.
    func judged(_ trap: ParkedTrap) -> ParkedTrap? {
        if trap.isJudged { return trap }
        var shown: [HitRecord] = []
        var asked: [TracingEvent.SitePair] = []
        for record in trap.records {
            let pair = TracingEvent.SitePair(pc: record.pc, slot: record.slot, watch: record.watch)
            if record.kind != .execute, rules[record.watch]?.rule.needsAccess == true,
                pairs[pair] ?? .none == SiteKnowledge.none
            {
                asked.append(pair)
            }
        }
        guard asked.isEmpty else {
            undecided = trap
            emit(.sitesAwaited(asked))
            return nil
        }
        for record in trap.records {
            let knowledge =
                pairs[TracingEvent.SitePair(pc: record.pc, slot: record.slot, watch: record.watch)] ?? .unknowable
            let pair = TracingEvent.SitePair(pc: record.pc, slot: record.slot, watch: record.watch)
            if show(record, knowledge, trap.thread) {
                // What is kept of the pair is kept of its first shown hit.
                if hiddenPairs.remove(pair) != nil, samples.stacks != .all { keepSample(record, trap.thread) }
                shownPairs.insert(pair)
                shown.append(record)
            } else {
                if !shownPairs.contains(pair) { hiddenPairs.insert(pair) }
                hitLog.addSuppressed(slot: record.slot.number)
            }
        }
        return ParkedTrap(thread: trap.thread, records: shown, isStep: trap.isStep, isJudged: true)
    }

    private func show(_ record: HitRecord, _ knowledge: SiteKnowledge, _ thread: SimulatedThread) -> Bool {
        guard let rule = rules[record.watch] else { return true }
        let wasSpent = rule.isSpent
        let values = registers(of: thread).values
        let verdict = values.withUnsafeBufferPointer { registers in
            rule.judge(
                record, knowledge, hits: hitCounts[record.watch] ?? 0, registers: { registers.baseAddress },
                load: { address, count, value in
                    guard let bytes = thread.process.memory.read(LinearAddress(address), count) else { return false }
                    value = bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
                    return true
                })
        }
        if rule.isSpent, !wasSpent { spend(record.watch) }
        return verdict != .hide
    }

    private func spend(_ id: WatchID) {
        // It is in the table: its hit was.
        endSlices()
        try? table.setEnabled(id, false)
        followTable()
        for failure in installEverywhere() { emit(.problem(failure)) }
        emitSlots()
        emit(.watchSpent(id))
    }

    func describe(_ sites: [SiteDescription]) {
        for site in sites {
            guard let slot = SlotIndex(number: Int(site.slot)) else { continue }
            let watch = site.watch == 0 ? table.assignment(of: slot)?.watch.id : WatchID(rawValue: site.watch)
            let pair = TracingEvent.SitePair(pc: site.pc, slot: slot, watch: watch)
            if site.access != nil || pairs[pair] ?? .none == SiteKnowledge.none {
                pairs[pair] = SiteKnowledge(site.access)
            }
        }
        guard let trap = undecided else { return }
        undecided = nil
        deliver(trap)
    }

    /// Nobody will say any more: what is undecided is shown, since it did happen.
    func showUndecided() {
        guard var trap = undecided else { return }
        undecided = nil
        trap.isJudged = true
        deliver(trap)
    }
}
