/// One named field of DR7 or DR6: which bits it takes, whose they are and what they are for.
///
/// The tables are `ControlRegister.fields` and `StatusRegister.fields`; each of the 32 bits of a register belongs to
/// exactly one field.
public struct RegisterField: Hashable, Sendable {
    /// The name in the SDM's figures: `L0`, `R/W1`, `LEN3`, `GD`, `B2`, `RTM`…; a fixed field is called by the value it
    /// reads as, `1` or `0`.
    public let name: String
    /// The lowest and the highest bit, 0…31.
    public let bits: ClosedRange<Int>
    /// The slot it belongs to; nil for what concerns the whole register.
    public let slot: SlotIndex?
    public let role: Role

    /// What a field does, whichever slot it is for.
    public enum Role: Hashable, Sendable, CaseIterable {
        // DR7
        case localEnable, globalEnable, localExact, globalExact, transactionalEnable, generalDetect, condition, length
        // DR6
        case conditionMet, busLock, debugRegisterAccess, singleStep, taskSwitch, transactional
        // Both
        case fixedOne, fixedZero
    }

    init(_ name: String, _ bits: ClosedRange<Int>, _ role: Role, slot: SlotIndex? = nil) {
        self.name = name
        self.bits = bits
        self.role = role
        self.slot = slot
    }

    /// The bits of the register that the field takes.
    public var mask: UInt32 { (UInt32.max >> UInt32(32 - bits.count)) << UInt32(bits.lowerBound) }

    /// No meaning of its own: the processor reads it as all ones or all zeros.
    public var isFixed: Bool { role == .fixedOne || role == .fixedZero }

    /// A clear bit is the news: BLD and RTM of DR6.
    public var isActiveLow: Bool { role == .busLock || role == .transactional }

    /// The field's bits out of a register's value, shifted down to bit 0.
    public func value(in rawValue: UInt32) -> UInt32 { (rawValue & mask) >> UInt32(bits.lowerBound) }

    /// The field's bits in binary, as wide as the field.
    public func digits(in rawValue: UInt32) -> String {
        let digits = String(value(in: rawValue), radix: 2)
        return String(repeating: "0", count: bits.count - digits.count) + digits
    }

    /// `bit 10` or `bits 16–17`.
    public var position: String {
        bits.count == 1 ? "bit \(bits.lowerBound)" : "bits \(bits.lowerBound)–\(bits.upperBound)"
    }

    /// How a sentence calls it: its name, or its position when it is fixed and has none.
    public var title: String { isFixed ? position : name }

    /// What the field is, in a few words and whatever its value.
    public var purpose: String {
        let owner = slot?.description ?? ""
        return switch role {
        case .localEnable: "arms \(owner) in this thread"
        case .globalEnable: "arms \(owner) for every task"
        case .localExact: "exact data breakpoints, local; ignored since the 486"
        case .globalExact: "exact data breakpoints, global; ignored since the 486"
        case .transactionalEnable: "advanced debugging of transactional regions (RTM)"
        case .generalDetect: "traps on any access to a debug register"
        case .condition: "what \(owner) traps on: 00 execute, 01 write, 10 I/O port, 11 read or write"
        case .length: "how much \(owner) covers: 00 one byte, 01 two, 11 four, 10 eight"
        case .conditionMet: "the condition of \(owner) was met"
        case .busLock: "a bus lock was acquired; active low"
        case .debugRegisterAccess: "the next instruction accesses a debug register, and DR7.GD is set"
        case .singleStep: "a single step (EFLAGS.TF)"
        case .taskSwitch: "a task switch to a TSS with its T flag set"
        case .transactional: "the trap came inside a transactional region; active low"
        case .fixedOne: "reserved; reads as one"
        case .fixedZero: "reserved; reads as zero"
        }
    }
}
