public import DebugRegisters

/// Which slots a stop belongs to.
public enum HitAttribution {
    /// The si_code of a SIGTRAP that a debug exception raised (arch/x86/include/asm/traps.h, get_si_code).
    public static let hardwareBreakpointCode: Int32 = 4
    public static let singleStepCode: Int32 = 2

    /// Every slot that this stop's access hit; empty when DR6 may not be believed.
    ///
    /// Linux's virtual DR6 is fresh only at a #DB of the user's, that is a SIGTRAP with si_code 4 or 2. At any other
    /// stop its bits are left over from an earlier one. A bit of a slot that this thread does not have enabled is not ours.
    @inlinable public static func slots(
        status: StatusRegister, signalCode: Int32, installed: ControlRegister
    ) -> SlotSet {
        guard signalCode == hardwareBreakpointCode || signalCode == singleStepCode else { return [] }
        return status.slots.intersection(installed.enabledSlots)
    }
}
