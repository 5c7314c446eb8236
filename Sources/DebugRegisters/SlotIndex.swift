/// One of the four hardware slots. There is no slot 4: the type has four cases.
public enum SlotIndex: UInt8, CaseIterable, Hashable, Comparable, Sendable, BitwiseCopyable, Codable {
    case dr0, dr1, dr2, dr3

    /// 0…3, the n of DRn, Ln, Gn, R/Wn, LENn and Bn.
    @inlinable public var number: Int { Int(rawValue) }

    @inlinable public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }

    /// The slot with that number, or nil outside 0…3.
    @inlinable public init?(number: Int) {
        guard let raw = UInt8(exactly: number), let slot = SlotIndex(rawValue: raw) else { return nil }
        self = slot
    }
}

extension SlotIndex: CustomStringConvertible {
    public var description: String { "DR\(rawValue)" }
}
