import DebugRegisters
import Glibc
import LinuxTracing
import TestSupport
import Testing
import Tracing
import WatchSlots

/// Perf watches that outnumber the registers: the kernel's count stays exact over all turns, whatever is missed.
@Suite(
    .serialized, .timeLimit(.minutes(10)),
    .enabled(if: Hardware.fires, "the machine's debug registers do not fire (bptui doctor)"))
struct PerfRotationTests {
    private static let names = ["counter", "a", "b", "c", "d", "pair"]

    private static func options(_ pace: RotationPace = .time(20_000_000)) -> TracingOptions {
        var options = TracingOptions()
        options.rotation = pace
        return options
    }

    private func request(
        _ driver: ContractDriver, _ name: String, _ mechanism: WatchMechanism = .perf,
        _ claim: RegisterClaim = .flexible,
        action: HitAction = .log
    ) throws -> WatchRequest {
        var request = try driver.request(name, action: action)
        (request.mechanism, request.claim) = (mechanism, claim)
        return request
    }

    @discardableResult
    private func add(_ driver: ContractDriver, _ request: WatchRequest) throws -> WatchID {
        guard case .watch(let watch) = try driver.perform(.addWatch(request)) else {
            throw ContractDriver.Timeout(description: "no watch")
        }
        return watch.id
    }

    private func coverage(_ driver: ContractDriver) -> [WatchID: WatchCoverage] {
        let told: [[WatchCoverage]] = driver.kinds {
            if case .coverage(let all) = $0 { all } else { nil }
        }
        return Dictionary(uniqueKeysWithValues: (told.last ?? []).map { ($0.watch, $0) })
    }

    private func problems(_ driver: ContractDriver) -> [TracingError] {
        driver.kinds { if case .problem(let error) = $0 { error } else { nil } }
    }

    private func words(_ error: TracingError?) -> String {
        guard case .watch(let reason)? = error?.reason else { return "\(String(describing: error))" }
        return reason.message
    }

    // MARK: Counts

    /// Whoever has a register for two thirds of the time counts about two thirds, and says how exactly that is known.
    @Test func sixTakeTurns() throws {
        let rounds = 8000.0
        let truth = ["counter": rounds, "a": rounds, "b": rounds / 2, "c": rounds / 4, "d": rounds, "pair": rounds]
        let driver = try ContractDriver(.ptrace, .six(rounds: Int(rounds)), logCapacity: 1 << 16)
        try driver.launch(Self.options())
        var watches: [String: WatchID] = [:]
        for name in Self.names { watches[name] = try add(driver, request(driver, name)) }
        #expect(driver.slots?.installation.armedThreads == [1, 1, 1, 1])
        #expect(driver.slots?.table.waiting.map(\.id) == [watches["d"]!, watches["pair"]!])
        #expect(try driver.runToEnd() == .code(0))
        let coverage = coverage(driver)
        var inside = 0
        for name in Self.names {
            let own = try #require(coverage[watches[name]!])
            let share = try #require(own.share)
            #expect(share > 0.4 && share < 0.95, "\(name) was armed \(share) of the time")
            #expect(own.sliceCount > 5)
            guard case .scaled(let estimate, let error?, _) = own.estimate else {
                Issue.record("\(name): \(own.estimate)")
                continue
            }
            let stores = truth[name]!
            #expect(estimate > 0.6 * stores && estimate < 1.6 * stores, "\(name): \(estimate) ± \(error) of \(stores)")
            if abs(estimate - stores) <= 2 * error { inside += 1 }
        }
        #expect(inside >= 4, "twice the stated error holds in \(inside) of 6")
        let counted = coverage.values.map(\.hits).reduce(0, +)
        #expect(counted == UInt64(driver.hits.count) + driver.backend.hitLog.missedCount)
        let problems = self.problems(driver)
        #expect(problems.isEmpty, "\(problems)")
        #expect(driver.hits.filter { !$0.isByPerf }.isEmpty)
    }

    /// Eight threads on two processors run the rings over while turns end: what is lost is counted to the last hit.
    @Test func whatIsLostOverTurnsIsCountedExactly() throws {
        let driver = try ContractDriver(.ptrace, .threads(count: 8, stores: 50_000), logCapacity: 1024)
        var options = Self.options(.time(10_000_000))
        options.overflow = .drop
        try driver.launch(options)
        let counter = try add(driver, request(driver, "counter"))
        for name in ["a", "b", "c", "d"] { try add(driver, request(driver, name)) }
        driver.drainsLog = false
        #expect(try driver.runToEnd() == .code(0))
        let own = try #require(coverage(driver)[counter])
        #expect(own.hits == UInt64(driver.backend.hitLog.pendingCount) + driver.backend.hitLog.missedCount)
        // While it waits the stores are faster by far, so that nothing is known of how many are left.
        #expect(own.sliceCount > 1 && own.hits > 1024 && own.hits < 400_000)
    }

    /// Beside watches that take turns a pinned one counts each hit, and says that it does.
    @Test func aPinnedOneMissesNothing() throws {
        let driver = try ContractDriver(.ptrace, .threads(count: 4, stores: 25_000), logCapacity: 1 << 16)
        try driver.launch(Self.options(.time(5_000_000)))
        for name in ["a", "b", "c", "d"] { try add(driver, request(driver, name)) }
        let counter = try add(driver, request(driver, "counter", .perf, .pinned))
        #expect(driver.slots?.table.waiting.count == 1)
        #expect(try driver.runToEnd() == .code(0))
        #expect(coverage(driver)[counter]?.estimate == .exact(100_000))
        #expect(UInt64(driver.hits.count) + driver.backend.hitLog.missedCount == 100_000)
    }

    /// A turn in hits ends at the next look into the rings, so that it has no fewer.
    @Test func turnsCanBeCountedInHits() throws {
        let driver = try ContractDriver(.ptrace, .six(rounds: 8000), logCapacity: 1 << 16)
        try driver.launch(Self.options(.hits(500)))
        var ids: [WatchID] = []
        for name in Self.names { ids.append(try add(driver, request(driver, name))) }
        #expect(try driver.runToEnd() == .code(0))
        let coverage = coverage(driver)
        #expect(ids.allSatisfy { (coverage[$0]?.sliceCount ?? 0) > 3 })
        let turns = coverage.values.map(\.sliceCount).reduce(0, +) / 4
        let counted = coverage.values.map(\.hits).reduce(0, +)
        #expect(counted / max(1, turns) >= 400 && counted / max(1, turns) < 5000, "\(counted) hits in \(turns) turns")
    }

    // MARK: Beside ptrace

    /// ptrace keeps the register that it has used: the others are shared, while it is used and after.
    @Test func whatPtraceKeepsIsNotShared() throws {
        let driver = try ContractDriver(.ptrace, .six(rounds: 4000), logCapacity: 1 << 16)
        try driver.launch(Self.options())
        let pinned = try add(driver, request(driver, "counter", .ptrace, .pinned))
        for name in Self.names.dropFirst() { try add(driver, request(driver, name)) }
        #expect(driver.slots?.table.waiting.count == 2)
        try driver.perform(.removeWatch(pinned))
        let table = try #require(driver.slots?.table)
        #expect(table.waiting.count == 2 && table.heldByOthers.count == 1)
        #expect(table.heldByOthers.first?.value.hasPrefix("reserved: ptrace has used a register") == true)
        #expect(try driver.runToEnd() == .code(0))
        let coverage = coverage(driver)
        #expect(coverage.count == 5 && coverage.values.allSatisfy { $0.sliceCount > 3 && $0.hits > 0 })
        #expect(problems(driver) == [])
        let counted = coverage.values.map(\.hits).reduce(0, +)
        #expect(counted == UInt64(driver.hits.count) + driver.backend.hitLog.missedCount)
    }

    @Test func aWatchComesFromPtraceAndGoesBack() throws {
        let driver = try ContractDriver(.ptrace, .six(rounds: 200), logCapacity: 1 << 12)
        try driver.launch(Self.options())
        let id = try add(driver, request(driver, "counter", .ptrace))
        for mechanism in [WatchMechanism.perf, .ptrace, .perf] {
            try driver.perform(.modifyWatch(id, try request(driver, "counter", mechanism)))
        }
        #expect(try driver.runToEnd() == .code(0))
        #expect(coverage(driver)[id]?.estimate == .exact(200))
        #expect(driver.hits.count == 200 && driver.hits.allSatisfy(\.isByPerf))
    }

    @Test func whatCannotBeIsSaid() throws {
        let driver = try ContractDriver(.ptrace, .six(rounds: 4))
        try driver.launch(Self.options())
        let stops = try request(driver, "counter", action: .stop)
        #expect(words(try driver.refusal(of: .addWatch(stops))).hasPrefix("a perf watch that stops takes no turns"))
        try add(driver, request(driver, "counter"))
        let traced = try request(driver, "a", .ptrace)
        #expect(
            words(try driver.refusal(of: .addWatch(traced))).hasPrefix("flexible does not go with watches of the other")
        )
        #expect(try driver.runToEnd() == .code(0))
    }

    // MARK: Observing

    /// A program that nobody stops, whose threads come and go: turns end beside it.
    @Test func anObservedProgramRunsOn() throws {
        let crowd = try Crowd(24, churners: 1, "calm")
        let driver = try ContractDriver(.observed, .exit(0), logCapacity: 1 << 16)
        var options = Self.options()
        options.overflow = .wait
        try driver.attach(crowd.pid, options)
        func request(_ symbol: String, _ offset: UInt64 = 0) throws -> WatchRequest {
            var request = WatchRequest(
                address: LinearAddress(try crowd.address(of: symbol) - offset), byteCount: 8, kind: .write)
            (request.mechanism, request.claim) = (.perf, .flexible)
            return request
        }
        let counter = try add(driver, request("counter"))
        let a = try add(driver, request("a"))
        for index in 1...3 as ClosedRange<UInt64> { try add(driver, request("counter", 64 + 8 * index)) }
        let (first, firstOfA) = (crowd.value(of: "counter") ?? 0, crowd.value(of: "a") ?? 0)
        try driver.wait(for: "turns") {
            let told = self.coverage(driver)
            return told[counter].map { $0.sliceCount > 30 } == true && told[a].map { $0.sliceCount > 30 } == true
        }
        // The last one waits for the answer, so that all of it has been told.
        for watch in driver.slots?.table.watches ?? [] { try driver.perform(.setEnabled(watch.id, false)) }
        let (last, lastOfA) = (crowd.value(of: "counter") ?? 0, crowd.value(of: "a") ?? 0)
        driver.drain()
        let coverage = coverage(driver)
        for (id, stores) in [(counter, last - first), (a, lastOfA - firstOfA)] {
            let own = try #require(coverage[id])
            #expect(own.share.map { $0 > 0.4 && $0 < 0.95 } == true, "\(own)")
            guard case .scaled(let estimate, let error?, _) = own.estimate else {
                Issue.record("\(own.estimate)")
                continue
            }
            #expect(
                abs(estimate - Double(stores)) < max(4 * error, 0.35 * Double(stores)),
                "\(estimate) ± \(error) of \(stores)")
        }
        let byWatch = Dictionary(grouping: driver.hits, by: \.watch)
        #expect(Set(byWatch.keys) == [counter, a])
        // A thread that is made while the next events are opened may have those of a watch twice; of its first hits a few are
        // then told twice before that is known.
        var times: [Int32: UInt64] = [:]
        var twice = 0
        for hit in byWatch[a]! {
            let last = times.updateValue(hit.time, forKey: hit.tid)
            if let last, hit.time - last <= 5_000_000 { twice += 1 }
        }
        #expect(twice <= 2 + byWatch[a]!.count / 200, "each thread stores to it once; \(twice) of \(byWatch[a]!.count)")
        #expect(Set(byWatch[counter]!.map(\.tid)) == [crowd.pid])
        let counted = coverage.values.map(\.hits).reduce(0, +)
        let listed = UInt64(driver.hits.count) + driver.backend.hitLog.missedCount
        #expect(listed >= counted && listed - counted <= 2 + counted / 500, "\(listed) told, \(counted) counted")
        let problems = self.problems(driver)
        #expect(problems.isEmpty, "\(problems)")
    }
}
