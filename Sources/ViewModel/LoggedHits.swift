/// What the log shows, as a list of ordinals: all hits, or those that a filter lets through.
package struct LoggedHits: Sendable {
    private let all: Range<Int>
    private let matches: MatchIndex?

    init(_ all: Range<Int>, _ matches: MatchIndex?) {
        self.all = all
        self.matches = matches
    }

    package var count: Int { matches?.count ?? all.count }
    package var isEmpty: Bool { count == 0 }

    package subscript(position: Int) -> Int { matches.map { $0[position] } ?? all.lowerBound + position }

    /// The position of the first hit from this ordinal on; `count` when there is none.
    package func position(from ordinal: Int) -> Int {
        guard matches != nil else { return min(max(0, ordinal - all.lowerBound), all.count) }
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < ordinal { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
