/// The ordinals of hits that a filter lets through, in ascending order, at one bit a hit. It grows with new hits, and
/// fills up from above while older ones are looked at.
package struct MatchIndex: Hashable, Sendable {
    private static let bitsPerPage = 4096
    private static let wordsPerPage = bitsPerPage / 64
    private static let pagesPerGroup = 64

    /// The ordinal of the first bit; a multiple of a page.
    private let base: Int
    private var words: [UInt64]
    /// How many are in each page, and in each group of pages.
    private var pages: [Int32]
    private var groups: [Int32]
    package private(set) var count = 0

    /// - Parameter range: the ordinals that may come; later ones may follow, earlier ones not.
    package init(_ range: Range<Int> = 0..<0) {
        base = range.lowerBound / Self.bitsPerPage * Self.bitsPerPage
        let pageCount = (range.upperBound - base + Self.bitsPerPage - 1) / Self.bitsPerPage
        words = Array(repeating: 0, count: pageCount * Self.wordsPerPage)
        pages = Array(repeating: 0, count: pageCount)
        groups = Array(repeating: 0, count: (pageCount + Self.pagesPerGroup - 1) / Self.pagesPerGroup)
    }

    @inline(__always)
    mutating func insert(_ ordinal: Int) {
        let bit = ordinal - base
        if bit >> 6 >= words.count { grow() }
        words[bit >> 6] |= 1 << UInt64(bit & 63)
        pages[bit >> 12] += 1
        groups[bit >> 18] += 1
        count += 1
    }

    private mutating func grow() {
        words += Array(repeating: 0, count: Self.wordsPerPage)
        pages.append(0)
        if (pages.count + Self.pagesPerGroup - 1) / Self.pagesPerGroup > groups.count { groups.append(0) }
    }

    /// Hits that are there no more.
    mutating func remove(_ range: Range<Int>) {
        var bit = max(0, range.lowerBound - base)
        let end = min(range.upperBound - base, words.count * 64)
        while bit < end {
            let last = min(end, (bit | 63) + 1)
            let width = last - bit
            let mask = (width == 64 ? UInt64.max : (1 << UInt64(width)) - 1) << UInt64(bit & 63)
            let removed = (words[bit >> 6] & mask).nonzeroBitCount
            if removed > 0 {
                words[bit >> 6] &= ~mask
                pages[bit >> 12] -= Int32(removed)
                groups[bit >> 18] -= Int32(removed)
                count -= removed
            }
            bit = last
        }
    }

    /// The ordinal of the match at a position from 0, which is below `count`.
    package subscript(position: Int) -> Int {
        var left = position
        var group = 0
        while left >= Int(groups[group]) {
            left -= Int(groups[group])
            group += 1
        }
        var page = group * Self.pagesPerGroup
        while left >= Int(pages[page]) {
            left -= Int(pages[page])
            page += 1
        }
        var word = page * Self.wordsPerPage
        while left >= words[word].nonzeroBitCount {
            left -= words[word].nonzeroBitCount
            word += 1
        }
        var bits = words[word]
        for _ in 0..<left { bits &= bits - 1 }
        return base + word * 64 + bits.trailingZeroBitCount
    }

    /// How many matches have a lower ordinal.
    package func position(from ordinal: Int) -> Int {
        let bit = min(max(0, ordinal - base), words.count * 64)
        var position = 0
        for group in 0..<bit >> 18 { position += Int(groups[group]) }
        for page in (bit >> 18) * Self.pagesPerGroup..<bit >> 12 { position += Int(pages[page]) }
        for word in (bit >> 12) * Self.wordsPerPage..<bit >> 6 { position += words[word].nonzeroBitCount }
        if bit & 63 > 0 { position += (words[bit >> 6] & ((1 << UInt64(bit & 63)) - 1)).nonzeroBitCount }
        return position
    }
}
