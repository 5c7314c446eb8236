import CLinuxTracing
import DebugRegisters
import Glibc
import Tracing
import WatchSlots

extension PtraceEngine {
    /// Starts a command; what needs stopped threads brings them to a stop first.
    func carryOut(_ command: TracingCommand, _ number: CommandNumber) {
        switch (command, phase) {
        case (.logDrained, _):
            answer(number)
            takeParked()
        case (.readMemory(let address, let count), _):
            readMemory(address, count, number)
        case (.launch(let configuration), .absent):
            launch(configuration, number)
        case (.launch, _):
            refuse(number, TracingError(.launch, tid: pid, .state("a program is under way; kill it first")))
        case (.addWatch, .absent), (.modifyWatch, .absent), (.setEnabled, .absent), (.removeWatch, .absent),
            (.resume, .absent), (.runTo, .absent), (.pause, .absent), (.step, .absent), (.kill, .absent),
            (.detach, .absent), (.readRegisters, .absent):
            refuse(number, TracingError(Self.operation(command), .state("no program is running")))
        case (.disarmAll, .absent): answer(number)
        case (.kill, _): kill(number)
        case (.pause, .running):
            stopAll(for: .report(Stop(tid: current, pc: LinearAddress(0), reason: .paused)))
            answer(number)
        case (.pause, .stepping(let tid, let step)):
            // The instruction does not end, a system call that blocks.
            phase = .running
            answer(step)
            answer(number)
            stopAll(for: .report(Stop(tid: tid, pc: LinearAddress(0), reason: .paused)))
        case (.pause, _): answer(number)
        case (.resume, .stopped): resumeFromStop(number)
        case (.runTo(let addresses), .stopped): runTo(addresses, number)
        case (.step(let thread), .stopped): step(thread, number)
        case (.resume, _), (.runTo, _), (.step, _):
            refuse(number, TracingError(Self.operation(command), tid: pid, .state("the program is running")))
        case (.readRegisters, .running):
            refuse(number, TracingError(.readRegisters, tid: pid, .state("the program is running; pause it first")))
        case (_, .running): stopAll(for: .command(command, number))
        case (_, .stepping):
            refuse(
                number, TracingError(Self.operation(command), tid: pid, .state("a step is under way; pause it first")))
        default: carryOutStopped(command, number)
        }
    }

    /// A command while every thread stands still.
    func carryOutStopped(_ command: TracingCommand, _ number: CommandNumber) {
        switch command {
        case .addWatch(let request): addWatch(request, number)
        case .modifyWatch(let id, let request):
            change(.modifyWatch, number) { (table) throws(WatchError) in try table.modify(id, to: request) }
        case .setEnabled(let id, let isEnabled):
            change(.setEnabled, number) { (table) throws(WatchError) in try table.setEnabled(id, isEnabled) }
        case .removeWatch(let id):
            change(.removeWatch, number) { (table) throws(WatchError) in try table.release(id) }
        case .disarmAll:
            change(.setEnabled, number) { (table) throws(WatchError) in
                for watch in table.watches { try table.setEnabled(watch.id, false) }
            }
        case .readRegisters(let tid): readRegisters(tid == 0 ? current : tid, number)
        case .detach: detach(number)
        case .launch, .resume, .runTo, .pause, .step, .kill, .readMemory, .logDrained: answer(number)
        }
    }

    private static func operation(_ command: TracingCommand) -> TracingError.Operation {
        switch command {
        case .launch: .launch
        case .addWatch: .addWatch
        case .modifyWatch: .modifyWatch
        case .setEnabled, .disarmAll: .setEnabled
        case .removeWatch: .removeWatch
        case .resume, .logDrained: .resume
        case .runTo: .runTo
        case .pause: .pause
        case .step: .step
        case .kill: .kill
        case .detach: .detach
        case .readMemory: .readMemory
        case .readRegisters: .readRegisters
        }
    }

    // MARK: Watches

    private func addWatch(_ request: WatchRequest, _ number: CommandNumber) {
        var added: Watch?
        change(.addWatch, number, answering: { added.map(TracingEvent.Answer.watch) ?? .done }) {
            (table) throws(WatchError) in added = try table.register(request)
        }
    }

    /// Changes the intent and installs it in every thread, or leaves all as it was and says why.
    private func change(
        _ operation: TracingError.Operation, _ number: CommandNumber,
        answering: () -> TracingEvent.Answer = { .done }, _ edit: (inout WatchTable) throws(WatchError) -> Void
    ) {
        let before = table
        do throws(WatchError) {
            try edit(&table)
        } catch {
            table = before
            refuse(number, TracingError(operation, .watch(error)))
            return
        }
        refreshIntent()
        if let failure = installEverywhere() {
            table = before
            refreshIntent()
            _ = installEverywhere()
            emitSlots()
            refuse(number, failure)
            return
        }
        readValues()
        emitSlots()
        answer(number, answering())
    }

    // MARK: Running

    private func resumeFromStop(_ number: CommandNumber) {
        answer(number)
        emit(.resumed)
        if waitingStops.isEmpty {
            resumeAll()
        } else {
            // Another thread had stopped meanwhile: its turn comes now, and nothing runs before it.
            let stop = waitingStops.removeFirst()
            current = stop.tid
            emit(.stopped(stop))
        }
    }

    private func runTo(_ addresses: [LinearAddress], _ number: CommandNumber) {
        // A thread that stands at one of them would run into it before its first instruction.
        for thread in threads.values where thread.state == .stopped && addresses.contains(pc(of: thread.tid)) {
            stepOver(thread)
        }
        if let code = temporary.insert(at: addresses, memory: memory) {
            refuse(number, TracingError(.runTo, tid: pid, .errno(code)))
            return
        }
        answer(number)
        emit(.resumed)
        resumeAll()
    }

    /// One instruction of one thread while all others stand still; whatever else it does is taken afterwards.
    private func stepOver(_ thread: TracedThread) {
        guard clt_step(thread.tid, 0) >= 0 else { return }
        set(thread, .running)
        var status: Int32 = 0
        while true {
            let got = clt_wait_for(thread.tid, &status, 0)
            if got == -EINTR { continue }
            guard got > 0 else { return }
            break
        }
        let isTrap = status & 0xff == 0x7f && status >> 8 == SIGTRAP
        var trap = clt_trap()
        if isTrap, clt_read_trap(thread.tid, &trap) >= 0, trap.code == HitAttribution.singleStepCode,
            HitAttribution.slots(
                status: StatusRegister(rawValue: trap.status), signalCode: trap.code, installed: thread.bank.control
            ).isEmpty
        {
            set(thread, .stopped)
        } else {
            deferred.append((thread.tid, status))
        }
    }

    private func step(_ tid: Int32, _ number: CommandNumber) {
        if !waitingStops.isEmpty {
            emit(.resumed)
            answer(number)
            let stop = waitingStops.removeFirst()
            current = stop.tid
            emit(.stopped(stop))
            return
        }
        let tid = tid == 0 ? current : tid
        guard let thread = threads[tid], thread.isStopped else {
            refuse(number, TracingError(.step, tid: tid, .state("there is no such stopped thread")))
            return
        }
        emit(.resumed)
        phase = .stepping(tid, number)
        stepAgain(thread, number)
    }

    /// Hits that waited for room in the log.
    private func takeParked() {
        for thread in threads.values where thread.state == .parked { trapped(thread) }
    }

    // MARK: Reading

    private func readMemory(_ address: LinearAddress, _ count: Int, _ number: CommandNumber) {
        guard memory >= 0, count >= 0, count <= 1 << 20 else {
            refuse(number, TracingError(.readMemory, .state("no program is running")))
            return
        }
        var bytes = [UInt8](repeating: 0, count: count)
        let got = pread(memory, &bytes, count, off_t(Int64(bitPattern: address.rawValue)))
        if got == count {
            answer(number, .memory(address, bytes))
        } else {
            refuse(number, TracingError(.readMemory, tid: pid, .errno(got < 0 ? errno : EFAULT)))
        }
    }

    private func readRegisters(_ tid: Int32, _ number: CommandNumber) {
        var values = [UInt64](repeating: 0, count: 27)
        let result = clt_registers(tid, &values)
        if result >= 0 {
            answer(number, .registers(RegisterSet(tid: tid, values: values)))
        } else {
            refuse(number, TracingError(.readRegisters, tid: tid, .errno(-result)))
        }
    }
}
