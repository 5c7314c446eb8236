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
    /// The vfork child that this thread waits for.
    var awaitedChild: Int32?

    init(tid: Int32, process: SimulatedProcess, routine: [SimulatedInstruction], unit: DebugUnit = DebugUnit()) {
        self.tid = tid
        self.process = process
        self.routine = routine
        self.unit = unit
    }

    var instruction: SimulatedInstruction? { next < routine.count ? routine[next] : nil }

    /// RIP: the instruction to come.
    var pc: LinearAddress {
        if let instruction { return instruction.pc }
        return routine.last.map { $0.pc + $0.byteCount } ?? LinearAddress(0)
    }
}
