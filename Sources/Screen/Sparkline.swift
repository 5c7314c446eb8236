import ViewModel

/// A row of bars, the newest at the right.
enum Sparkline {
    static func text(_ history: RateHistory, width: Int, glyphs: Glyphs) -> String {
        let values = history.buckets.suffix(max(0, width))
        guard let highest = values.max(), highest > 0 else { return "" }
        let levels = glyphs.spark.count
        let bars = values.map { value -> Character in
            value == 0 ? " " : glyphs.spark[min(levels - 1, Int(value) * levels / (Int(highest) + 1))]
        }
        return String(repeating: " ", count: max(0, width - bars.count)) + String(bars)
    }
}
