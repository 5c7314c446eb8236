import DebugRegisters
import HitRules
import ProgramModel
package import Session
import Tracing

/// Who hits: the table of writers.
extension AppState {
    /// The rows in their order, of the hits that the filter lets through where there is one.
    package var writerRows: [WriterRow] {
        WriterTable(counts: shownCounts, sites: sites, accesses: accesses)
            .rows(by: writerView.grouping, order: writerView.order)
    }

    package var shownCounts: WriterCounts { filter?.counts ?? writers }

    /// Which row the cursor is on; nil when there is none.
    package func selectedWriter(among rows: [WriterRow]) -> Int? {
        guard !rows.isEmpty else { return nil }
        return writerView.selected.flatMap { key in rows.firstIndex { $0.key == key } } ?? 0
    }

    /// The site of the writer under the cursor: of a group the busiest one; nil when there is none.
    package var selectedWriterSite: SiteID? {
        let rows = writerRows
        return selectedWriter(among: rows).flatMap { rows[$0].site }
    }

    /// The first row shown in a window of so many rows.
    package func firstWriter(among rows: [WriterRow], shown: Int) -> Int {
        let selected = selectedWriter(among: rows) ?? 0
        let first = min(max(writerView.first, selected - shown + 1), selected)
        return min(max(0, first), max(0, rows.count - shown))
    }

    /// What else the instruction of a site touched: its other sites, the busiest first.
    package func otherSites(ofInstructionAt id: SiteID) -> [WriterCounts.SiteTally] {
        guard let site = sites[id] else { return [] }
        let address = site.instructionAddress
        return writers.sites.filter { entry in
            guard let other = sites[entry.site], other.instructionAddress == address else { return false }
            return other.slot != site.slot || other.watch != site.watch
        }.sorted { ($1.tally.count, $0.site) < ($0.tally.count, $1.site) }
    }

    // MARK: Keys

    /// The first press shows the writers where they are folded away, the others go from grouping to grouping.
    mutating func cycleWriters() {
        guard layout?.writers != nil else {
            focus = .writers
            return
        }
        writerView.grouping = writerView.grouping.next
        filter?.group(by: writerView.grouping, hits: hits)
        writerView.selected = nil
        writerView.first = 0
    }

    mutating func sortWriters() {
        writerView.order = writerView.order.next
        writerView.first = 0
    }

    mutating func resetWriters() {
        let ordinal = hits.ordinals.upperBound
        writerView.reset = WriterView.Reset(ordinal: ordinal, time: hits.last?.record.time ?? 0)
        writerView.selected = nil
        writerView.first = 0
        writers = WriterCounts()
        filter?.reset(from: ordinal)
        show(.information, "the writers are counted anew from here; the log keeps its hits")
    }

    /// The log shows the hits of the writer under the cursor alone.
    mutating func showWriterHits() {
        let rows = writerRows
        guard let index = selectedWriter(among: rows), let text = Self.filterText(for: rows[index].key) else { return }
        do throws(FilterError) {
            try setFilter(text)
            focus = .hits
        } catch {
            show(.error, error.message)
        }
    }

    /// nil for a row that no filter can name.
    package static func filterText(for key: WriterKey) -> String? {
        switch key {
        case .instruction(let address, let slot, _): "at:0x\(String(address, radix: 16)) slot:\(slot.number)"
        case .function(let name) where name.hasPrefix("0x"): "at:\(name)"
        case .function(let name):
            name.contains(" ") ? "fn:=\"\(name)\"" : "fn:=\(name)"
        case .thread(let tid): "tid:\(tid)"
        case .value(let bits, let slot, _): "slot:\(slot.number) new:0x\(String(bits, radix: 16))"
        case .others: nil
        }
    }

    mutating func moveWriter(_ movement: Action.Movement) {
        let rows = writerRows
        guard let current = selectedWriter(among: rows), let form = layout?.writersForm else { return }
        let page = max(1, form.rows)
        let index: Int
        switch movement {
        case .up, .left: index = current - 1
        case .down, .right: index = current + 1
        case .pageUp: index = current - page
        case .pageDown: index = current + page
        case .first: index = 0
        case .last: index = rows.count - 1
        }
        selectWriter(min(max(0, index), rows.count - 1), among: rows, shown: page)
    }

    mutating func selectWriter(_ index: Int, among rows: [WriterRow], shown: Int) {
        // The first row is chosen by its place: it stays the busiest one.
        writerView.selected = index == 0 ? nil : rows[index].key
        writerView.first = min(max(writerView.first, index - shown + 1), index)
    }

    mutating func pressWriter(line: Int) {
        guard let form = layout?.writersForm, line >= 0 else { return }
        let rows = writerRows
        let index = firstWriter(among: rows, shown: form.rows) + line / form.linesPerRow
        guard line / form.linesPerRow < form.rows, index < rows.count else { return }
        selectWriter(index, among: rows, shown: form.rows)
    }

    /// Why a key of the writers cannot act.
    func writersAvailability(of action: Action) -> Availability {
        switch action {
        case .resetWriters: writers.isEmpty ? .refused("nothing to count anew: there are no hits yet") : .ready
        case .writerHits:
            writerRows.isEmpty
                ? .refused("no writer is chosen: there are no hits yet")
                : selectedWriterKey == .others
                    ? .refused("these are hits of many values: no filter names them") : .ready
        case .clearFilter: filter == nil ? .refused("no filter is set: / filters the hits") : .ready
        default: .ready
        }
    }

    private var selectedWriterKey: WriterKey? {
        let rows = writerRows
        return selectedWriter(among: rows).map { rows[$0].key }
    }
}

// MARK: Hits as they come

extension AppState {
    mutating func count(_ hit: Hit) {
        list(hit)
        if !coverage.isEmpty, countElsewhere(hit) { return }
        statistics[hit.record.slot.number].record(
            hit, access: accesses[hit.site], isSettled: accesses.isAnswered(hit.site), now: now)
    }

    /// A row of its own among the hits and the writers, and no hit.
    mutating func take(_ found: FoundChange) {
        let row = Hit(found.record, site: found.site)
        list(row)
        statistics[row.slot.number].recordChange(row, now: now)
    }

    private mutating func list(_ hit: Hit) {
        let (lower, gap) = (hits.ordinals.lowerBound, hits.gap)
        hits.append(hit)
        writers.count(hit)
        filter?.append(hit, ordinal: hits.ordinals.upperBound - 1)
        if hits.ordinals.lowerBound != lower { filter?.drop(lower..<hits.ordinals.lowerBound) }
        if hits.gap != gap { filter?.drop(hits.gap) }
    }

    mutating func take(_ known: [Site]) {
        for site in known {
            sites[site.id] = site
            guard accesses.learn(site) else { continue }
            statistics[site.slot.number].settle(site.id, access: site.finding?.access)
        }
        filter?.learn(known, board: board, hits: hits)
    }

    /// A new run: the filter stays, and looks at what comes.
    mutating func forgetWriters() {
        writers = WriterCounts()
        accesses = SiteAccesses()
        writerView.reset = nil
        writerView.selected = nil
        writerView.first = 0
        filter = filter?.anew(writerView)
    }
}
