/// A set of hardware slots, laid out as B0…B3 of DR6: bit n stands for slot n.
public struct SlotSet: RawRepresentable, Hashable, Sendable, BitwiseCopyable, Codable {
    public private(set) var rawValue: UInt8

    /// Bits above 3 name no slot and are dropped.
    @inlinable public init(rawValue: UInt8) { self.init(bits: rawValue & 0xf) }
    @inlinable public init(_ slot: SlotIndex) { self.init(bits: 1 << slot.rawValue) }
    @usableFromInline init(bits: UInt8) { rawValue = bits }

    public static let all = SlotSet(rawValue: 0xf)

    @inlinable public var count: Int { rawValue.nonzeroBitCount }
}

extension SlotSet: SetAlgebra {
    @inlinable public init() { self.init(bits: 0) }
    @inlinable public var isEmpty: Bool { rawValue == 0 }
    @inlinable public func contains(_ slot: SlotIndex) -> Bool { rawValue & (1 << slot.rawValue) != 0 }
    @inlinable public func union(_ other: Self) -> Self { Self(bits: rawValue | other.rawValue) }
    @inlinable public func intersection(_ other: Self) -> Self { Self(bits: rawValue & other.rawValue) }
    @inlinable public func symmetricDifference(_ other: Self) -> Self { Self(bits: rawValue ^ other.rawValue) }
    @inlinable public mutating func formUnion(_ other: Self) { self = union(other) }
    @inlinable public mutating func formIntersection(_ other: Self) { self = intersection(other) }
    @inlinable public mutating func formSymmetricDifference(_ other: Self) { self = symmetricDifference(other) }

    @discardableResult
    @inlinable public mutating func insert(_ slot: SlotIndex) -> (inserted: Bool, memberAfterInsert: SlotIndex) {
        let isNew = !contains(slot)
        self = union(Self(slot))
        return (isNew, slot)
    }

    @discardableResult
    @inlinable public mutating func remove(_ slot: SlotIndex) -> SlotIndex? {
        guard contains(slot) else { return nil }
        self = symmetricDifference(Self(slot))
        return slot
    }

    @discardableResult
    @inlinable public mutating func update(with slot: SlotIndex) -> SlotIndex? { insert(slot).inserted ? nil : slot }
}

extension SlotSet: Sequence {
    /// The slots in ascending order.
    public struct Iterator: IteratorProtocol {
        @usableFromInline var rest: UInt8
        @usableFromInline init(_ rest: UInt8) { self.rest = rest }
        @inlinable public mutating func next() -> SlotIndex? {
            guard rest != 0 else { return nil }
            let number = UInt8(truncatingIfNeeded: rest.trailingZeroBitCount)
            rest &= rest &- 1
            return SlotIndex(rawValue: number)
        }
    }
    @inlinable public func makeIterator() -> Iterator { Iterator(rawValue) }
}

extension SlotSet: CustomStringConvertible {
    public var description: String { "{" + map(\.description).joined(separator: ", ") + "}" }
}
