public import DebugRegisters

/// The program stands still.
public struct Stop: Hashable, Sendable, Codable {
    public var tid: Int32
    public var pc: LinearAddress
    public var reason: Reason

    public enum Reason: Hashable, Sendable, Codable {
        /// Before the first instruction of a launched program.
        case launched
        /// Before the first instruction of the new program of an exec, with `TracingOptions.stopsAtExec`.
        case executed
        /// An address of `runTo` was reached; `pc` is that address.
        case reached
        /// A hit of a slot set to stop, or a step that landed on a hit, whatever the slot's action: then `alsoStep`. The
        /// slots are all that the trap named. An execute slot hits before its instruction, so that is never a step.
        case hit(trap: UInt64, slots: SlotSet, alsoStep: Bool)
        /// A step that landed on no hit.
        case stepped
        case paused
        /// Before the delivery of a signal that the policy stops for.
        case signal(Int32)
        /// The frame of `finish` has returned.
        case returned
    }

    public init(tid: Int32, pc: LinearAddress, reason: Reason) {
        self.tid = tid
        self.pc = pc
        self.reason = reason
    }
}
