import CLinuxTracing
import DebugRegisters
import HitRules
import Tracing
import WatchSlots

/// Commands, and which of them fit which mode.
extension PtraceEngine {
    func perform(_ command: TracingCommand, _ number: CommandNumber) {
        if let refusal = refusal(of: command) {
            return fail(number, TracingError(Self.operation(of: command), .state(refusal)))
        }
        if isAwaitingStillness(command) {
            edits.append((command, number))
            return quiesce()
        }
        switch command {
        case .launch(let configuration): launch(configuration, number)
        case .addWatch, .modifyWatch, .setEnabled, .removeWatch, .disarmAll, .detach:
            edits.append((command, number))
            if mode == .stopped { performEdits() } else { quiesce() }
        case .resume: resume(number)
        case .resumeWithoutSignal: resumeWithoutSignal(number)
        case .runTo(let addresses): run(to: addresses, number)
        case .pause:
            if mode == .stopped { return complete(number) }
            pauses.append(number)
            quiesce()
        case .step(let thread): step(thread, number)
        case .stepLine(let thread, let ranges, let frame): stepLine(thread, ranges, frame, number)
        case .finish(let scope): finishFrame(scope, number)
        case .setSignalPolicy(let policy):
            signalPolicy = policy
            complete(number)
        case .kill:
            if !endHeld() { isObserver ? killObserved() : killTarget() }
            complete(number)
        case .readMemory(let address, let count): readMemory(address.rawValue, count, number)
        case .readRegisters(let thread): readRegisters(thread, number)
        case .writeMemory(let address, let bytes): writeMemory(address.rawValue, bytes, number)
        case .writeRegister(let thread, let register, let value): writeRegister(thread, register, value, number)
        case .describeSites(let sites):
            describe(sites)
            flushPerf()
            complete(number)
        case .attach(let pid, let options):
            isObserver ? observe(pid, options, number) : attach(pid, options, number)
        case .describeThreads: complete(number, .threads(describeThreads()))
        case .logDrained:
            flushDeferred()
            flushPerf()
            complete(number)
        case .lookForChanges:
            lookForChanges()
            complete(number)
        }
    }

    /// Why a command does not fit now, in words; nil when it does.
    private func refusal(of command: TracingCommand) -> String? {
        if isObserver, let words = observerRefusal(of: command) { return words }
        switch command {
        case .logDrained, .describeSites, .lookForChanges, .setSignalPolicy: return nil
        case .launch, .attach: return mode == .empty ? nil : "a program is being traced already"
        default: break
        }
        switch mode {
        case .empty: return "no program is being traced"
        case .leaving:
            if case .kill = command { return nil }
            return "the program is being let go"
        default: break
        }
        switch command {
        case .resume, .resumeWithoutSignal, .runTo, .step, .stepLine, .finish, .readRegisters, .writeRegister:
            return mode == .stopped || shownStop != nil ? nil : "the program is running"
        default: return nil
        }
    }

    static func operation(of command: TracingCommand) -> TracingError.Operation {
        switch command {
        case .launch: .launch
        case .addWatch: .addWatch
        case .modifyWatch: .modifyWatch
        case .setEnabled, .disarmAll: .setEnabled
        case .removeWatch: .removeWatch
        case .resume, .logDrained, .lookForChanges, .describeSites, .resumeWithoutSignal, .setSignalPolicy,
            .describeThreads:
            .resume
        case .attach: .attach
        case .stepLine: .step
        case .finish: .runTo
        case .runTo: .runTo
        case .pause: .pause
        case .step: .step
        case .kill: .kill
        case .detach: .detach
        case .readMemory: .readMemory
        case .readRegisters: .readRegisters
        case .writeMemory: .writeMemory
        case .writeRegister: .writeRegisters
        }
    }

    // MARK: Reading

    /// As many bytes as there are from the address on; none is a failure.
    private func readMemory(_ address: UInt64, _ count: Int, _ number: CommandNumber) {
        selectShown()
        var result: Int64 = 0
        var bytes = [UInt8](unsafeUninitializedCapacity: max(0, count)) { buffer, initialized in
            result = bt_read_memory(memory, address, buffer.baseAddress, max(0, count))
            initialized = max(0, Int(result))
        }
        guard !bytes.isEmpty || count <= 0 else {
            let errno = result < 0 ? Int32(-result) : Errno.inputOutput
            return fail(number, TracingError(.readMemory, tid: processID, .errno(errno)))
        }
        temporaries.mask(&bytes, at: address)
        complete(number, .memory(.init(address), bytes))
    }

    private func readRegisters(_ thread: Int32, _ number: CommandNumber) {
        let tid = thread != 0 ? thread : lastStop?.tid ?? processID
        var values = [UInt64](repeating: 0, count: RegisterSet.names.count)
        let result = bt_read_registers(tid, &values)
        guard result >= 0 else { return fail(number, TracingError(.readRegisters, tid: tid, .errno(-result))) }
        complete(number, .registers(RegisterSet(tid: tid, values: values)))
    }

    // MARK: Writing

    /// Writes as a debugger does, through pages that are read-only for the program too. A temporary int3 stays in place:
    /// what it hides becomes the new byte.
    private func writeMemory(_ address: UInt64, _ bytes: [UInt8], _ number: CommandNumber) {
        selectShown()
        if mode == .stopped { tellChanges() }
        var visible = bytes
        temporaries.cover(&visible, at: address)
        let written = visible.isEmpty ? 0 : bt_write_memory(memory, address, visible, visible.count)
        guard written == Int64(bytes.count) else {
            let errno = written < 0 ? Int32(-written) : Errno.inputOutput
            return fail(number, TracingError(.writeMemory, tid: processID, .errno(errno)))
        }
        temporaries.replace(bytes, at: address)
        // The store was ours: the next hit's old value is what it left.
        rereadValues()
        complete(number)
    }

    private func writeRegister(_ thread: Int32, _ register: MachineRegister, _ value: UInt64, _ number: CommandNumber) {
        let tid = thread != 0 ? thread : lastStop?.tid ?? processID
        var result = bt_write_register(tid, Int32(register.rawValue), value)
        // A system call that the stop interrupted would be restarted from the new place (gdb does the same).
        if result >= 0, register == .rip {
            result = bt_write_register(tid, Int32(MachineRegister.origRax.rawValue), .max)
        }
        guard result >= 0 else { return fail(number, TracingError(.writeRegisters, tid: tid, .errno(-result))) }
        complete(number)
    }

    // MARK: Launching

    private func launch(_ configuration: LaunchConfiguration, _ number: CommandNumber) {
        var launch = bt_launch()
        launch.randomizes = configuration.randomizesAddresses ? 1 : 0
        let strings = LaunchStrings(configuration)
        launch.path = strings.path
        launch.arguments = strings.arguments
        launch.environment = strings.environment
        launch.directory = strings.directory
        launch.input = strings.input
        launch.output = strings.output
        launch.error = strings.error
        launch.terminal = strings.terminal
        if case .path(let path, _) = configuration.terminal { launch.is_controlling = takeTerminal(path) ? 1 : 0 }
        var stage: Int32 = 0
        let pid = withExtendedLifetime(strings) { bt_launch(&launch, &stage) }
        guard pid > 0 else {
            return fail(number, TracingError(Self.operation(ofStage: stage), .errno(-pid)))
        }
        begin(pid, configuration.options, mode: .stopped)
        add(Tracee(tid: pid, pid: pid, space: space))
        var pc: UInt64 = 0
        _ = bt_read_pc(pid, &pc)
        emit(.launched(pid: pid))
        emitSlots()
        report(Stop(tid: pid, pc: .init(pc), reason: .launched))
        complete(number)
    }

    func begin(_ pid: Int32, _ options: TracingOptions, mode: Mode) {
        self.options = options
        overflow = options.overflow
        samples = options.samples
        isNonStop = !options.stopsAllThreads
        coLocation = CoLocation(isAllowed: options.sharesProcessor)
        processID = pid
        self.mode = mode
        isAttached = false
        hasLetGo = false
        trapDisposition = nil
        mayHaveMissed = false
        failures = [nil, nil, nil, nil]
        lastControl = .idle
        table.releaseAll()
        table.unholdAll()
        forgetMeaning()
        applyTable()
        closeSpaces()
        space = openSpace(of: pid)
        mainEnd = nil
    }

    /// Another program: the same addresses are other code.
    func forgetMeaning() {
        forgetTurns()
        pairs.removeAll()
        ruleStates = [:]
        spent = []
        undecided = []
    }

    /// True when the terminal is this process's controlling one.
    private func takeTerminal(_ path: String) -> Bool {
        if let terminal, terminal.path == path { return true }
        terminal?.release()
        terminal = ControllingTerminal(taking: path)
        return terminal != nil
    }

    private static func operation(ofStage stage: Int32) -> TracingError.Operation {
        switch UInt32(bitPattern: stage) {
        case bt_stage_fork.rawValue: .fork
        case bt_stage_seize.rawValue: .seize
        case bt_stage_terminal.rawValue: .openTerminal
        case bt_stage_input.rawValue: .openInput
        case bt_stage_output.rawValue: .openOutput
        case bt_stage_error.rawValue: .openErrorOutput
        case bt_stage_execute.rawValue: .execute
        default: .launch
        }
    }
}
