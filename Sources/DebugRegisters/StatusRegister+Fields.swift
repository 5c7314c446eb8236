extension StatusRegister {
    /// All fields of DR6 in ascending order of their bits (SDM vol. 3, figure "Debug Registers").
    public static let fields: [RegisterField] =
        SlotIndex.allCases.map { RegisterField("B\($0.number)", $0.number...$0.number, .conditionMet, slot: $0) } + [
            RegisterField("1", 4...10, .fixedOne), RegisterField("BLD", 11...11, .busLock),
            RegisterField("0", 12...12, .fixedZero), RegisterField("BD", 13...13, .debugRegisterAccess),
            RegisterField("BS", 14...14, .singleStep), RegisterField("BT", 15...15, .taskSwitch),
            RegisterField("RTM", 16...16, .transactional), RegisterField("1", 17...31, .fixedOne),
        ]

    private static let fieldOfBit = (0..<32).map { bit in fields.first { $0.bits.contains(bit) }! }

    /// The field that a bit, 0…31, belongs to.
    public static func field(atBit bit: Int) -> RegisterField { fieldOfBit[bit] }

    /// A field's bits, shifted down to bit 0. BLD and RTM are active low: 0 is the news.
    public func value(of field: RegisterField) -> UInt32 { field.value(in: rawValue) }

    /// What a field's present value says, in one sentence of at most 100 characters that begins with its name and bits:
    /// `B0 = 1: the condition of DR0 was met`.
    public func explanation(of field: RegisterField) -> String {
        "\(field.title) = \(field.digits(in: rawValue)): \(meaning(of: field))"
    }

    /// The explanation of the field that a bit, 0…31, belongs to.
    public func explanation(ofBit bit: Int) -> String { explanation(of: Self.field(atBit: bit)) }

    /// Whether a field says that something happened, BLD and RTM by a clear bit.
    public func isNews(_ field: RegisterField) -> Bool {
        !field.isFixed && (value(of: field) == 0) == field.isActiveLow
    }

    /// The explanation without the name and bits in front.
    public func meaning(of field: RegisterField) -> String {
        let happened = isNews(field)
        let isSet = value(of: field) != 0
        return switch field.role {
        case .busLock:
            happened ? "active low: a bus lock was acquired; Linux never shows it to ptrace" : "active low: no bus lock"
        case .debugRegisterAccess:
            happened
                ? "the next instruction accesses a debug register (DR7.GD)"
                : "no access to a debug register was detected"
        case .singleStep: happened ? "the trap is a single step" : "the trap is no single step"
        case .taskSwitch: happened ? "a task switch to a TSS with its T flag set" : "no task switch"
        case .transactional:
            happened
                ? "active low: the trap came inside a transactional region"
                : "active low: not in a transactional region"
        case .fixedOne:
            value(of: field) == field.mask >> UInt32(field.bits.lowerBound)
                ? "fixed; reads as ones" : "the processor reads ones here: this value was written by software"
        case .fixedZero: isSet ? "reserved; the processor reads zero here" : "reserved; always zero"
        default:
            field.slot.map { slot in
                happened ? "the condition of \(slot) was met" : "\(slot) did not fire"
            } ?? field.purpose
        }
    }
}
