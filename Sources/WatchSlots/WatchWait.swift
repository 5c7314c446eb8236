public import DebugRegisters

/// Why an enabled watch holds no register now.
public enum WatchWait: Hashable, Sendable {
    /// An exclusive watch is armed.
    case keptOut(by: WatchID)
    /// It is its turn after so many others that wait.
    case turn(ahead: Int)
    /// It needs more registers than are left for those that take turns.
    case tooFew(needed: Int, open: Int)
    /// The register that it is bound to is claimed by somebody else.
    case bound(to: SlotIndex, by: SlotHolder)
}
