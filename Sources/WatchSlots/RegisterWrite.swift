public import DebugRegisters

/// One write to a thread's debug registers.
public enum RegisterWrite: Hashable, Sendable, Codable {
    case address(SlotIndex, LinearAddress)
    case control(ControlRegister)
}
