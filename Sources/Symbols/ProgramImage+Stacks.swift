import ProgramModel

/// Call stacks from copied registers and stack memory.
extension ProgramImage {
    func callStack(_ evidence: StackEvidence) -> CallStack { CallStack() }
}
