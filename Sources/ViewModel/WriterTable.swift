import DebugRegisters
import HitRules
import ProgramModel
import Session
import Tracing

/// Puts the rows of the writers together from the tallies. Its work grows with sites, threads and values, not with hits.
struct WriterTable {
    let counts: WriterCounts
    let sites: [SiteID: Site]
    let accesses: SiteAccesses

    private struct Rows {
        var rows: [WriterRow] = []
        var places: [WriterKey: Int] = [:]
        /// Site tallies by slot, for shares.
        var totals: [UInt64] = [0, 0, 0, 0]
    }

    func rows(by grouping: WriterGrouping, order: WriterOrder) -> [WriterRow] {
        var rows = Rows()
        var others: UInt64 = 0
        for entry in counts.sites { rows.totals[entry.tally.last.slot.number] += entry.tally.count }
        switch grouping {
        case .instruction, .function:
            for entry in counts.sites {
                let key = key(of: entry.site, last: entry.tally.last, by: grouping)
                add(entry.tally, entry.site, to: key, outcomes: outcomes(entry), &rows)
            }
        case .thread:
            for entry in counts.threads.entries {
                let key = WriterKey.thread(Int32(truncatingIfNeeded: entry.key))
                add(entry.tally, entry.site, to: key, outcomes: nil, &rows)
            }
            others = counts.threads.restCount
        case .value:
            for entry in counts.values.entries {
                let key = WriterKey.value(entry.key, slot: entry.tally.last.slot, watch: entry.tally.last.watch)
                add(entry.tally, entry.site, to: key, outcomes: nil, &rows)
            }
            others = counts.values.restCount + counts.withoutValue
        }
        finish(&rows, grouping, order)
        if others > 0 {
            rows.rows.append(
                WriterRow(key: .others, count: others, slots: SlotSet(), siteCount: 0, sites: 0))
        }
        return rows.rows
    }

    private func key(of id: SiteID, last: Hit, by grouping: WriterGrouping) -> WriterKey {
        let site = sites[id]
        if grouping == .function { return .function(functionName(site, pc: last.pc)) }
        return .instruction(
            address: site?.kernel.map { $0.pc ?? 0 } ?? site?.instructionAddress ?? last.pc, slot: last.slot,
            watch: last.watch)
    }

    private func functionName(_ site: Site?, pc: UInt64) -> String {
        if let kernel = site?.kernel { return kernel.place?.name ?? kernel.words }
        let place = site?.finding?.place
        return place?.function ?? place?.module ?? "0x" + String(site?.instructionAddress ?? pc, radix: 16)
    }

    private func outcomes(_ entry: WriterCounts.SiteTally) -> OutcomeCounts {
        counts.classes(of: entry.site).outcomes(access: accesses[entry.site])
    }

    private func access(of site: SiteID) -> HitAccess? {
        if sites[site]?.isChange == true || sites[site]?.kernel != nil { return .kernel }
        let classes = counts.classes(of: site)
        var merged: HitAccess?
        for hitClass in HitClass.allCases where classes[hitClass] > 0 {
            let access = HitAccess(hitClass, access: accesses[site])
            merged = merged?.merged(with: access) ?? access
        }
        return merged
    }

    private func add(
        _ tally: WriterTally, _ site: SiteID, to key: WriterKey, outcomes: OutcomeCounts?, _ rows: inout Rows
    ) {
        guard let place = rows.places[key] else {
            rows.places[key] = rows.rows.count
            rows.rows.append(
                WriterRow(
                    key: key, tally: tally, count: tally.count, slots: SlotSet(tally.last.slot), site: site,
                    siteCount: tally.count, sites: 1, access: access(of: site), outcomes: outcomes))
            return
        }
        rows.rows[place].tally?.add(tally)
        rows.rows[place].count += tally.count
        rows.rows[place].slots.insert(tally.last.slot)
        rows.rows[place].sites += 1
        if let more = access(of: site) {
            rows.rows[place].access = rows.rows[place].access?.merged(with: more) ?? more
        }
        if let outcomes { rows.rows[place].outcomes?.add(outcomes) }
        if tally.count > rows.rows[place].siteCount {
            rows.rows[place].site = site
            rows.rows[place].siteCount = tally.count
        }
    }

    private func finish(_ rows: inout Rows, _ grouping: WriterGrouping, _ order: WriterOrder) {
        for index in rows.rows.indices {
            let row = rows.rows[index]
            let total = row.slots.reduce(UInt64(0)) { $0 + rows.totals[$1.number] }
            // Most values of a counter are rare: that says nothing.
            rows.rows[index].isRare = grouping != .value && total >= 100 && row.count * 100 < total
            if order == .name, let site = row.site, let last = row.tally?.last {
                rows.rows[index].name = functionName(sites[site], pc: last.pc)
            }
        }
        rows.rows.sort { Self.isBefore($0, $1, order) }
    }

    /// Rows that are equal in what they are ordered by stand in the order in which they were first seen.
    private static func isBefore(_ a: WriterRow, _ b: WriterRow, _ order: WriterOrder) -> Bool {
        switch order {
        case .count: if a.count != b.count { return a.count > b.count }
        case .lastSeen:
            let (x, y) = (a.tally?.last.trap ?? 0, b.tally?.last.trap ?? 0)
            if x != y { return x > y }
        case .firstSeen: break
        case .name:
            switch (a.key, b.key) {
            case (.thread(let x), .thread(let y)): return x < y
            case (.value(let x, let slot, _), .value(let y, let other, _)): return (slot, x) < (other, y)
            default: if a.name != b.name { return a.name < b.name }
            }
        }
        let (x, y) = (a.tally?.firstTime ?? 0, b.tally?.firstTime ?? 0)
        return x != y ? x < y : (a.site ?? SiteID(rawValue: 0)) < (b.site ?? SiteID(rawValue: 0))
    }
}
