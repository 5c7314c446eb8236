/// How many hits there were of a watch that logs every n-th.
enum LoggedText {
    /// `10 000 hits, 1 000 logged`.
    ///
    /// - Parameter hits: the kernel's count; nil, or less than was logged since, where it has not been told.
    static func words(_ logged: UInt64, of hits: UInt64?) -> String {
        let count = "\(Numbers.grouped(logged)) logged"
        guard let hits, hits >= logged else { return count }
        return "\(Numbers.count(hits, "hit")), \(count)"
    }
}
