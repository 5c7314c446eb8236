/// The rows of the screen that scroll (DECSTBM), from 0, both within: at least two, and not all of the screen.
struct ScrollMargins: Hashable, Sendable {
    let top: Int
    let bottom: Int

    /// - Parameters:
    ///   - first: the uppermost row, from 1.
    ///   - last: the lowest one.
    ///   - rows: of the screen.
    /// - Returns: nil where that is no region.
    static func rows(_ first: Int, _ last: Int, of rows: Int) -> ScrollMargins? {
        let last = min(last, rows)
        return first < last ? ScrollMargins(top: first - 1, bottom: last - 1) : nil
    }
}
