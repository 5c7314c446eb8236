/// DR6, the debug status register, as a value: which slots' conditions one trap met, and why else it came
/// (SDM vol. 3, "Debug Status Register (DR6)").
///
/// BLD and RTM are *active low*: a clear bit is the news. Properties here are true when the thing happened.
public struct StatusRegister: RawRepresentable, Hashable, Sendable, BitwiseCopyable, Codable {
    public var rawValue: UInt32

    @inlinable public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// The value to write to clear it, and what it reads when idle. Never 0: that decodes as a bus lock and an RTM trap.
    public static let cleared = StatusRegister(rawValue: 0xffff_0ff0)

    /// B0…B3: every slot whose condition was met. One trap can meet several.
    @inlinable public var slots: SlotSet { SlotSet(rawValue: UInt8(truncatingIfNeeded: rawValue & 0xf)) }
    /// BLD, bit 11, active low: a bus lock was acquired.
    @inlinable public var isBusLock: Bool { rawValue & (1 << 11) == 0 }
    /// BD, bit 13: the next instruction accesses a debug register while DR7.GD is set.
    @inlinable public var isDebugRegisterAccess: Bool { rawValue & (1 << 13) != 0 }
    /// BS, bit 14: a single step (EFLAGS.TF).
    @inlinable public var isSingleStep: Bool { rawValue & (1 << 14) != 0 }
    /// BT, bit 15: a task switch to a TSS with the T flag.
    @inlinable public var isTaskSwitch: Bool { rawValue & (1 << 15) != 0 }
    /// RTM, bit 16, active low: the exception came inside a restricted transactional memory region.
    @inlinable public var isTransactional: Bool { rawValue & (1 << 16) == 0 }

    /// The cleared register with these slots' bits, and BS when it was a step too.
    @inlinable public init(slots: SlotSet, singleStep: Bool = false) {
        rawValue = Self.cleared.rawValue | UInt32(slots.rawValue) | (singleStep ? 1 << 14 : 0)
    }
}
