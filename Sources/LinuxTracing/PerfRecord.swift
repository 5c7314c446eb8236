import CLinuxTracing
import HitRules

/// What a ring of perf events holds (perf_event_open(2), "MMAP layout"), as far as watching needs it.
enum PerfRecord: Hashable {
    case sample(PerfSample)
    /// So many records found no room before this one.
    case lost(UInt64)
    /// A thread (of the same process) or a process was made.
    case forked(PerfBirth)
    case ended(pid: Int32, tid: Int32, time: UInt64)
    /// The thread's process runs another program.
    case executed(pid: Int32, tid: Int32, time: UInt64)
    /// The kernel held events back because they came too fast.
    case throttled(time: UInt64)
    case other
}

struct PerfBirth: Hashable {
    var pid: Int32
    var parent: Int32
    var tid: Int32
    var parentThread: Int32
    var time: UInt64
}

/// One access as the kernel recorded it.
struct PerfSample: Hashable {
    /// Of the event; those inherited from it have the same.
    var id: UInt64
    /// Where the access was made: after the instruction, at an execute slot before it. A kernel address when the kernel
    /// made it.
    var pc: UInt64
    var pid: Int32
    var tid: Int32
    /// CLOCK_MONOTONIC in nanoseconds.
    var time: UInt64
    var isKernel: Bool
    /// nil where nothing more was asked for.
    var evidence: PerfEvidence?
}

/// What a sample brings along when it was asked to.
final class PerfEvidence: Hashable {
    /// The kernel's return addresses, innermost first; empty for an access in user mode.
    let kernelChain: [UInt64]
    /// In the order of `MachineRegister`; empty when only `userPC` was sampled. What perf does not give reads 0.
    let registers: [UInt64]
    /// The same of however few were sampled; the others read 0. Empty without a user mode below.
    let someRegisters: [UInt64]
    /// The user's program counter and stack pointer; 0 when there is no user mode below (a kernel thread).
    let userPC: UInt64
    let userStackPointer: UInt64
    /// Memory from RSP upwards.
    let stack: [UInt8]

    init(
        kernelChain: [UInt64], registers: [UInt64], someRegisters: [UInt64], userPC: UInt64, userStackPointer: UInt64,
        stack: [UInt8]
    ) {
        self.kernelChain = kernelChain
        self.someRegisters = someRegisters
        self.registers = registers
        self.userPC = userPC
        self.userStackPointer = userStackPointer
        self.stack = stack
    }

    static func == (a: PerfEvidence, b: PerfEvidence) -> Bool {
        a.kernelChain == b.kernelChain && a.registers == b.registers && a.userPC == b.userPC
            && a.userStackPointer == b.userStackPointer && a.stack == b.stack
    }

    func hash(into hasher: inout Hasher) { hasher.combine(userPC) }
}

/// Which optional parts the samples of an event have.
struct PerfLayout: Hashable {
    var hasKernelChain = false
    var registerMask: UInt64 = 0
    var hasStack = false

    var isPlain: Bool { !hasKernelChain && registerMask == 0 && !hasStack }
}
