import CTracerProcess
import DebugRegisters
import Glibc
import TestSupport
import Testing
import Tracing
import WatchSlots

@testable import TracerProcess

/// The real tracer process: `bptui` started again.
@Suite(.serialized, .timeLimit(.minutes(10))) struct SpawnTests {
    private func spawn(terminal: Int32? = nil) throws -> RemoteTracer {
        try RemoteTracer.spawn(executable: BuiltProducts.path("bptui"), terminal: terminal, capacity: 1024)
    }

    /// The descriptors of a process and what they are.
    private func descriptors(of pid: Int32) -> [Int: String] {
        var found: [Int: String] = [:]
        for number in 0..<256 {
            var buffer = [UInt8](repeating: 0, count: 4096)
            let count = buffer.withUnsafeMutableBytes {
                readlink("/proc/\(pid)/fd/\(number)", $0.baseAddress!.assumingMemoryBound(to: CChar.self), $0.count)
            }
            if count >= 0 { found[number] = String(decoding: buffer[..<count], as: UTF8.self) }
        }
        return found
    }

    private func status(of pid: Int32, _ field: String) throws -> String {
        let text = try TemporaryFile.read("/proc/\(pid)/status")
        let line = try #require(text.split(separator: "\n").first { $0.hasPrefix(field + ":") })
        return String(line.dropFirst(field.count + 1).drop { $0.isWhitespace })
    }

    private func isGone(_ pid: Int32) -> Bool { kill(pid, 0) < 0 && errno == ESRCH }

    @Test func itLivesInASessionOfItsOwnWithNothingButWhatItNeeds() throws {
        // What the front has open, however it was opened, stays the front's.
        let leaking = open("/dev/null", O_RDWR)
        defer { close(leaking) }
        let tracer = try spawn(terminal: leaking)
        defer { tracer.close() }
        let pid = try #require(tracer.processID)
        #expect(tracer.capabilities.name == "ptrace")
        #expect(getsid(pid) == pid && getsid(pid) != getsid(0))
        #expect(try status(of: pid, "Name") == "bptui-tracer")
        let open = descriptors(of: pid)
        #expect(open[3]?.hasPrefix("socket:") == true && open[4]?.hasPrefix("/memfd:bptui-hits") == true)
        #expect(open[5] == "/dev/null")
        // The rest is what its own threads talk through.
        #expect(
            open.filter { $0.key > 5 }.values.allSatisfy {
                // It looks at its own family once.
                $0.hasPrefix("anon_inode:") || $0.hasPrefix("pipe:") || $0.hasPrefix("/proc/")
            },
            "\(open)")
    }

    @Test func signalsOfTheTerminalAndOfTheSessionDoNotEndIt() throws {
        let tracer = try spawn()
        let pid = try #require(tracer.processID)
        for signal in [SIGINT, SIGHUP, SIGTERM, SIGQUIT, SIGTSTP, SIGPIPE] { #expect(kill(pid, signal) == 0) }
        // It answers, although only with a refusal.
        #expect(throws: TracingError.self) { try TracerOwner(tracer).perform(.resume) }
        #expect(try status(of: pid, "SigBlk") == "0000000000000000")
        tracer.close()
        #expect(isGone(pid))
    }

    @Test func itLeavesWhenItIsClosedAndLeavesNoZombie() throws {
        let tracer = try spawn()
        let pid = try #require(tracer.processID)
        tracer.close()
        tracer.close()
        #expect(isGone(pid))
        #expect(tracer.takeEvents().isEmpty)
    }

    @Test func droppingItClosesIt() throws {
        var tracer: RemoteTracer? = try spawn()
        let pid = try #require(tracer?.processID)
        tracer = nil
        #expect(isGone(pid))
    }

    @Test func aKilledTracerIsLostAndItsProgramGone() throws {
        let tracer = try spawn()
        let owner = TracerOwner(tracer)
        try owner.perform(launch("fixture-spin"))
        let (pid, program) = (try #require(tracer.processID), try #require(owner.pid))
        try owner.perform(.resume)
        kill(pid, SIGKILL)
        try owner.wait { if case .lost = $0.kind { true } else { false } }
        #expect(owner.events.last?.kind == .lost(reason: "the tracer process \(pid) was ended by signal 9"))
        #expect(isGone(pid))
        // PTRACE_O_EXITKILL: the kernel ends it, and whoever adopted it reaps it in its own time.
        let deadline = ContinuousClock.now + .seconds(10)
        while let left = ProcessCensus.record(of: program), left.state != "Z", ContinuousClock.now < deadline {
            sched_yield()
        }
        #expect(ProcessCensus.record(of: program).map { $0.state == "Z" } ?? true)
        tracer.close()
    }

    @Test func theTracedProgramInheritsItsThreeStreamsOnly() throws {
        let leaking = open("/dev/null", O_RDWR)
        defer { close(leaking) }
        let tracer = try spawn(terminal: leaking)
        defer { tracer.close() }
        let owner = TracerOwner(tracer)
        try owner.perform(launch("fixture-spin"))
        let program = try #require(owner.pid)
        #expect(descriptors(of: program).keys.sorted() == [0, 1, 2])
        // And none of the tracer's deafness to signals.
        // (The C library keeps 32 and 33, which posix_spawn leaves ignored, to itself.)
        let ignored = try #require(UInt64(try status(of: program, "SigIgn"), radix: 16))
        #expect(ignored & 0x7fff_ffff == 0)
        #expect(try status(of: program, "SigBlk") == "0000000000000000")
        try owner.perform(.kill)
        try owner.wait { if case .exited = $0.kind { true } else { false } }
    }

    @Test(arguments: ["/nowhere/bptui", "/usr/bin/true"])
    func anExecutableThatIsNoTracerIsAnErrorAndLeavesNoZombie(executable: String) throws {
        let error = #expect(throws: TracingError.self) { try RemoteTracer.spawn(executable: executable) }
        #expect(isGone(try #require(error?.tid)) && error?.operation == .talkToTracer)
    }

    @Test(.enabled(if: Hardware.fires, "the machine's debug registers do not fire (bptui doctor)"))
    func hitsComeThroughMemoryThatBothShare() throws {
        let tracer = try spawn()
        defer { tracer.close() }
        let owner = TracerOwner(tracer)
        try owner.perform(launch("fixture-stores", "three"))
        let program = try #require(owner.pid)
        let symbols = try ELFSymbols(path: BuiltProducts.path("fixture-stores"))
        let counter = LinearAddress(try symbols.address(of: "counter", in: program))
        try owner.perform(.addWatch(WatchRequest(address: counter, byteCount: 8)))
        try owner.perform(.resume)
        try owner.wait { if case .exited(_, .code(0)) = $0.kind { true } else { false } }
        #expect(owner.hits.map(\.new) == [1, 2, 3])
    }

    private func launch(_ fixture: String, _ arguments: String...) -> TracingCommand {
        let path = BuiltProducts.path(fixture)
        return .launch(
            LaunchConfiguration(path: path, arguments: [path] + arguments, environment: ["PATH=/usr/bin:/bin"]))
    }
}
