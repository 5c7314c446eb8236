import DebugRegisters
import Testing
import Tracing
import WatchSlots

/// What is installed where: the proof of what is called armed, and watches that not every thread has.
@Suite(.serialized, .timeLimit(.minutes(10))) struct ThreadContractTests {
    private func threads(_ driver: ContractDriver) throws -> [ThreadStatus] {
        guard case .threads(let threads) = try driver.perform(.describeThreads) else {
            throw ContractDriver.Timeout(description: "no threads")
        }
        return threads
    }

    /// Threads that hit while the first one's stop was being made have stops of their own, each in place of a resume.
    private func runThroughQueuedStops(_ driver: ContractDriver) throws -> ProcessEnd {
        func stops() -> Int {
            let all: [Stop] = driver.kinds { if case .stopped(let stop) = $0 { stop } else { nil } }
            return all.count
        }
        func hasEnded() -> Bool {
            driver.events.contains { if case .exited = $0.kind { true } else { false } }
        }
        while !hasEnded() {
            let before = stops()
            try driver.perform(.resume)
            try driver.wait(for: "a stop or the end") { stops() > before || hasEnded() }
        }
        return try driver.end()
    }

    @Test(arguments: BackendUnderTest.stopping)
    func eachThreadSaysWhatIsInstalledInIt(backend: BackendUnderTest) throws {
        let driver = try ContractDriver(backend, .threads(count: 8, stores: 250))
        try driver.launch()
        #expect(try threads(driver).map(\.slots) == [[.free, .free, .free, .free]])
        let watch = try driver.watch("counter", action: .stop, slot: .dr1)
        #expect(try threads(driver).map(\.slots) == [[.free, .armed, .free, .free]])
        try driver.perform(.resume)
        let stop = try driver.nextStop()
        let all = try threads(driver)
        #expect(all.count >= 2 && all.map(\.tid).first == driver.pid && all.map(\.tid).contains(stop.tid))
        #expect(all.allSatisfy { $0.pid == driver.pid && $0.slots == [.free, .armed, .free, .free] })
        #expect(all.first { $0.tid == stop.tid }?.isStopped == true)
        try driver.perform(.setEnabled(watch.id, false))
        #expect(try threads(driver).allSatisfy { $0.slots == [.free, .free, .free, .free] })
        #expect(try runThroughQueuedStops(driver) == .code(0))
    }

    @Test(arguments: BackendUnderTest.singling)
    func aWatchOfOneThreadIsNoOthers(backend: BackendUnderTest) throws {
        let driver = try ContractDriver(backend, .threads(count: 8, stores: 250))
        try driver.launch()
        var request = try driver.request("counter")
        request.thread = driver.pid
        guard case .watch(let watch) = try driver.perform(.addWatch(request)) else { return }
        #expect(watch.request.thread == driver.pid)
        try driver.runToEnd()
        // The main thread only joins the others.
        #expect(driver.hits.isEmpty)
    }

    @Test(arguments: BackendUnderTest.singling)
    func aWatchCanBeMadeOneThreadsOwn(backend: BackendUnderTest) throws {
        let driver = try ContractDriver(backend, .threads(count: 8, stores: 250))
        try driver.launch()
        let watch = try driver.watch("counter", action: .stop)
        try driver.perform(.resume)
        let stop = try driver.nextStop()
        var request = watch.request
        request.action = .log
        request.thread = stop.tid
        try driver.perform(.modifyWatch(watch.id, request))
        #expect(
            try threads(driver).allSatisfy { ($0.slots[0] == .armed) == ($0.tid == stop.tid) },
            "armed in that thread alone")
        let installation = try #require(driver.slots?.installation)
        #expect(installation.wantedThreads == [1, 0, 0, 0] && installation.armedThreads == [1, 0, 0, 0])
        #expect(installation.threadCount >= 2)
        let before = driver.hits.count { $0.tid != stop.tid }
        #expect(try runThroughQueuedStops(driver) == .code(0))
        #expect(driver.hits.count { $0.tid == stop.tid } == 250)
        #expect(driver.hits.count { $0.tid != stop.tid } == before)
    }

    @Test(arguments: BackendUnderTest.all)
    func aThreadThatIsNotThereIsRefused(backend: BackendUnderTest) throws {
        let driver = try ContractDriver(backend, .threeStores)
        try driver.launch()
        var request = try driver.request("counter")
        request.thread = .max
        #expect(try driver.refusal(of: .addWatch(request))?.reason == .watch(.noSuchThread(.max)))
        let watch = try driver.watch("counter")
        #expect(try driver.refusal(of: .modifyWatch(watch.id, request))?.reason == .watch(.noSuchThread(.max)))
        #expect(driver.slots?.table.watches.map(\.request.thread) == [nil])
        #expect(try driver.runToEnd() == .code(0))
        #expect(driver.hits.count == 3)
    }

    @Test(arguments: BackendUnderTest.valued)
    func aNewProgramCanBeStopped(backend: BackendUnderTest) throws {
        let driver = try ContractDriver(backend, .exec)
        try driver.launch(TracingOptions(stopsAtExec: true))
        _ = try driver.watch("counter")
        try driver.perform(.resume)
        let stop = try driver.nextStop()
        #expect(stop.reason == .executed && stop.tid == driver.pid)
        #expect(driver.slots?.table.watches.isEmpty == true)
        _ = try driver.watch("counter")
        #expect(try driver.runToEnd() == .code(7))
        #expect(driver.hits.map(\.new) == [1, 3])
    }

    /// The software backend follows no copies.
    @Test(arguments: BackendUnderTest.all.filter { $0.name.contains("ptrace") })
    func aCopyIsFollowed(backend: BackendUnderTest) throws {
        let driver = try ContractDriver(backend, .fork)
        try driver.launch(TracingOptions(followsForks: true))
        _ = try driver.watch("counter")
        #expect(try driver.runToEnd() == .code(0))
        let followed = driver.kinds { if case .followed(let pid, driver.pid) = $0 { pid } else { nil } }
        let child = try #require(followed.first)
        #expect(driver.hits.map(\.new) == [1, 2] && driver.hits.map(\.old) == [0, 0])
        #expect(driver.hits.map(\.pid) == [child, driver.pid])
        let ends: [ProcessEnd] = driver.kinds { if case .processEnded(child, let end) = $0 { end } else { nil } }
        #expect(ends == [.code(7)])
    }
}
