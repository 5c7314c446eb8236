/// A linear (virtual) address in a traced process: what DR0–DR3 hold and what the processor compares.
///
/// Arithmetic wraps, because an address comes from the traced program and may be anything.
public struct LinearAddress: RawRepresentable, Hashable, Comparable, Sendable, BitwiseCopyable, Codable {
    public var rawValue: UInt64

    @inlinable public init(rawValue: UInt64) { self.rawValue = rawValue }
    @inlinable public init(_ rawValue: UInt64) { self.rawValue = rawValue }

    @inlinable public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
    @inlinable public static func + (address: Self, count: UInt64) -> Self { Self(address.rawValue &+ count) }
    @inlinable public static func - (address: Self, count: UInt64) -> Self { Self(address.rawValue &- count) }

    @inlinable public func isAligned(to length: WatchLength) -> Bool {
        rawValue & UInt64(length.byteCount - 1) == 0
    }
}

extension LinearAddress: CustomStringConvertible {
    /// `0x` and the shortest hexadecimal form.
    public var description: String { "0x" + String(rawValue, radix: 16) }
}
