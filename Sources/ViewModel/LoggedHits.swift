/// What the log shows, as a list of ordinals: all hits, or those that a filter lets through.
package struct LoggedHits: Sendable {
    private let all: Range<Int>
    /// Within `all`: hits that are not there.
    private let gap: Range<Int>
    private let matches: MatchIndex?

    init(_ hits: HitStore, _ matches: MatchIndex?) {
        all = hits.ordinals
        gap = hits.gap
        self.matches = matches
    }

    package var count: Int { matches?.count ?? all.count - gap.count }
    package var isEmpty: Bool { count == 0 }

    package subscript(position: Int) -> Int {
        if let matches { return matches[position] }
        let ordinal = all.lowerBound + position
        return gap.isEmpty || ordinal < gap.lowerBound ? ordinal : ordinal + gap.count
    }

    /// The position of the first hit from this ordinal on; `count` when there is none.
    package func position(from ordinal: Int) -> Int {
        if let matches { return matches.position(from: ordinal) }
        let before = gap.isEmpty || ordinal <= gap.lowerBound ? 0 : min(ordinal, gap.upperBound) - gap.lowerBound
        return min(max(0, ordinal - all.lowerBound - before), count)
    }
}
