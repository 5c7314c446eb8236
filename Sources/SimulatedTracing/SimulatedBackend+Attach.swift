package import DebugRegisters
import Tracing
import WatchSlots

/// Programs that run before anybody traces them.
extension SimulatedBackend {
    /// Starts a program and lets it run for as many instructions, or until it ends or gets nowhere.
    ///
    /// - Returns: its process; nil when there is no such program.
    package func startUntraced(_ path: String, instructions: Int = 0) -> Int32? {
        guard let thread = machine.start(path) else { return nil }
        released[thread.process.pid] = thread.process
        machine.runUntraced(thread.process, limit: instructions)
        return thread.process.pid
    }

    /// Lets a process that nobody traces get further.
    package func runUntraced(_ pid: Int32, instructions: Int) {
        guard let process = released[pid], process !== leader || !isAlive else { return }
        machine.runUntraced(process, limit: instructions)
    }

    /// The bytes of a process, traced or not.
    package func peek(_ pid: Int32, _ address: LinearAddress, _ length: WatchLength) -> UInt64? {
        let process = leader.flatMap { $0.pid == pid ? $0 : nil } ?? released[pid]
        return process?.memory.number(address, length)
    }

    /// The threads of a process in which a slot is enabled.
    package func armedThreads(of pid: Int32) -> [Int32] {
        machine.threads.filter { $0.process.pid == pid && !$0.unit.control.enabledSlots.isEmpty }.map(\.tid)
    }

    func attach(_ pid: Int32, _ options: TracingOptions) throws(TracingError) {
        guard !isAlive else { throw TracingError(.attach, tid: pid, .state("a program is being traced already")) }
        let threads = machine.threads.filter { $0.process.pid == pid }
        guard let process = threads.first?.process else {
            let thread = machine.threads.first { $0.tid == pid }
            let words =
                thread.map { "it is a thread of process \($0.process.pid) — attach to that: -p \($0.process.pid)" }
                ?? "there is no such process — it may have ended; ps -e lists them"
            throw TracingError(.attach, tid: pid, .state(words))
        }
        released[pid] = nil
        begin(process, threads, options)
        isAttached = true
        state = .running
        rotation.run(at: time)
        emit(.attached(pid: pid, threadCount: threads.count))
        emitSlots()
    }

    /// What a session starts with.
    func begin(_ process: SimulatedProcess, _ threads: [SimulatedThread], _ options: TracingOptions) {
        overflow = options.overflow
        leader = process
        isAttached = false
        tracees = threads.map { Tracee(thread: $0) }
        remembered = [nil, nil, nil, nil]
        samples = options.samples
        stopsAtExec = options.stopsAtExec
        watchesSystemCalls = options.watchesSystemCalls
        forgetMeaning()
        rotation = RegisterRotation(pace: options.rotation)
        parked = []
        table.releaseAll()
    }
}
