extension ControlRegister {
    /// All fields of DR7 in ascending order of their bits (SDM vol. 3, figure "Debug Registers").
    public static let fields: [RegisterField] = {
        var fields: [RegisterField] = []
        for slot in SlotIndex.allCases {
            let n = slot.number
            fields.append(RegisterField("L\(n)", 2 * n...2 * n, .localEnable, slot: slot))
            fields.append(RegisterField("G\(n)", 2 * n + 1...2 * n + 1, .globalEnable, slot: slot))
        }
        fields += [
            RegisterField("LE", 8...8, .localExact), RegisterField("GE", 9...9, .globalExact),
            RegisterField("1", 10...10, .fixedOne), RegisterField("RTM", 11...11, .transactionalEnable),
            RegisterField("0", 12...12, .fixedZero), RegisterField("GD", 13...13, .generalDetect),
            RegisterField("0", 14...15, .fixedZero),
        ]
        for slot in SlotIndex.allCases {
            let low = 16 + 4 * slot.number
            fields.append(RegisterField("R/W\(slot.number)", low...low + 1, .condition, slot: slot))
            fields.append(RegisterField("LEN\(slot.number)", low + 2...low + 3, .length, slot: slot))
        }
        return fields
    }()

    private static let fieldOfBit = (0..<32).map { bit in fields.first { $0.bits.contains(bit) }! }

    /// The field that a bit, 0…31, belongs to.
    public static func field(atBit bit: Int) -> RegisterField { fieldOfBit[bit] }

    /// A field's bits, shifted down to bit 0.
    public func value(of field: RegisterField) -> UInt32 { field.value(in: rawValue) }

    /// What a field's present value says, in one sentence of at most 100 characters that begins with its name and bits:
    /// `R/W1 = 11: DR1 traps on reads and writes of data`.
    public func explanation(of field: RegisterField) -> String {
        "\(field.title) = \(field.digits(in: rawValue)): \(meaning(of: field))"
    }

    /// The explanation of the field that a bit, 0…31, belongs to.
    public func explanation(ofBit bit: Int) -> String { explanation(of: Self.field(atBit: bit)) }

    /// What the register would say if a bit, 0…31, were the other way round; nil for a fixed bit.
    public func explanation(flippingBit bit: Int) -> String? {
        let field = Self.field(atBit: bit)
        guard !field.isFixed else { return nil }
        return ControlRegister(rawValue: rawValue ^ 1 << UInt32(bit)).explanation(of: field)
    }

    /// The explanation without the name and bits in front.
    public func meaning(of field: RegisterField) -> String {
        let isSet = value(of: field) != 0
        switch field.role {
        case .localExact, .globalExact:
            return isSet
                ? "exact data breakpoints asked for; ignored since the 486" : "not asked for; ignored since the 486"
        case .transactionalEnable:
            return isSet
                ? "debug exceptions inside transactional regions are enabled"
                : "no debugging inside transactional regions"
        case .generalDetect:
            return isSet
                ? "the next access to a debug register traps; Linux never sets it"
                : "access to the debug registers is free"
        case .fixedOne:
            return isSet
                ? "fixed; the processor reads it as one"
                : "ptrace shows what was written; the processor reads it as one"
        case .fixedZero:
            return isSet ? "reserved; loading it into the processor faults" : "reserved; always zero"
        default:
            return field.slot.map { meaning(of: field.role, in: $0) } ?? field.purpose
        }
    }

    private func meaning(of role: RegisterField.Role, in slot: SlotIndex) -> String {
        let value = self[slot]
        switch role {
        case .localEnable:
            if value.isLocallyEnabled { return "\(slot) is armed in this thread, for \(value.scope)" }
            return value.isGloballyEnabled ? "\(slot) is armed by G\(slot.number) alone" : "\(slot) is not armed"
        case .globalEnable:
            if value.isGloballyEnabled { return "\(slot) is armed for every task, for \(value.scope)" }
            return "not armed for every task; ptrace programs use L\(slot.number)"
        case .condition: return "\(slot) traps on \(value.condition.accesses)" + (value.isEnabled ? "" : ", once armed")
        default:
            if value.condition == .execute {
                return value.length == .one
                    ? "\(slot) covers the first byte of an instruction"
                    : "undefined for execution, which needs 00; Linux refuses it"
            }
            return "\(slot) covers \(value.length.words)"
        }
    }

    // MARK: The fields that belong to no slot

    /// LE, bit 8: exact data breakpoints, local. Ignored since the 486.
    @inlinable public var isLocallyExact: Bool {
        get { bit(8) }
        set { set(8, newValue) }
    }
    /// GE, bit 9: exact data breakpoints, global. Ignored since the 486.
    @inlinable public var isGloballyExact: Bool {
        get { bit(9) }
        set { set(9, newValue) }
    }
    /// RTM, bit 11: debugging of transactional regions. Active high here, unlike its namesake in DR6.
    @inlinable public var isTransactionalEnabled: Bool {
        get { bit(11) }
        set { set(11, newValue) }
    }
    /// GD, bit 13: any access to a debug register traps. The processor clears it when it does.
    @inlinable public var isGeneralDetect: Bool {
        get { bit(13) }
        set { set(13, newValue) }
    }

    /// Sets or clears Ln of a slot and leaves everything else as it is, its type and length included.
    @inlinable public mutating func setLocallyEnabled(_ slot: SlotIndex, _ isEnabled: Bool) {
        set(2 * UInt32(slot.rawValue), isEnabled)
    }

    /// Sets or clears Gn of a slot and leaves everything else as it is. ptrace takes Ln and Gn for the same.
    @inlinable public mutating func setGloballyEnabled(_ slot: SlotIndex, _ isEnabled: Bool) {
        set(2 * UInt32(slot.rawValue) + 1, isEnabled)
    }

    @usableFromInline func bit(_ number: UInt32) -> Bool { rawValue >> number & 1 != 0 }

    @usableFromInline mutating func set(_ number: UInt32, _ isSet: Bool) {
        rawValue = rawValue & ~(1 << number) | (isSet ? 1 << number : 0)
    }
}

extension ControlRegister.Slot {
    /// What an armed slot looks out for: `writes to 8 bytes`.
    var scope: String {
        switch condition {
        case .execute: "execution of one instruction"
        case .write: "writes to \(length.words)"
        case .inputOutput: "I/O at \(length.words)"
        case .readWrite: "reads and writes of \(length.words)"
        }
    }
}

extension AccessCondition {
    /// What the processor traps on, in words.
    var accesses: String {
        switch self {
        case .execute: "execution, before the instruction runs"
        case .write: "writes of data"
        case .inputOutput: "I/O ports, which Linux refuses"
        case .readWrite: "reads and writes of data"
        }
    }
}

extension WatchLength {
    /// `1 byte`, `8 bytes`.
    var words: String { self == .one ? "1 byte" : "\(byteCount) bytes" }
}
