/// Whether the characters of a query stand in a text in their order, and how well.
package struct FuzzyMatch: Hashable, Sendable {
    /// Characters of the text that the query has hit.
    package let positions: [Int]
    /// More is better.
    package let score: Int

    /// nil when they do not. Letters count without regard to case; blanks of the query count for nothing.
    package init?(_ query: String, in text: String) {
        let wanted = Array(query.lowercased().filter { $0 != " " })
        let characters = Array(text.lowercased())
        guard let first = wanted.first else {
            (positions, score) = ([], 0)
            return
        }
        var best: (positions: [Int], score: Int)?
        for start in characters.indices where characters[start] == first {
            guard let found = Self.walk(wanted, characters, from: start) else { break }
            let score = Self.score(found, in: characters)
            if best.map({ score > $0.score }) ?? true { best = (found, score) }
        }
        guard let best else { return nil }
        (positions, score) = best
    }

    private static func walk(_ wanted: [Character], _ text: [Character], from start: Int) -> [Int]? {
        var found = [start]
        var at = start + 1
        for character in wanted.dropFirst() {
            guard let next = text[min(at, text.count)...].firstIndex(of: character) else { return nil }
            found.append(next)
            at = next + 1
        }
        return found
    }

    /// The start of a word and what stands together weigh most, then being near the front.
    private static func score(_ positions: [Int], in text: [Character]) -> Int {
        var score = -positions[0]
        for (index, position) in positions.enumerated() {
            let startsWord = position == 0 || !(text[position - 1].isLetter || text[position - 1].isNumber)
            if startsWord { score += 12 }
            guard index > 0 else { continue }
            let gap = position - positions[index - 1] - 1
            score += gap == 0 ? 16 : -min(gap, 10)
        }
        return score
    }
}
