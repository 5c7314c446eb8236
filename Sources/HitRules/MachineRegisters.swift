/// The values of a thread's registers at one moment.
public struct MachineRegisters: Hashable, Sendable, Codable {
    /// In the order of `MachineRegister`; always as many as there are registers.
    public private(set) var values: [UInt64]

    /// - Parameter values: in the order of `MachineRegister`; missing ones are 0, surplus ones are dropped.
    public init(values: [UInt64] = []) {
        let count = MachineRegister.allCases.count
        self.values = Array(values.prefix(count)) + Array(repeating: 0, count: max(0, count - values.count))
    }

    public subscript(register: MachineRegister) -> UInt64 {
        get { values[Int(register.rawValue)] }
        set { values[Int(register.rawValue)] = newValue }
    }
}
