/// Names a watch for as long as the session lives; never reused, so two watches on one address stay two.
public struct WatchID: RawRepresentable, Hashable, Comparable, Sendable, BitwiseCopyable, Codable {
    /// 1, 2, 3, … in the order of registration; 0 names none.
    public var rawValue: UInt32
    @inlinable public init(rawValue: UInt32) { self.rawValue = rawValue }
    @inlinable public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}
