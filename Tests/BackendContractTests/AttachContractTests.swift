import DebugRegisters
import Glibc
import TestSupport
import Testing
import Tracing
import WatchSlots

/// Processes that were there before the tracer, and stay when it leaves.
@Suite(
    .serialized, .timeLimit(.minutes(10)),
    .enabled(if: Hardware.fires, "the machine's debug registers do not fire (bptui doctor)"))
struct AttachContractTests {
    private static let backends = [BackendUnderTest.ptrace, .ptraceInProcess]

    private func attach(
        _ backend: BackendUnderTest, _ crowd: Crowd, overflow: HitLog.Overflow = .wait
    ) throws -> ContractDriver {
        let driver = try ContractDriver(backend, .exit(0))
        try driver.attach(crowd.pid, overflow: overflow)
        return driver
    }

    private func problems(of driver: ContractDriver) -> [TracingError] {
        driver.kinds { if case .problem(let error) = $0 { error } else { nil } }
    }

    private func watch(_ driver: ContractDriver, _ crowd: Crowd, _ symbol: String) throws {
        try driver.perform(
            .addWatch(WatchRequest(address: LinearAddress(try crowd.address(of: symbol)), byteCount: 8, kind: .write)))
    }

    /// Threads come and go while it is taken in; those that come later are armed as well.
    @Test(arguments: backends) func everyThreadIsTakenIn(backend: BackendUnderTest) throws {
        let crowd = try Crowd(64, churners: 3, "calm")
        let driver = try attach(backend, crowd)
        let count: [Int] = driver.kinds { if case .attached(crowd.pid, let count) = $0 { count } else { nil } }
        #expect(count.count == 1 && count[0] >= 68)
        // Nothing stopped: the program runs on.
        #expect(!driver.events.contains { if case .stopped = $0.kind { true } else { false } })
        try watch(driver, crowd, "a")
        let installation = try #require(driver.slots?.installation)
        #expect(installation.threadCount >= 68 && installation.armedThreads[0] == installation.threadCount)
        try driver.wait(for: "hits of short-lived threads") { driver.hits.count >= 100 }
        #expect(Set(driver.hits.map(\.tid)).count == driver.hits.count)
        try driver.perform(.detach)
        try crowd.awaitProgress()
        #expect(crowd.status("TracerPid") == "0")
        #expect(problems(of: driver) == [])
    }

    /// A hundred times, in the middle of its hits.
    @Test func aHotTargetSurvivesADetach() throws {
        let crowd = try Crowd(3)
        for round in 0..<100 {
            let driver = try attach(.ptrace, crowd)
            try watch(driver, crowd, "counter")
            try driver.wait(for: "hits") { driver.hits.count > round % 10 }
            try driver.perform(.detach)
            #expect(driver.events.contains { $0.kind == .detached(pid: crowd.pid) })
            driver.backend.close()
            try crowd.awaitProgress()
            #expect(try crowd.armedThreads() == [], "round \(round)")
        }
    }

    /// The end of the session is a detach, also with a full log and threads that wait for room in it.
    @Test(arguments: backends, [HitLog.Overflow.wait, .drop])
    func aHotTargetSurvivesTheEnd(backend: BackendUnderTest, overflow: HitLog.Overflow) throws {
        let crowd = try Crowd(3)
        for round in 0..<10 {
            let driver = try ContractDriver(backend, .exit(0), logCapacity: 64)
            try driver.attach(crowd.pid, overflow: overflow)
            driver.drainsLog = round % 2 == 0
            // Before the watch: a full log would hold it soon after.
            let before = crowd.value(of: "counter") ?? 0
            try watch(driver, crowd, "counter")
            try crowd.wait(for: "hits") { (crowd.value(of: "counter") ?? 0) > before + 5 }
            driver.backend.close()
            try crowd.awaitProgress()
            #expect(crowd.status("TracerPid") == "0")
            #expect(try crowd.armedThreads() == [])
        }
    }

    @Test func aStoppedTargetIsLetGoRunning() throws {
        let crowd = try Crowd(3)
        let driver = try attach(.ptrace, crowd)
        try driver.perform(
            .addWatch(
                WatchRequest(
                    address: LinearAddress(try crowd.address(of: "counter")), byteCount: 8, kind: .write, action: .stop)
            ))
        _ = try driver.nextStop()
        driver.backend.close()
        try crowd.awaitProgress()
        #expect(try crowd.armedThreads() == [])
    }

    /// One that SIGSTOP holds stays so, through the attach, the arming and the detach.
    @Test(arguments: backends) func aGroupStopLasts(backend: BackendUnderTest) throws {
        let crowd = try Crowd(4)
        kill(crowd.pid, SIGSTOP)
        try crowd.wait(for: "the group stop") { crowd.status("State").hasPrefix("T") }
        let driver = try attach(backend, crowd)
        try watch(driver, crowd, "counter")
        #expect(driver.slots?.installation.armedThreads[0] == 5)
        try driver.perform(.detach)
        #expect(crowd.status("State").hasPrefix("T"))
        let counter = crowd.value(of: "counter")
        usleep(10_000)
        #expect(crowd.value(of: "counter") == counter && driver.hits.isEmpty)
        kill(crowd.pid, SIGCONT)
        try crowd.awaitProgress()
    }

    @Test func aKillIsAsked() throws {
        let crowd = try Crowd(20, churners: 1)
        let driver = try attach(.ptrace, crowd)
        try watch(driver, crowd, "counter")
        try driver.perform(.kill)
        try driver.wait(for: "the end") {
            driver.events.contains { $0.kind == .exited(pid: crowd.pid, .signal(9, coreDumped: false)) }
        }
    }

    /// What the kernel changes to force a trap on a program is undone where it can be, and told where not.
    @Test(arguments: [("", false), ("handle", false), ("block", true), ("ignore", true)])
    func dispositions(of trap: String, isReset: Bool) throws {
        let crowd = try Crowd(2, "hot", trap: trap)
        let mask = crowd.status("SigBlk")
        let driver = try attach(.ptrace, crowd)
        try watch(driver, crowd, "counter")
        try driver.wait(for: "hits") { driver.hits.count > 5 }
        try driver.perform(.detach)
        let resets: [Int32] = driver.kinds {
            if case .dispositionReset(crowd.pid, let signal) = $0 { signal } else { nil }
        }
        #expect(resets == (isReset ? [SIGTRAP] : []))
        #expect(crowd.status("SigBlk") == mask)
        try crowd.awaitProgress()
    }

    // MARK: Refusals

    private func refusal(_ pid: Int32, sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
        let driver = try ContractDriver(.ptrace, .exit(0))
        let error = try #require(
            try driver.refusal(of: .attach(pid: pid, TracingOptions()), sourceLocation: sourceLocation),
            sourceLocation: sourceLocation)
        #expect(error.operation == .attach && error.tid == pid, sourceLocation: sourceLocation)
        guard case .state(let words) = error.reason else { return error.description }
        return words
    }

    @Test func whatCannotBeAttachedToIsSaid() throws {
        #expect(try refusal(-1).hasPrefix("there is no such process"))
        #expect(try refusal(.max).hasPrefix("there is no such process"))
        #expect(try refusal(getpid()).hasPrefix("that is bptui itself"))
        if getppid() > 0 { #expect(try refusal(getppid()).hasPrefix("bptui was started by it or by a child of it (")) }
        let crowd = try Crowd(1, "still")
        let thread = try #require(crowd.threads.first { $0 != crowd.pid })
        #expect(try refusal(thread) == "it is a thread of process \(crowd.pid) — attach to that: -p \(crowd.pid)")
        if (try? TemporaryFile.read("/proc/2/comm")) == "kthreadd\n" {
            #expect(try refusal(2) == "it is a kernel thread (kthreadd) — only programs can be traced")
        }
        let driver = try attach(.ptraceInProcess, crowd)
        let tracer = crowd.status("TracerPid")
        #expect(try refusal(crowd.pid).hasPrefix("it is traced already, by \(tracer) (bptui-tracer) — "))
        driver.backend.close()
        #expect(try ContractDriver(.ptrace, .exit(0)).perform(.attach(pid: crowd.pid, TracingOptions())) == .done)
    }

    @Test func aZombieHasNothingToWatch() throws {
        let crowd = try Crowd(0, "still")
        kill(crowd.pid, SIGKILL)
        try crowd.wait(for: "the zombie") { crowd.status("State").hasPrefix("Z") }
        #expect(try refusal(crowd.pid).hasPrefix("it has ended and is a zombie, waiting for its parent \(getpid()) ("))
    }

    @Test func oneAtATime() throws {
        let (one, other) = (try Crowd(0, "still"), try Crowd(0, "still"))
        let driver = try attach(.ptrace, one)
        let error = try #require(try driver.refusal(of: .attach(pid: other.pid, TracingOptions())))
        #expect(error.reason == .state("a program is being traced already"))
        try driver.perform(.detach)
        try driver.attach(other.pid)
    }
}
