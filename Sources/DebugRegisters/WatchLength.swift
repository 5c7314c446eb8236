/// The four lengths a slot can watch, in bytes. LENn encodes them out of order: 00, 01, 11 and **10** for eight
/// (SDM vol. 3, "Debug Control Register (DR7)").
public enum WatchLength: UInt8, CaseIterable, Hashable, Comparable, Sendable, BitwiseCopyable, Codable {
    case one = 1
    case two = 2
    case four = 4
    case eight = 8

    @inlinable public var byteCount: Int { Int(rawValue) }

    @inlinable public init?(byteCount: Int) {
        guard let raw = UInt8(exactly: byteCount), let length = WatchLength(rawValue: raw) else { return nil }
        self = length
    }

    @inlinable public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }

    /// The two bits of LENn.
    @inlinable public var encoded: UInt32 {
        switch self {
        case .one: 0b00
        case .two: 0b01
        case .four: 0b11
        case .eight: 0b10
        }
    }

    /// Every two-bit pattern is a length, so only the low two bits of `encoded` are looked at.
    @inlinable public init(encoded: UInt32) {
        switch encoded & 3 {
        case 0b00: self = .one
        case 0b01: self = .two
        case 0b11: self = .four
        default: self = .eight
        }
    }
}
