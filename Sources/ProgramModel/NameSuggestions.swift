/// Names near one that does not exist.
package enum NameSuggestions {
    /// The nearest of `candidates`, nearest first: the same but for case, then names that begin with what was typed,
    /// then few edits away (insertion, deletion, substitution, two neighbours swapped). For a name in a namespace or a
    /// function, its last component is compared too.
    package static func nearest(to name: String, among candidates: some Sequence<String>, limit: Int = 5) -> [String] {
        let wanted = Array(name.lowercased().utf8)
        guard !wanted.isEmpty, limit > 0 else { return [] }
        let tolerance = max(1, wanted.count / 3)
        var found: [String: Int] = [:]
        for candidate in candidates where found[candidate] == nil {
            let whole = Array(candidate.lowercased().utf8)
            var score = score(wanted, whole, tolerance: tolerance)
            if let start = lastComponent(whole), let part = Self.score(wanted, whole[start...], tolerance: tolerance) {
                score = min(score ?? .max, part + 1)
            }
            if let score { found[candidate] = score }
        }
        let ranked = found.sorted { ($0.value, $0.key.utf8.count, $0.key) < ($1.value, $1.key.utf8.count, $1.key) }
        return ranked.prefix(limit).map(\.key)
    }

    /// Smaller is nearer; nil when too far.
    private static func score(_ wanted: [UInt8], _ candidate: some RandomAccessCollection<UInt8>, tolerance: Int)
        -> Int?
    {
        if candidate.elementsEqual(wanted) { return 0 }
        if abs(candidate.count - wanted.count) <= tolerance,
            let distance = distance(wanted, Array(candidate), limit: tolerance)
        {
            return distance * 10
        }
        // A prefix ranks between one edit and two: it is what one types before giving up.
        if wanted.count >= 2, candidate.starts(with: wanted) { return 15 }
        return nil
    }

    private static func lastComponent(_ name: [UInt8]) -> Int? {
        let colon = UInt8(ascii: ":")
        guard let last = name.lastIndex(of: colon), last > 0, name[last - 1] == colon else { return nil }
        return last + 1
    }

    /// The Damerau-Levenshtein distance (optimal string alignment); nil when it exceeds `limit`.
    static func distance(_ first: [UInt8], _ second: [UInt8], limit: Int) -> Int? {
        var beforeLast = [Int](repeating: 0, count: second.count + 1)
        var last = Array(0...second.count)
        for row in 0..<first.count {
            var current = [row + 1]
            current.reserveCapacity(second.count + 1)
            for column in 0..<second.count {
                let cost = first[row] == second[column] ? 0 : 1
                var value = min(last[column + 1] + 1, current[column] + 1, last[column] + cost)
                if row > 0, column > 0, first[row] == second[column - 1], first[row - 1] == second[column] {
                    value = min(value, beforeLast[column - 1] + 1)
                }
                current.append(value)
            }
            if current.min()! > limit { return nil }
            beforeLast = last
            last = current
        }
        return last[second.count] <= limit ? last[second.count] : nil
    }
}
