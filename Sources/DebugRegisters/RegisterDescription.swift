/// A register's value explained for a person who reads text: the value, a line a slot, a line for each field that says
/// something, and what cannot be.
public struct RegisterDescription: Hashable, Sendable {
    /// `DR7 = 0x000D0402`.
    public let title: String
    /// One line a slot: for DR7 what it watches, for DR6 whether it fired.
    public let slots: [String]
    public let fields: [Field]
    /// What the hardware or Linux would refuse, or never shows.
    public let warnings: [String]

    /// A field that says something.
    public struct Field: Hashable, Sendable {
        public let field: RegisterField
        /// The bits in binary, as wide as the field.
        public let digits: String
        public let meaning: String
    }

    /// Everything as aligned lines; a warning starts with an exclamation mark.
    public var lines: [String] {
        var lines = [title, ""] + slots.map { "  " + $0 }
        if !fields.isEmpty { lines.append("") }
        let width = fields.map(\.digits.count).max() ?? 0
        for entry in fields {
            let range = entry.field.bits
            let place = range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound)–\(range.upperBound)"
            let name = entry.field.isFixed ? "fixed" : entry.field.name
            lines.append(
                "  \(Self.pad(place, to: 5))  \(Self.pad(name, to: 5))  \(Self.pad(entry.digits, to: width))  \(entry.meaning)"
            )
        }
        if !warnings.isEmpty { lines.append("") }
        return lines + warnings.map { "! " + $0 }
    }

    static func pad(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    /// `0x` and eight digits in capitals, as the manuals write a register.
    static func hexadecimal(_ value: UInt32) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
    }
}

extension ControlRegister {
    public var explained: RegisterDescription {
        RegisterDescription(
            title: "DR7 = \(RegisterDescription.hexadecimal(rawValue))",
            slots: SlotIndex.allCases.map(summary(of:)),
            fields: Self.fields.filter(saysSomething).map {
                .init(field: $0, digits: $0.digits(in: rawValue), meaning: meaning(of: $0))
            },
            warnings: warnings)
    }

    /// A field that is not zero, and the type and length of an armed slot, whose zeros mean something.
    private func saysSomething(_ field: RegisterField) -> Bool {
        if value(of: field) != 0 { return true }
        guard field.role == .condition || field.role == .length, let slot = field.slot else { return false }
        return self[slot].isEnabled
    }

    /// The whole value as aligned lines of text.
    public func describe() -> [String] { explained.lines }

    /// One slot in a line: `DR0  on (L0)     write       8 bytes`.
    public func summary(of slot: SlotIndex) -> String {
        let value = self[slot]
        let n = slot.number
        let enables = (value.isLocallyEnabled ? ["L\(n)"] : []) + (value.isGloballyEnabled ? ["G\(n)"] : [])
        let state = enables.isEmpty ? "off" : "on (\(enables.joined(separator: ", ")))"
        guard value.isEnabled || rawValue & Self.mask(of: slot) != 0 else { return "\(slot)  \(state)" }
        let kind = RegisterDescription.pad(value.condition.word, to: 10)
        return "\(slot)  \(RegisterDescription.pad(state, to: 11))  \(kind)  \(value.length.words)"
    }

    /// What the processor or Linux would not accept.
    private var warnings: [String] {
        var warnings: [String] = []
        for slot in SlotIndex.allCases {
            let value = self[slot]
            if value.condition == .inputOutput {
                warnings.append("\(slot): I/O port conditions need CR4.DE, and Linux refuses them (EINVAL).")
            }
            if value.condition == .execute, value.length != .one {
                warnings.append(
                    "\(slot): execution with LEN\(slot.number) ≠ 00 is undefined, and Linux refuses it (EINVAL).")
            }
            if !value.isEnabled, rawValue & Self.mask(of: slot) != 0 {
                warnings.append(
                    "\(slot) is off but keeps a type and length; Linux still checks its address against them.")
            }
        }
        if rawValue & 1 << 10 == 0 {
            warnings.append("bit 10 is clear: the processor reads it as 1; ptrace shows DR7 as it was last written.")
        }
        for field in Self.fields where field.role == .fixedZero && value(of: field) != 0 {
            warnings.append("\(field.position): reserved, and the processor faults when it is loaded with a one.")
        }
        if isGeneralDetect { warnings.append("GD: Linux never lets a program set it.") }
        return warnings
    }
}

extension StatusRegister {
    public var explained: RegisterDescription {
        RegisterDescription(
            title: "DR6 = \(RegisterDescription.hexadecimal(rawValue))",
            slots: SlotIndex.allCases.map { "\($0)  \(slots.contains($0) ? "fired" : "–")" },
            fields: Self.fields.filter(isNews).map {
                .init(field: $0, digits: $0.digits(in: rawValue), meaning: meaning(of: $0))
            },
            warnings: warnings)
    }

    /// The whole value as aligned lines of text.
    public func describe() -> [String] { explained.lines }

    private var warnings: [String] {
        if rawValue == 0 {
            return [
                "0 is no idle DR6: BLD and RTM are active low and read as news. Clear it by writing 0xFFFF0FF0, never 0."
            ]
        }
        var warnings: [String] = []
        for field in Self.fields where field.role == .fixedOne && ~rawValue & field.mask != 0 {
            warnings.append("\(field.position): the processor reads ones here; this value was written by software.")
        }
        for field in Self.fields where field.role == .fixedZero && value(of: field) != 0 {
            warnings.append("\(field.position): the processor reads zero here.")
        }
        let unseen = [
            (isBusLock, "BLD"), (isTransactional, "RTM"), (isDebugRegisterAccess, "BD"), (isTaskSwitch, "BT"),
        ]
        .filter(\.0).map(\.1)
        if !unseen.isEmpty {
            warnings.append("\(unseen.joined(separator: ", ")): Linux never shows this to a debugger through ptrace.")
        }
        return warnings
    }
}

extension AccessCondition {
    /// One or two words.
    var word: String {
        switch self {
        case .execute: "execute"
        case .write: "write"
        case .inputOutput: "I/O port"
        case .readWrite: "read/write"
        }
    }
}
