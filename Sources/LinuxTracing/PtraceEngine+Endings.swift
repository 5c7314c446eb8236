import CLinuxTracing
import DebugRegisters
import Glibc
import Tracing
import WatchSlots

/// The beginning and the ways out.
extension PtraceEngine {
    func launch(_ configuration: LaunchConfiguration, _ number: CommandNumber) {
        reset()
        overflow = configuration.overflow
        var strings: [UnsafeMutablePointer<CChar>] = []
        func keep(_ text: String) -> UnsafeMutablePointer<CChar> {
            let copy = strdup(text)!
            strings.append(copy)
            return copy
        }
        defer { for string in strings { free(string) } }
        let argv = configuration.arguments.map { Optional(keep($0)) } + [nil]
        let envp = configuration.environment.map { Optional(keep($0)) } + [nil]
        var launch = clt_launch()
        launch.path = UnsafePointer(keep(configuration.path))
        launch.randomizes = configuration.randomizesAddresses ? 1 : 0
        if let directory = configuration.directory { launch.directory = UnsafePointer(keep(directory)) }
        switch configuration.terminal {
        case .inherited: launch.terminal = Int32(CLT_INHERIT.rawValue)
        case .path(let path):
            launch.terminal = Int32(CLT_PATH.rawValue)
            launch.files.0 = UnsafePointer(keep(path))
        case .files(let input, let output, let error):
            launch.terminal = Int32(CLT_FILES.rawValue)
            launch.files.0 = input.map { UnsafePointer(keep($0)) }
            launch.files.1 = output.map { UnsafePointer(keep($0)) }
            launch.files.2 = error.map { UnsafePointer(keep($0)) }
        }
        var step: UnsafePointer<CChar>?
        let result = argv.withUnsafeBufferPointer { argv in
            envp.withUnsafeBufferPointer { envp in
                launch.argv = argv.baseAddress
                launch.envp = envp.baseAddress
                return clt_start(&launch, clt_seize_options(), &step)
            }
        }
        guard result > 0 else {
            let name = step.map { String(cString: $0) } ?? "fork"
            let operations: [String: TracingError.Operation] = [
                "seize": .seize, "terminal": .openTerminal, "execute": .execute, "directory": .launch,
            ]
            refuse(number, TracingError(operations[name] ?? .fork, .errno(-result)))
            return
        }
        pid = result
        let thread = TracedThread(tid: pid, pid: pid)
        add(thread)
        phase = .launching(number)
    }

    /// Nothing of an earlier program stays; the table is new, because its addresses mean something else.
    private func reset() {
        if memory >= 0 { close(memory) }
        memory = -1
        pid = 0
        threads = [:]
        runningCount = 0
        table = WatchTable()
        failures = [nil, nil, nil, nil]
        temporary.forget()
        waitingStops = []
        deferred = []
        handledChildren = []
        refreshIntent()
        readValues()
    }

    /// The process is gone: its status has been taken.
    func finishProcess(_ end: ProcessEnd) {
        let ended = pid
        let before = phase
        for thread in threads.values where thread.pid == ended { remove(thread) }
        // A vfork child of it still shares memory that is gone with its exec or exit: disarmed and let go.
        for thread in threads.values { letGo(thread) }
        threads = [:]
        runningCount = 0
        phase = .absent
        pid = 0
        if memory >= 0 { close(memory) }
        memory = -1
        waitingStops = []
        switch before {
        case .launching(let number):
            refuse(number, TracingError(.launch, tid: ended, .state("it ended before it executed the program")))
        case .stopping(.command(let command, let number)):
            if case .kill = command {
                answer(number)
            } else {
                refuse(number, TracingError(.wait, tid: ended, .state("the program has ended")))
            }
        case .stepping(_, let number):
            answer(number)
        default: break
        }
        emit(.exited(pid: ended, end))
    }

    func kill(_ number: CommandNumber) {
        let result = clt_kill(pid, SIGKILL)
        if result < 0 {
            refuse(number, TracingError(.kill, tid: pid, .errno(-result)))
            return
        }
        answer(number)
        reap()
    }

    /// Waits for the end of a killed process; whatever else comes meanwhile is taken as ever.
    private func reap() {
        let deadline = Self.clock() + 5_000_000_000
        while pid != 0, Self.clock() < deadline {
            var status: Int32 = 0
            let got = clt_wait(&status, WNOHANG)
            if got > 0 {
                if status & 0xff == 0x7f {
                    // A last stop on the way out, or a child's first one.
                    if threads[got] == nil { take(got, status) }
                } else {
                    take(got, status)
                }
            } else if got == 0 || got == -EINTR {
                Pause.short()
            } else {
                finishProcess(.signal(SIGKILL, coreDumped: false))
            }
        }
    }

    // MARK: Detaching

    /// Every thread is stopped: registers cleared, queued traps of ours swallowed, the program let go.
    func detach(_ number: CommandNumber) {
        let released = pid
        temporary.removeAll(memory: memory)
        for thread in threads.values { letGo(thread) }
        threads = [:]
        runningCount = 0
        phase = .absent
        table = WatchTable()
        refreshIntent()
        if memory >= 0 { close(memory) }
        memory = -1
        pid = 0
        emitSlots()
        emit(.detached(pid: released))
        answer(number)
    }

    private func letGo(_ thread: TracedThread) {
        if !thread.isStopped {
            _ = clt_interrupt(thread.tid)
            var status: Int32 = 0
            while true {
                let got = clt_wait_for(thread.tid, &status, 0)
                if got == -EINTR { continue }
                guard got > 0, status & 0xff == 0x7f else { return }
                break
            }
            let signal = status >> 8 & 0xff
            if status >> 16 == 0, signal != SIGTRAP { thread.pendingSignal = signal }
        }
        // The registers first: a trap that comes after would kill the program.
        check(clt_poke_debug(thread.tid, 7, 0), .writeDebugRegister, thread.tid)
        if clt_has_queued_trap(thread.tid) == 1 {
            var status: Int32 = 0
            _ = clt_continue(thread.tid, thread.pendingSignal)
            thread.pendingSignal = 0
            while true {
                let got = clt_wait_for(thread.tid, &status, 0)
                if got == -EINTR { continue }
                guard got > 0, status & 0xff == 0x7f else { return }
                let signal = status >> 8 & 0xff
                // Ours is swallowed; another signal goes with the detach.
                if status >> 16 == 0, signal != SIGTRAP { thread.pendingSignal = signal }
                if status >> 8 == SIGTRAP || clt_has_queued_trap(thread.tid) != 1 { break }
                _ = clt_continue(thread.tid, thread.pendingSignal)
                thread.pendingSignal = 0
            }
        }
        check(clt_detach(thread.tid, thread.pendingSignal), .detach, thread.tid)
    }

    /// The session's end: what was launched dies, nothing of it is left, nothing of anybody else's is armed.
    func endSession() {
        if pid != 0 {
            for thread in threads.values where thread.pid != pid { _ = clt_kill(thread.pid, SIGKILL) }
            _ = clt_kill(pid, SIGKILL)
            reap()
        }
        _ = clt_leave_terminal()
        if memory >= 0 { close(memory) }
        memory = -1
    }
}
