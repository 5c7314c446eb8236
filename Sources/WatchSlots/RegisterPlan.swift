import DebugRegisters

/// The writes that take a thread from what is installed to what is intended, in an order that the kernel accepts at
/// each step: armed slots that change their address are first cleared in DR7, then their DRn are written, then DR7 is.
/// Nothing is written that already stands there.
/// A DRn that is not needed is never written, because one write makes it hold a physical slot until exec
/// (arch/x86/kernel/ptrace.c, ptrace_set_breakpoint_addr and ptrace_write_dr7).
public struct RegisterPlan: Hashable, Sendable {
    public private(set) var writes: [RegisterWrite] = []

    public var isEmpty: Bool { writes.isEmpty }

    public init(from installed: RegisterBank, to intended: IntendedBank) {
        let readdressed = SlotIndex.allCases.filter { slot in
            guard let piece = intended[slot] else { return false }
            return installed[slot] != piece.address
        }
        let final = intended.control
        var control = installed.control
        // An address is checked against the type and length that stand in DR7, even of a disabled slot: a slot whose
        // six bits are not all clear is cleared before its DRn changes.
        if readdressed.contains(where: { control.rawValue & ControlRegister.mask(of: $0) != 0 }) {
            // The same write takes away what will not stay.
            for slot in SlotIndex.allCases where intended[slot] == nil || readdressed.contains(slot) {
                control.disarm(slot)
            }
            writes.append(.control(control))
        }
        for slot in readdressed { writes.append(.address(slot, intended[slot]!.address)) }
        if control != final { writes.append(.control(final)) }
    }
}
