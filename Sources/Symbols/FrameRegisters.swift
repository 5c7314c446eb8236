import HitRules

/// The registers that DWARF numbers (System V ABI for x86-64, figure 3.36), as far as they are known in one frame.
struct FrameRegisters {
    static let framePointer = 6
    static let stackPointer = 7
    static let returnAddress = 16
    static let count = 17

    private var values: [UInt64]
    private var known: UInt32

    /// None of them is known.
    init() {
        values = Array(repeating: 0, count: Self.count)
        known = 0
    }

    init(_ registers: MachineRegisters) {
        values = MachineRegister.dwarfOrder.map { registers[$0] }
        known = (1 << UInt32(Self.count)) - 1
    }

    subscript(number: Int) -> UInt64? {
        get { values.indices.contains(number) && known >> UInt32(number) & 1 == 1 ? values[number] : nil }
        set {
            guard values.indices.contains(number) else { return }
            values[number] = newValue ?? 0
            if newValue == nil { known &= ~(1 << UInt32(number)) } else { known |= 1 << UInt32(number) }
        }
    }
}
