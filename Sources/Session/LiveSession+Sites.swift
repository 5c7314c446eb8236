import DebugRegisters
import HitRules
import ProgramModel
import Tracing
import WatchSlots

/// Hits and the places that they come from.
extension LiveSession {
    /// Gives hits to their sites, and asks what is not known of those yet.
    func tell(_ records: ArraySlice<HitRecord>) {
        guard let lastTrap = records.last?.trap else { return }
        var hits: [Hit] = []
        hits.reserveCapacity(records.count)
        for record in records {
            let id = sites.site(
                of: record, sample: { evidence[$0] }, address: { watches.address(of: $0.slot, in: $0.watch) })
            hits.append(Hit(record, site: id))
        }
        let new = sites.takeNew()
        if !new.isEmpty {
            events.append(.sites(Array(new)))
            let own = new.filter { $0.kernel == nil }
            if !own.isEmpty {
                symbols.submit(.sites(Dictionary(uniqueKeysWithValues: own.map { ($0.id.rawValue, $0.query) })))
            }
            for site in new where site.kernel != nil { askForKernel(of: site) }
        }
        if plan.tellsStacks { askForStacks(of: records, newSites: new) }
        evidence.forget(upTo: lastTrap)
        noteReads(hits)
        events.append(.hits(hits))
    }

    private func askForStacks(of records: ArraySlice<HitRecord>, newSites: ArraySlice<Site>) {
        switch plan.launch.options.samples.stacks {
        case .none: break
        case .new: for site in newSites where site.sample?.stack.isEmpty == false { ask(.siteStack(site.id)) }
        case .all:
            for record in records {
                if let sample = evidence[record], !sample.stack.isEmpty {
                    askForStack(of: record, sample)
                } else {
                    events.append(
                        .hitStack(
                            trap: record.trap, slot: record.slot,
                            CallStack(problem: "the thread's stack was not kept")))
                }
            }
        }
    }

    func tellSuppressed() {
        let now = zip(backend.hitLog.suppressedCounts, suppressedBefore).map { $0 &- $1 }
        guard now != suppressed else { return }
        suppressed = now
        events.append(.suppressed(now))
    }

    // MARK: Findings

    /// Numbers from here on ask for pairs for which threads wait, and not for sites.
    private static let firstAwaitedNumber: UInt32 = 1 << 31

    /// Threads wait until it is known what the instruction of a pair does.
    func describe(_ pairs: [TracingEvent.SitePair]) {
        var queries: [UInt32: SiteQuery] = [:]
        for pair in pairs {
            let sample = evidence.await(pair)
            guard let (watch, piece) = watches.piece(of: pair) else {
                // Nothing is known of the slot any more: its threads must not wait.
                describe(pair, SiteFinding())
                continue
            }
            let number = Self.firstAwaitedNumber | nextAwaited
            nextAwaited = (nextAwaited &+ 1) & (Self.firstAwaitedNumber - 1)
            awaitedPairs[number] = pair
            queries[number] = SiteQuery(
                pc: pair.pc, isExact: watch.request.kind == .execute, address: piece.address.rawValue,
                byteCount: piece.length.byteCount, registers: sample?.registers)
        }
        if !queries.isEmpty { symbols.submit(.sites(queries)) }
    }

    private func describe(_ pair: TracingEvent.SitePair, _ finding: SiteFinding) {
        evidence.answered(pair)
        submit(
            .describeSites([
                SiteDescription(
                    pc: pair.pc, slot: pair.slot.rawValue, watch: pair.watch?.rawValue ?? 0, access: finding.access,
                    store: finding.store)
            ]), for: .other)
    }

    func take(_ findings: [UInt32: SiteFinding]) {
        var known: [Site] = []
        var descriptions: [SiteDescription] = []
        for (number, finding) in findings.sorted(by: { $0.key < $1.key }) {
            if let pair = awaitedPairs.removeValue(forKey: number) {
                describe(pair, finding)
                continue
            }
            let id = SiteID(rawValue: number)
            guard var site = sites[id] else { continue }
            site.finding = finding
            sites[id] = site
            known.append(site)
            settleReads(of: site)
            if finding.access != nil || finding.store != nil {
                descriptions.append(
                    SiteDescription(
                        pc: site.query.pc, slot: site.slot.rawValue, watch: site.watch.rawValue,
                        access: finding.access, store: finding.store))
            }
        }
        if !known.isEmpty { events.append(.sites(known)) }
        // From now on the tracer tells reads from writes there, and stored values from what memory holds later.
        if !descriptions.isEmpty, isAlive { submit(.describeSites(descriptions), for: .other) }
    }
}
