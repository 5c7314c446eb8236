public import DebugRegisters

/// The program stands still.
public struct Stop: Hashable, Sendable, Codable {
    public var tid: Int32
    public var pc: LinearAddress
    public var reason: Reason

    public enum Reason: Hashable, Sendable, Codable {
        /// Before the first instruction of a launched program.
        case launched
        /// An address of `runTo` was reached; `pc` is that address.
        case reached
        /// A slot set to stop; every slot that the trap named, and whether the trap was a step too.
        case hit(trap: UInt64, slots: SlotSet, alsoStep: Bool)
        case stepped
        case paused
    }

    public init(tid: Int32, pc: LinearAddress, reason: Reason) {
        self.tid = tid
        self.pc = pc
        self.reason = reason
    }
}
