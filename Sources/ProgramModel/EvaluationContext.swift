package import HitRules

/// The stopped thread in which names are looked up: its registers and, first of all, its innermost frame's locals.
package struct EvaluationContext: Hashable, Sendable {
    package var tid: Int32
    package var registers: MachineRegisters
    package init(tid: Int32, registers: MachineRegisters) {
        self.tid = tid
        self.registers = registers
    }
}

/// What a condition speaks of: `new` and `old` have the watched type.
package struct ConditionSubject: Hashable, Sendable {
    package var type: ValueType?
    package var byteCount: Int
    package init(type: ValueType?, byteCount: Int) {
        self.type = type
        self.byteCount = byteCount
    }
}

/// Where an assignment goes, and what.
package enum Assignment: Hashable, Sendable {
    case memory(address: UInt64, bytes: [UInt8])
    case register(MachineRegister, UInt64)
}

/// A typed value of the program, read at one moment.
package struct ReadValue: Hashable, Sendable, Codable {
    package var text: String
    /// As C spells it; nil when not known.
    package var typeName: String?
    package init(text: String, typeName: String?) {
        self.text = text
        self.typeName = typeName
    }
}
