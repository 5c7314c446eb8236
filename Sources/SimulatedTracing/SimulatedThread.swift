import DebugRegisters
import WatchSlots

/// A thread of a simulated process, with its own debug registers.
final class SimulatedThread {
    var tid: Int32
    var process: SimulatedProcess
    var routine: [SimulatedInstruction]
    var next = 0
    /// How often each jump of the routine was taken.
    var taken: [Int: Int] = [:]
    var unit: DebugUnit
    /// EFLAGS.RF: the next instruction meets no execute slot. Linux sets it when it resumes from one.
    var resumeFlag = false
    /// RSP. The stack grows down from `SimulatedMemory.stack(_:)`.
    var stackPointer: LinearAddress
    var savedStackPointer = LinearAddress(0)
    /// The vfork child that this thread waits for.
    var awaitedChild: Int32?

    init(
        tid: Int32, process: SimulatedProcess, routine: [SimulatedInstruction], stackPointer: LinearAddress,
        unit: DebugUnit = DebugUnit()
    ) {
        self.stackPointer = stackPointer
        self.tid = tid
        self.process = process
        self.routine = routine
        self.unit = unit
    }

    var instruction: SimulatedInstruction? { next < routine.count ? routine[next] : nil }

    /// Whether a jump or call of the routine is taken once more; the next time it counts anew.
    func takes(_ index: Int, times: Int?) -> Bool {
        let count = taken[index, default: 0]
        guard times.map({ count < $0 }) ?? true else {
            taken[index] = nil
            return false
        }
        taken[index] = count + 1
        return true
    }

    /// RIP: the instruction to come.
    var pc: LinearAddress {
        if let instruction { return instruction.pc }
        return routine.last.map { $0.pc + $0.byteCount } ?? LinearAddress(0)
    }
}
