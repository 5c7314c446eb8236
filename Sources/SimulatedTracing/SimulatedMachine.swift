import DebugRegisters
import Tracing
import WatchSlots

/// The processor and the kernel under the software backend: threads that execute one instruction at a time and stop as a
/// tracee under ptrace does. It knows registers and signals, and nothing of watches.
final class SimulatedMachine {
    /// Why a thread of a traced process stands still.
    enum Stop {
        /// SIGTRAP of a debug exception, with its si_code.
        case trap(code: Int32)
        /// Another signal on its way to the thread, or a SIGTRAP of the program's own.
        case signal(Int32, code: Int32, isFatal: Bool)
        /// A new thread, before its first instruction.
        case spawned(SimulatedThread)
        /// A new process, before its first instruction.
        case forked(SimulatedThread, sharesMemory: Bool)
        case executed(path: String, ended: [Int32])
        /// The end of a system call that stored: only who asked for it looks.
        case called(SystemCall)
        case threadEnded
        case exited(ProcessEnd)
    }

    private static let illegalAccess: Int32 = 11

    private let programs: [String: SimulatedProgram]
    private var lastID: Int32
    /// All living threads, in the order of their birth.
    private(set) var threads: [SimulatedThread] = []
    /// Instructions executed, the machine's clock.
    private(set) var instructionCount: UInt64 = 0
    /// Physical slots that other owners have.
    var heldElsewhere = 0
    /// False for a machine that accepts the registers and never fires, as some virtual ones do.
    var firesSlots = true

    init(programs: [SimulatedProgram], firstID: Int32) {
        self.programs = Dictionary(programs.map { ($0.path, $0) }) { $1 }
        lastID = firstID - 1
    }

    /// The main thread of a new process, before its first instruction; nil when there is no such program.
    func start(_ path: String) -> SimulatedThread? {
        guard let program = programs[path] else { return nil }
        let process = SimulatedProcess(pid: newID(), memory: SimulatedMemory(program.memory))
        let thread = SimulatedThread(
            tid: process.pid, process: process, routine: program.main, stackPointer: process.memory.addStack())
        threads.append(thread)
        return thread
    }

    /// Ends a process as a signal does.
    func kill(_ process: SimulatedProcess, by signal: Int32) { end(process, .signal(signal, coreDumped: false)) }

    /// Whether a thread would get anywhere: not while it spins, joins or waits for its vfork child.
    func canProgress(_ thread: SimulatedThread) -> Bool {
        if thread.awaitedChild != nil { return false }
        return switch thread.instruction?.operation {
        case .spin: false
        case .join: !threads.contains { $0.process === thread.process && $0 !== thread }
        default: true
        }
    }

    /// Runs one instruction of a thread and says at which stops it arrived, in order; none when it goes on.
    func execute(_ thread: SimulatedThread, isStep: Bool = false) -> [Stop] {
        instructionCount += 1
        if firesSlots, !thread.resumeFlag {
            let slots = thread.unit.slots(executing: thread.pc)
            if !slots.isEmpty {
                // A fault: the instruction has not run, and on resume the kernel lets it pass.
                thread.unit.raise(slots, singleStep: false)
                thread.resumeFlag = true
                return [.trap(code: HitAttribution.hardwareBreakpointCode)]
            }
        }
        thread.resumeFlag = false
        guard let instruction = thread.instruction else {
            guard thread.tid == thread.process.pid else { return leave(thread) }
            end(thread.process, .code(0))
            return [.exited(.code(0))]
        }
        var slots: SlotSet = []
        var stops: [Stop] = []
        let memory = thread.process.memory
        let index = thread.next
        if canProgress(thread) { thread.next += 1 }
        switch instruction.operation {
        case .nothing, .join, .spin: break
        case .store(let address, let bytes):
            guard memory.write(address, bytes) else { return fault(thread, at: index) }
            slots = thread.unit.slots(address: address, byteCount: bytes.count, isStore: true)
        case .load(let address, let count):
            guard memory.read(address, count) != nil else { return fault(thread, at: index) }
            slots = thread.unit.slots(address: address, byteCount: count, isStore: false)
        case .add(let address, let length, let amount):
            guard let value = memory.number(address, length),
                memory.write(address, SimulatedInstruction.Operation.littleEndian(value &+ amount, length.byteCount))
            else { return fault(thread, at: index) }
            slots = thread.unit.slots(address: address, byteCount: length.byteCount, isStore: true)
        case .storeLocal, .storeThrough, .publishLocal, .moveStack, .call, .return, .saveStack, .unwind:
            guard let met = executeOnStack(instruction, of: thread, at: index) else { return fault(thread, at: index) }
            slots = met
        case .kernelStore(let address, let bytes):
            _ = memory.write(address, bytes)
            stops.append(.called(Self.read(address, bytes.count, by: thread)))
        case .foreignStore(let address, let bytes): _ = memory.write(address, bytes)
        case .jump(let target, let times):
            if thread.takes(index, times: times) { thread.next = target }
        case .spawn(let routine):
            stops.append(.spawned(add(routine, to: thread.process, like: thread, memory.addStack())))
        case .fork(let routine):
            let child = SimulatedProcess(pid: newID(), memory: memory.copy())
            stops.append(
                .forked(add(routine, to: child, like: thread, thread.stackPointer, tid: child.pid), sharesMemory: false)
            )
        case .vfork(let routine):
            let child = SimulatedProcess(pid: newID(), memory: memory)
            thread.awaitedChild = child.pid
            stops.append(
                .forked(add(routine, to: child, like: thread, thread.stackPointer, tid: child.pid), sharesMemory: true))
        case .execute(let path):
            if let program = programs[path] { stops.append(replace(thread, by: program)) }
        case .raise(let signal, let isHandled):
            stops.append(.signal(signal, code: -6, isFatal: !isHandled && Self.endsByDefault(signal)))
        case .endThread: return leave(thread)
        case .exit(let code):
            end(thread.process, .code(code))
            return [.exited(.code(code))]
        }
        if !firesSlots { slots = [] }
        if !slots.isEmpty || isStep {
            thread.unit.raise(slots, singleStep: isStep)
            stops.append(
                .trap(code: isStep ? HitAttribution.singleStepCode : HitAttribution.hardwareBreakpointCode))
        }
        return stops
    }

    /// Runs a process that nobody traces until it ends or gets nowhere. A slot left armed in it is its death by SIGTRAP.
    func runUntraced(_ process: SimulatedProcess, limit: Int = 100_000) {
        for _ in 0..<limit {
            let runnable = threads.filter { $0.process === process && canProgress($0) }
            if runnable.isEmpty || process.end != nil { return }
            for thread in runnable where process.end == nil {
                for stop in execute(thread) {
                    switch stop {
                    case .trap: end(process, .signal(5, coreDumped: false))
                    case .signal(let number, _, let isFatal):
                        if isFatal { end(process, .signal(number, coreDumped: false)) }
                    case .forked(let child, _): runUntraced(child.process)
                    default: break
                    }
                }
            }
        }
    }

    /// What a signal does to a process that handles none.
    private static func endsByDefault(_ signal: Int32) -> Bool { ![17, 18, 19, 20, 21, 22, 23, 28].contains(signal) }

    /// read(2) from descriptor 3 that filled its buffer.
    private static func read(_ address: LinearAddress, _ count: Int, by thread: SimulatedThread) -> SystemCall {
        SystemCall(
            tid: thread.tid, number: 0, arguments: [3, address.rawValue, UInt64(count), 0, 0, 0], result: Int64(count),
            pc: thread.pc.rawValue)
    }

    private func newID() -> Int32 {
        lastID += 1
        return lastID
    }

    private func add(
        _ routine: [SimulatedInstruction], to process: SimulatedProcess, like parent: SimulatedThread,
        _ stackPointer: LinearAddress, tid: Int32? = nil
    ) -> SimulatedThread {
        let thread = SimulatedThread(
            tid: tid ?? newID(), process: process, routine: routine, stackPointer: stackPointer,
            unit: parent.unit.inherited)
        threads.append(thread)
        return thread
    }

    private func fault(_ thread: SimulatedThread, at index: Int) -> [Stop] {
        thread.next = index
        return [.signal(Self.illegalAccess, code: 1, isFatal: true)]
    }

    /// The end of one thread; that of the last is the process's.
    private func leave(_ thread: SimulatedThread) -> [Stop] {
        threads.removeAll { $0 === thread }
        if threads.contains(where: { $0.process === thread.process }) { return [.threadEnded] }
        end(thread.process, .code(0))
        return [.exited(.code(0))]
    }

    private func end(_ process: SimulatedProcess, _ end: ProcessEnd) {
        process.end = end
        threads.removeAll { $0.process === process }
        wake(waitingFor: process.pid)
    }

    private func wake(waitingFor child: Int32) {
        for thread in threads where thread.awaitedChild == child { thread.awaitedChild = nil }
    }

    /// execve: the other threads end, the caller becomes the leader, memory and registers start anew.
    private func replace(_ thread: SimulatedThread, by program: SimulatedProgram) -> Stop {
        // The leader's number passes to the caller, whose own is gone.
        let ended = threads.filter { $0.process === thread.process && $0.tid != thread.process.pid }.map(\.tid)
        threads.removeAll { $0.process === thread.process && $0 !== thread }
        thread.tid = thread.process.pid
        thread.process.memory = SimulatedMemory(program.memory)
        thread.stackPointer = thread.process.memory.addStack()
        thread.routine = program.main
        thread.next = 0
        thread.taken = [:]
        thread.unit = DebugUnit()
        wake(waitingFor: thread.process.pid)
        return .executed(path: program.path, ended: ended)
    }
}
