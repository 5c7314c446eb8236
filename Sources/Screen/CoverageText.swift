package import WatchSlots

/// A watch's coverage in words: how much of the wanted time it was armed, and its count scaled to all of it.
package struct CoverageText {
    package var coverage: WatchCoverage
    /// False writes ASCII alone.
    package var isUnicode: Bool

    package init(_ coverage: WatchCoverage, isUnicode: Bool) {
        self.coverage = coverage
        self.isUnicode = isUnicode
    }

    /// `38 % covered`; what is under 1 % and not 0 says so, and only all is 100 %.
    package var share: String {
        guard let share = coverage.share else { return "not wanted yet" }
        if share == 0 { return "0 % covered" }
        if share < 0.01 { return "<1 % covered" }
        return "\(coverage.isComplete ? 100 : min(99, Int((share * 100).rounded()))) % covered"
    }

    /// `~1 240 ± 60`, `0 (≤ 12 in 95 %)`, `~40 ± 9 at least (one turn)`; never a plain 0 for a part of the time.
    package var count: String {
        let plusMinus = isUnicode ? "±" : "+-"
        switch coverage.estimate {
        case .exact(let count): return Numbers.grouped(count)
        case .scaled(let estimate, let error?, _):
            return "~\(Self.whole(estimate)) \(plusMinus) \(Self.whole(error.rounded(.up)))"
        case .scaled(let estimate, nil, let least):
            return "~\(Self.whole(estimate)) \(plusMinus) \(Self.whole(least.rounded(.up))) or more (one turn)"
        case .none(let most): return "0 (\(isUnicode ? "≤" : "<=") \(Self.whole(most)) in 95 %)"
        case .unknown: return "unknown: not armed yet"
        }
    }

    private static func whole(_ value: Double) -> String {
        Numbers.grouped(UInt64(min(max(0, value), 1e15).rounded()))
    }
}
