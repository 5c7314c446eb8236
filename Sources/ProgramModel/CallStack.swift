package import HitRules

/// A thread's registers and a copy of its stack, from which frames are found without the thread.
package struct StackEvidence: Hashable, Sendable {
    package var registers: MachineRegisters
    /// Memory from RSP upwards; empty asks for the memory of the living process.
    package var stack: [UInt8]
    /// True when RIP is the instruction to show (at an execute slot or any stop); false when the access was made by the
    /// one before it.
    package var isExact: Bool

    package init(registers: MachineRegisters, stack: [UInt8] = [], isExact: Bool) {
        self.registers = registers
        self.stack = stack
        self.isExact = isExact
    }
}

package struct CallStack: Hashable, Sendable, Codable {
    /// Innermost first; inlined frames stand by themselves, before the function that they were inlined into.
    package var frames: [StackFrame]
    /// Why there are no more frames, when the outermost is not among them: the copy of the stack ended, no unwind
    /// information, …; one sentence.
    package var problem: String?

    package init(frames: [StackFrame] = [], problem: String? = nil) {
        self.frames = frames
        self.problem = problem
    }
}

package struct StackFrame: Hashable, Sendable, Codable {
    /// In the innermost frame as the registers say; in callers the return address.
    package var pc: UInt64
    /// Of the call, not of the instruction after it.
    package var place: CodePlace
    package var isInlined: Bool
    /// A signal interrupted what is below.
    package var isSignalFrame: Bool
    /// RSP before the call that made the frame; nil when not known.
    package var frameAddress: UInt64?

    package init(
        pc: UInt64, place: CodePlace, isInlined: Bool = false, isSignalFrame: Bool = false, frameAddress: UInt64? = nil
    ) {
        self.pc = pc
        self.place = place
        self.isInlined = isInlined
        self.isSignalFrame = isSignalFrame
        self.frameAddress = frameAddress
    }
}
