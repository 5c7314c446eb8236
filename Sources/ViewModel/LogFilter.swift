import DebugRegisters
package import Session
import Tracing
package import WatchSlots

/// A filter at work: what it let through so far, and who that was.
///
/// The newest hits are looked at first, so that what is on the screen is right at once; the older ones follow, so many
/// at each tick that a frame is never late.
package struct LogFilter: Hashable, Sendable {
    package let text: String
    private let filter: HitFilter
    private var matcher: HitMatcher
    package private(set) var matches = MatchIndex()
    /// The writers among the hits that it lets through, of those that are kept.
    package private(set) var counts: WriterCounts
    /// The hits from this ordinal on have been looked at.
    private var lookedFrom: Int
    /// Hits before this ordinal are in the log, but not counted.
    private var countedFrom: Int
    /// Counted is what the writers' grouping needs: another one looks at the hits anew.
    private var detail: WriterCounts.Detail

    /// - Parameter countedFrom: where the counting of writers begins.
    package init(_ filter: HitFilter, text: String, state: AppState, countedFrom: Int) {
        self.text = text
        self.filter = filter
        self.countedFrom = countedFrom
        detail = WriterCounts.Detail(state.writerView.grouping)
        counts = WriterCounts(detail)
        matcher = HitMatcher(filter)
        lookedFrom = state.hits.ordinals.upperBound
        matches = MatchIndex(state.hits.ordinals)
        for site in state.sites.values { _ = matcher.learn(site, watch: state.board[site.watch]) }
        look(at: state.hits)
    }

    /// The same filter in a new run, of which nothing is known.
    func anew(_ view: WriterView) -> LogFilter {
        var state = AppState(width: 0, height: 0)
        state.writerView = view
        return LogFilter(filter, text: text, state: state, countedFrom: 0)
    }

    /// How much of the hits has been looked at, 0…1; nil when all have.
    package func progress(of hits: HitStore) -> Double? {
        guard lookedFrom > hits.ordinals.lowerBound, hits.count > 0 else { return nil }
        return Double(hits.ordinals.upperBound - lookedFrom) / Double(hits.count)
    }

    mutating func append(_ hit: Hit, ordinal: Int) {
        let record = hit.record
        let hitClass = HitClass(record)
        guard matcher.accepts(hit.site, record, hitClass) else { return }
        matches.insert(ordinal)
        if ordinal >= countedFrom { counts.count(hit, record, hitClass) }
    }

    /// Hits that are no longer kept.
    mutating func drop(_ ordinals: Range<Int>) { matches.remove(ordinals) }

    /// More is known of sites. Where that judges hits otherwise that have been looked at, all is looked at anew.
    mutating func learn(_ sites: some Sequence<Site>, board: WatchBoard, hits: HitStore) {
        var isStale = false
        for site in sites where matcher.learn(site, watch: board[site.watch]) { isStale = true }
        if isStale { restart(hits) }
    }

    /// The counting of writers begins anew with this ordinal.
    mutating func reset(from ordinal: Int) {
        countedFrom = ordinal
        counts = WriterCounts(detail)
    }

    mutating func group(by grouping: WriterGrouping, hits: HitStore) {
        let needed = WriterCounts.Detail(grouping)
        guard needed != .sites, needed != detail else { return }
        detail = needed
        restart(hits)
    }

    private mutating func restart(_ hits: HitStore) {
        matches = MatchIndex(hits.ordinals)
        counts = WriterCounts(detail)
        lookedFrom = hits.ordinals.upperBound
        look(at: hits)
    }

    /// What a hit from the file costs, in hits from memory.
    private static let archiveCost = 4

    /// Looks at as many older hits as there is time for between two frames.
    mutating func look(at hits: HitStore) {
        // Values are many, and each is looked up.
        var budget = detail == .values ? min(matcher.hitsPerStep, 1 << 19) : matcher.hitsPerStep
        while budget > 0, lookedFrom > hits.ordinals.lowerBound {
            if hits.gap.contains(lookedFrom - 1) {
                lookedFrom = hits.gap.lowerBound
                continue
            }
            // From the file a hit costs some more than the look at it.
            let cost = hits.isInMemory(lookedFrom - 1) ? 1 : Self.archiveCost
            let (first, chunk) = hits.chunk(at: lookedFrom - 1)
            let end = lookedFrom
            let start = max(first, end - max(1, budget / cost))
            chunk.withUnsafeBufferPointer { chunk in
                var ordinal = end - 1
                while ordinal >= start {
                    let hit = chunk[ordinal - first]
                    let record = hit.record
                    let hitClass = HitClass(record)
                    if matcher.accepts(hit.site, record, hitClass) {
                        matches.insert(ordinal)
                        if ordinal >= countedFrom { counts.count(hit, record, hitClass) }
                    }
                    ordinal -= 1
                }
            }
            budget -= (end - start) * cost
            lookedFrom = start
        }
    }
}

extension WatchBoard {
    /// nil when the watch is gone.
    package subscript(id: WatchID) -> WatchDescription? { watches.first { $0.watch.id == id } }
}
