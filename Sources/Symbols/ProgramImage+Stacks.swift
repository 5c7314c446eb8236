import HitRules
import ProgramModel

/// Call stacks from copied registers and stack memory.
extension ProgramImage {
    func callStack(_ evidence: StackEvidence) -> CallStack {
        callStack(evidence, innermost: nil)
    }

    /// - Parameter innermost: the address of the instruction to show in the innermost frame, where it is known better than
    ///   from pc alone.
    func callStack(_ evidence: StackEvidence, innermost: UInt64?) -> CallStack {
        var stack = CallStack()
        let pc = evidence.registers[.rip]
        if module(at: pc) == nil { refresh() }
        var walker = StackWalker(
            image: self, registers: evidence.registers, isExact: true, memory: stackMemory(for: evidence))
        while let frame = walker.nextFrame() {
            var query = PlaceQuery(pc: frame.pc, isExact: frame.isExact)
            if stack.frames.isEmpty, !evidence.isExact, !isFunctionStart(pc) {
                query.isExact = false
                if innermost == pc { query.isExact = true }
            }
            append(frame, query, to: &stack)
        }
        stack.problem = walker.problem
        return stack
    }

    /// The copied memory where there is some, else that of the process as it is now.
    func stackMemory(for evidence: StackEvidence) -> StackMemory {
        evidence.stack.isEmpty
            ? StackMemory(process: memory) : StackMemory(copy: evidence.stack, start: evidence.registers[.rsp])
    }

    /// At a function's start the access was made by the call that led there, and that belongs to another frame.
    private func isFunctionStart(_ pc: UInt64) -> Bool {
        module(at: pc)?.symbols.hasFunction(startingAt: pc) ?? false
    }

    private func append(_ frame: MachineFrame, _ query: PlaceQuery, to stack: inout CallStack) {
        for place in stack.frames.isEmpty ? framePlaces(of: query) : callerPlaces(of: query) {
            stack.frames.append(
                StackFrame(
                    pc: frame.pc, place: place.place, isInlined: place.isInlined, isSignalFrame: frame.isSignal,
                    frameAddress: frame.frameAddress))
        }
    }
}
