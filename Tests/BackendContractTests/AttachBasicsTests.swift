import DebugRegisters
import Glibc
import SimulatedTracing
import TestSupport
import Testing
import Tracing
import WatchSlots

/// What every backend does with a process that was there before it.
@Suite(.serialized, .timeLimit(.minutes(5))) struct AttachBasicsTests {
    private static let backends =
        [BackendUnderTest.simulated] + (Hardware.fires ? [BackendUnderTest.ptrace, .ptraceInProcess] : [])

    /// A program that adds to `counter` for ever.
    private struct Target {
        let pid: Int32
        let counter: LinearAddress
        /// The real one.
        var crowd: Crowd?
        /// Where the other one lives.
        var simulated: SimulatedBackend?

        init(for driver: ContractDriver) throws {
            if let backend = driver.backend as? SimulatedBackend {
                simulated = backend
                pid = try #require(
                    backend.startUntraced(ContractScripts.script(for: .spin).path, instructions: 10))
                counter = ContractScripts.counter
            } else {
                let crowd = try Crowd(4)
                self.crowd = crowd
                pid = crowd.pid
                counter = LinearAddress(try crowd.address(of: "counter"))
            }
        }

        func awaitProgress() throws {
            try crowd?.awaitProgress()
            guard let simulated else { return }
            let before = simulated.peek(pid, counter, .eight) ?? 0
            simulated.runUntraced(pid, instructions: 30)
            #expect((simulated.peek(pid, counter, .eight) ?? 0) >= before + 9)
        }

        func armedThreads() throws -> [Int32] {
            try crowd?.armedThreads() ?? simulated?.armedThreads(of: pid) ?? []
        }
    }

    private func watch(_ driver: ContractDriver, _ target: Target, _ action: HitAction = .log) throws {
        try driver.perform(
            .addWatch(WatchRequest(address: target.counter, byteCount: 8, kind: .write, action: action)))
    }

    @Test(arguments: backends) func hitsAndADetach(backend: BackendUnderTest) throws {
        let driver = try ContractDriver(backend, .spin)
        let target = try Target(for: driver)
        for _ in 0..<3 {
            let seen = driver.hits.count
            try driver.attach(target.pid)
            #expect(driver.slots?.table.watches == [])
            try watch(driver, target)
            let installation = try #require(driver.slots?.installation)
            #expect(installation.threadCount > 0 && installation.armedThreads[0] == installation.threadCount)
            try driver.wait(for: "hits") { driver.hits.count > seen + 5 }
            try driver.perform(.detach)
            #expect(driver.hits.dropFirst(seen).allSatisfy { $0.pid == target.pid && $0.new == $0.old + 1 })
            #expect(try target.armedThreads() == [])
            try target.awaitProgress()
        }
        let attached: [Int32] = driver.kinds { if case .attached(let pid, _) = $0 { pid } else { nil } }
        let detached: [Int32] = driver.kinds { if case .detached(let pid) = $0 { pid } else { nil } }
        #expect(attached == Array(repeating: target.pid, count: 3) && detached == attached)
        // Nothing stopped it.
        let stops: [Stop] = driver.kinds { if case .stopped(let stop) = $0 { stop } else { nil } }
        #expect(stops == [])
    }

    /// Also with a log that is full.
    @Test(arguments: backends, [true, false]) func theEndOfTheSession(backend: BackendUnderTest, drains: Bool) throws {
        let driver = try ContractDriver(backend, .spin, logCapacity: 16)
        let target = try Target(for: driver)
        try driver.attach(target.pid)
        driver.drainsLog = drains
        try watch(driver, target)
        for _ in 0..<5 { _ = driver.backend.takeEvents() }
        driver.backend.close()
        try target.awaitProgress()
        #expect(try target.armedThreads() == [])
    }

    @Test(arguments: backends) func aStop(backend: BackendUnderTest) throws {
        let driver = try ContractDriver(backend, .spin)
        let target = try Target(for: driver)
        try driver.attach(target.pid)
        try watch(driver, target, .stop)
        #expect(try driver.nextStop().tid == target.pid)
        try driver.perform(.resume)
        _ = try driver.nextStop()
        try driver.perform(.detach)
        try target.awaitProgress()
        #expect(try target.armedThreads() == [])
    }

    @Test(arguments: backends) func aKill(backend: BackendUnderTest) throws {
        let driver = try ContractDriver(backend, .spin)
        let target = try Target(for: driver)
        try driver.attach(target.pid)
        try driver.perform(.kill)
        try driver.wait(for: "the end") {
            driver.events.contains { $0.kind == .exited(pid: target.pid, .signal(9, coreDumped: false)) }
        }
    }

    @Test(arguments: backends) func refusals(backend: BackendUnderTest) throws {
        let driver = try ContractDriver(backend, .spin)
        let target = try Target(for: driver)
        func words(_ pid: Int32) throws -> String {
            let error = try #require(try driver.refusal(of: .attach(pid: pid, TracingOptions())))
            #expect(error.operation == .attach)
            guard case .state(let words) = error.reason else { return error.description }
            return words
        }
        #expect(try words(.max).hasPrefix("there is no such process"))
        try driver.attach(target.pid)
        #expect(try words(target.pid) == "a program is being traced already")
        try driver.perform(.detach)
        try driver.attach(target.pid)
        try driver.perform(.detach)
        try target.awaitProgress()
    }
}
