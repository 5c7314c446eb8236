import DebugRegisters
import HitRules
import Tracing
import WatchSlots

extension SimulatedBackend {
    /// Does what a command says, and gives the answer.
    func perform(_ command: TracingCommand) throws(TracingError) -> TracingEvent.Answer {
        switch command {
        case .launch(let configuration): try launch(configuration)
        case .addWatch(let request): return .watch(try addWatch(request))
        case .modifyWatch(let id, let request):
            try change(.modifyWatch) { table throws(WatchError) in
                if request.thread != table[id]?.request.thread { try checkThread(of: request) }
                if request.frame != table[id]?.request.frame, let problem = request.frame.flatMap(problem(of:)) {
                    throw problem
                }
                try table.modify(id, to: request)
            }
            return .watch(table[id]!)
        case .setEnabled(let id, let isEnabled):
            try change(.setEnabled) { table throws(WatchError) in try table.setEnabled(id, isEnabled) }
        case .removeWatch(let id):
            try change(.removeWatch) { table throws(WatchError) in try table.release(id) }
        case .disarmAll: try change(.setEnabled) { table throws(WatchError) in table.disableAll() }
        case .resume: try resume(.resume, temporaryStops: [])
        case .runTo(let addresses): try resume(.runTo, temporaryStops: Set(addresses))
        case .resumeWithoutSignal:
            try requireStop(.resume)
            dropSignal()
            try resume(.resume, temporaryStops: [])
        case .stepLine(let tid, let ranges, let frame):
            let thread = try thread(tid, .step)
            try resume(.step, temporaryStops: [])
            lineRun = LineRun(
                tid: thread.tid, frame: frame, ranges: ranges, stackPointer: thread.stackPointer.rawValue)
        case .finish(let frame):
            if problem(of: frame) != nil { throw TracingError(.runTo, .state("the frame has returned already")) }
            try resume(.runTo, temporaryStops: [])
            lineRun = LineRun(tid: frame.tid, frame: frame, ranges: nil, stackPointer: 0)
        case .setSignalPolicy(let policy): signalPolicy = policy
        case .pause: try pause()
        case .step(let tid): try step(tid)
        case .kill:
            try requireLife(.kill)
            endLaunched()
        case .detach:
            try requireLife(.detach)
            letGo()
        case .readMemory(let address, let count): return try readMemory(address, count)
        case .readRegisters(let tid): return try readRegisters(tid)
        case .writeMemory(let address, let bytes): try writeMemory(address, bytes)
        case .writeRegister(let tid, let register, let value): try writeRegister(tid, register, value)
        case .describeSites(let sites): describe(sites)
        case .logDrained: unpark()
        case .lookForChanges: if isAlive { tellChanges() }
        case .attach(let pid, let options): try attach(pid, options)
        case .describeThreads:
            try requireLife(.resume)
            return .threads(describeThreads())
        }
        return .done
    }

    /// Kills what was launched. A trap that still waits for room is recorded where there is some, else counted.
    func endLaunched() {
        showUndecided()
        unpark()
        for trap in parked { hitLog.addMissed(trap.records.count) }
        parked = []
        for process in Set(tracees.map { ObjectIdentifier($0.thread.process) }) {
            guard let victim = tracees.first(where: { ObjectIdentifier($0.thread.process) == process })?.thread.process,
                victim !== leader
            else { continue }
            machine.kill(victim, by: 9)
            ended(victim, .signal(9, coreDumped: false))
        }
        if let leader, isAlive {
            machine.kill(leader, by: 9)
            ended(leader, .signal(9, coreDumped: false))
        }
    }

    private func launch(_ configuration: LaunchConfiguration) throws(TracingError) {
        guard !isAlive else { throw TracingError(.launch, .state("a program is being traced; end it first")) }
        guard let thread = machine.start(configuration.path) else { throw TracingError(.execute, .errno(2)) }
        begin(thread.process, [thread], configuration.options)
        emit(.launched(pid: thread.process.pid))
        emitSlots()
        stop(thread, .launched)
    }

    private func addWatch(_ request: WatchRequest) throws(TracingError) -> Watch {
        var id = WatchID(rawValue: 0)
        try change(.addWatch) { table throws(WatchError) in
            try checkThread(of: request)
            if let problem = request.frame.flatMap(problem(of:)) { throw problem }
            id = try table.register(request).id
        }
        return table[id]!
    }

    /// Changes the intent and installs it in every thread; what the kernel refuses in any of them undoes the change.
    private func change(
        _ operation: TracingError.Operation, _ body: (inout WatchTable) throws(WatchError) -> Void
    ) throws(TracingError) {
        try requireLife(operation)
        tellChanges()
        rotation.pause(at: time, table)
        endSlices()
        tellCoverage()
        defer {
            followTable()
            if state == .running { rotation.run(at: time) }
        }
        let before = table
        do throws(WatchError) { try body(&table) } catch { throw TracingError(operation, .watch(error)) }
        var changed: SlotSet = []
        let (old, new) = (before.intended, table.intended)
        for slot in SlotIndex.allCases where old[slot] != new[slot] { changed.insert(slot) }
        let failures = installEverywhere()
        if let failure = failures.first {
            let numbered = table
            table = before
            _ = installEverywhere()
            // The number that was given out is not given out again.
            if numbered.watches.count > before.watches.count, let last = numbered.watches.last {
                table = numbered
                try? table.release(last.id)
            }
            throw failure
        }
        remember(changed)
        refreshRules()
        emitSlots()
    }

    private func resume(
        _ operation: TracingError.Operation, temporaryStops addresses: Set<LinearAddress>
    ) throws(TracingError) {
        try requireStop(operation)
        temporaryStops = addresses
        for index in tracees.indices {
            let pc = tracees[index].thread.pc
            tracees[index].passes = addresses.contains(pc) ? pc : nil
        }
        state = .running
        rotation.run(at: time)
        emit(.resumed)
        deliverSignals()
    }

    private func pause() throws(TracingError) {
        try requireLife(.pause)
        guard state == .running, let thread = tracees.first?.thread else { return }
        stop(thread, .paused)
    }

    private func step(_ tid: Int32) throws(TracingError) {
        try requireStop(.step)
        step(try thread(tid, .step))
    }

    /// Ends the session; the process runs on with every slot clear. A trap that still waits for room is recorded where there
    /// is some, else counted.
    func letGo() {
        showUndecided()
        unpark()
        for trap in parked { hitLog.addMissed(trap.records.count) }
        parked = []
        tellCoverage()
        table.releaseAll()
        _ = installEverywhere()
        emitSlots()
        let all = tracees.map(\.thread)
        let pid = leader?.pid ?? 0
        tracees = []
        state = .absent
        for thread in all.reversed() { release(thread.process, threads: [thread]) }
        emit(.detached(pid: pid))
    }

    private func readMemory(_ address: LinearAddress, _ count: Int) throws(TracingError) -> TracingEvent.Answer {
        try requireLife(.readMemory)
        guard count >= 0, let bytes = leader?.memory.read(address, count) else {
            throw TracingError(.readMemory, tid: leader?.pid ?? 0, .errno(5))
        }
        return .memory(address, bytes)
    }

    private func writeMemory(_ address: LinearAddress, _ bytes: [UInt8]) throws(TracingError) {
        try requireLife(.writeMemory)
        guard let memory = leader?.memory, memory.read(address, bytes.count) != nil else {
            throw TracingError(.writeMemory, tid: leader?.pid ?? 0, .errno(5))
        }
        tellChanges()
        _ = memory.write(address, bytes)
        remember(.all)
    }

    /// The software processor has one register that a program's way depends on.
    private func writeRegister(
        _ tid: Int32, _ register: MachineRegister, _ value: UInt64
    ) throws(TracingError) {
        try requireStop(.writeRegisters)
        _ = try thread(tid, .writeRegisters)
        throw TracingError(.writeRegisters, .state("the simulated processor's \(register.name) cannot be set"))
    }

    private func readRegisters(_ tid: Int32) throws(TracingError) -> TracingEvent.Answer {
        try requireStop(.readRegisters)
        let thread = try thread(tid, .readRegisters)
        return .registers(RegisterSet(tid: thread.tid, values: registers(of: thread).values))
    }

    func registers(of thread: SimulatedThread) -> MachineRegisters {
        let values: [String: UInt64] = [
            "rip": thread.pc.rawValue, "rsp": thread.stackPointer.rawValue, "cs": 0x33, "ss": 0x2b, "orig_rax": .max,
            // Bit 1 always reads as one, IF is set, and RF is what lets a thread pass its execute slot.
            "eflags": 0x202 | (thread.resumeFlag ? 1 << 16 : 0),
        ]
        return MachineRegisters(values: RegisterSet.names.map { values[$0] ?? 0 })
    }

    private func thread(_ tid: Int32, _ operation: TracingError.Operation) throws(TracingError) -> SimulatedThread {
        let wanted = tid == 0 ? lastStopped : tid
        if let tracee = tracees.first(where: { $0.thread.tid == wanted }) { return tracee.thread }
        // The thread of the last stop may have ended since; the leader stands for it.
        if tid == 0, let tracee = tracees.first { return tracee.thread }
        throw TracingError(operation, tid: wanted, .errno(3))
    }

    private func requireLife(_ operation: TracingError.Operation) throws(TracingError) {
        guard isAlive else {
            throw TracingError(
                operation, .state(state == .exited ? "the program has exited" : "no program is being traced"))
        }
    }

    func requireStop(_ operation: TracingError.Operation) throws(TracingError) {
        try requireLife(operation)
        guard state == .stopped else { throw TracingError(operation, .state("the program is running; pause it first")) }
    }
}
