/// DR7, the debug control register, as a value: which slots are enabled, for what, and over how many bytes
/// (SDM vol. 3, "Debug Control Register (DR7)"; arch/x86/include/uapi/asm/debugreg.h).
///
/// All mutators leave every bit that is not the named slot's alone.
public struct ControlRegister: RawRepresentable, Hashable, Sendable, BitwiseCopyable, Codable {
    public var rawValue: UInt32

    @inlinable public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Nothing enabled: bit 10, which always reads as one, and no other.
    public static let idle = ControlRegister(rawValue: 1 << 10)

    /// One slot's six bits: Ln, Gn, R/Wn and LENn.
    public struct Slot: Hashable, Sendable, BitwiseCopyable {
        public var isLocallyEnabled: Bool
        public var isGloballyEnabled: Bool
        public var condition: AccessCondition
        public var length: WatchLength
        @inlinable public var isEnabled: Bool { isLocallyEnabled || isGloballyEnabled }

        @usableFromInline init(
            isLocallyEnabled: Bool, isGloballyEnabled: Bool, condition: AccessCondition, length: WatchLength
        ) {
            self.isLocallyEnabled = isLocallyEnabled
            self.isGloballyEnabled = isGloballyEnabled
            self.condition = condition
            self.length = length
        }
    }

    /// The decoded six bits of a slot.
    @inlinable public subscript(slot: SlotIndex) -> Slot {
        let n = UInt32(slot.rawValue)
        return Slot(
            isLocallyEnabled: rawValue >> (2 * n) & 1 != 0,
            isGloballyEnabled: rawValue >> (2 * n + 1) & 1 != 0,
            condition: AccessCondition(rawValue: UInt8(truncatingIfNeeded: rawValue >> (16 + 4 * n) & 3))!,
            length: WatchLength(encoded: rawValue >> (18 + 4 * n)))
    }

    /// Enables a slot locally (Ln, as Linux does) for a kind and a length.
    ///
    /// An execute slot has LENn 00 whatever `length` says: the hardware defines no other.
    @inlinable public mutating func arm(_ slot: SlotIndex, for kind: WatchKind, length: WatchLength) {
        disarm(slot)
        let n = UInt32(slot.rawValue)
        let bits = UInt32(AccessCondition(kind).rawValue) | (kind == .execute ? 0 : length.encoded << 2)
        rawValue |= 1 << (2 * n) | bits << (16 + 4 * n)
    }

    /// Clears all six bits of a slot. Clearing only the enable bit would keep the length, and the kernel then refuses
    /// an address that is not aligned to it.
    @inlinable public mutating func disarm(_ slot: SlotIndex) { rawValue &= ~Self.mask(of: slot) }

    /// The six bits that belong to a slot.
    @inlinable public static func mask(of slot: SlotIndex) -> UInt32 {
        let n = UInt32(slot.rawValue)
        return 0b11 << (2 * n) | 0b1111 << (16 + 4 * n)
    }

    /// The slots that are enabled, locally or globally.
    @inlinable public var enabledSlots: SlotSet {
        var set: SlotSet = []
        for slot in SlotIndex.allCases where rawValue >> (2 * UInt32(slot.rawValue)) & 3 != 0 { set.insert(slot) }
        return set
    }
}
