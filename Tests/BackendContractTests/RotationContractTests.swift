import DebugRegisters
import Testing
import Tracing
import WatchSlots

/// Watches that outnumber the registers: the same of every backend whose registers take turns.
@Suite(.serialized, .timeLimit(.minutes(10))) struct RotationContractTests {
    private static let names = ["counter", "a", "b", "c", "d", "pair"]
    private static let rounds = 4000
    /// The stores of each in so many rounds.
    private static let stores: [String: Double] = [
        "counter": 4000, "a": 4000, "b": 2000, "c": 1000, "d": 4000, "pair": 4000,
    ]

    /// Turns that are short against the program's life, and in no step with its loop.
    private static func options(_ backend: BackendUnderTest, _ pace: RotationPace? = nil) -> TracingOptions {
        var options = TracingOptions()
        options.rotation = pace ?? (backend.name.hasPrefix("simulated") ? .time(73_700) : .time(20_000_000))
        return options
    }

    private func watch(
        _ driver: ContractDriver, _ name: String, _ claim: RegisterClaim = .flexible, action: HitAction = .log
    ) throws -> Watch {
        var request = try driver.request(name, action: action)
        request.claim = claim
        guard case .watch(let watch) = try driver.perform(.addWatch(request)) else {
            throw ContractDriver.Timeout(description: "no watch")
        }
        return watch
    }

    private func coverage(_ driver: ContractDriver) -> [WatchID: WatchCoverage] {
        let told: [[WatchCoverage]] = driver.kinds {
            if case .coverage(let all) = $0 { all } else { nil }
        }
        let last = told.last ?? []
        return Dictionary(uniqueKeysWithValues: last.map { ($0.watch, $0) })
    }

    @Test(arguments: BackendUnderTest.singling)
    func sixTakeTurnsOnFourRegisters(backend: BackendUnderTest) throws {
        let driver = try ContractDriver(backend, .six(rounds: Self.rounds))
        try driver.launch(Self.options(backend))
        var watches: [String: WatchID] = [:]
        for name in Self.names { watches[name] = try watch(driver, name).id }
        #expect(driver.slots?.table.waiting.map(\.id) == [watches["d"]!, watches["pair"]!])
        #expect(try driver.runToEnd() == .code(0))
        let coverage = coverage(driver)
        var inside = 0
        for name in Self.names {
            let id = try #require(watches[name])
            let own = try #require(coverage[id])
            let share = try #require(own.share)
            #expect(share > 0.4 && share < 0.95, "\(name) was armed \(share) of the time")
            #expect(own.sliceCount > 5)
            #expect(own.hits == UInt64(driver.hits.count { $0.watch == id }), "\(name) is counted as it is recorded")
            guard case .scaled(let estimate, let error?, _) = own.estimate else {
                Issue.record("\(name): \(own.estimate)")
                continue
            }
            let truth = try #require(Self.stores[name])
            #expect(estimate > 0.6 * truth && estimate < 1.6 * truth, "\(name): \(estimate) ± \(error) of \(truth)")
            if abs(estimate - truth) <= 2 * error { inside += 1 }
        }
        #expect(inside >= 4, "twice the stated error holds in \(inside) of 6")
    }

    /// Each hit belongs to the watch whose bytes were stored, and the first old value after a turn is that of the store
    /// before, seen or not.
    @Test(arguments: BackendUnderTest.all)
    func noHitIsBlamedOnAnotherWatch(backend: BackendUnderTest) throws {
        let driver = try ContractDriver(backend, .six(rounds: Self.rounds))
        try driver.launch(Self.options(backend))
        var watches: [WatchID: String] = [:]
        for name in Self.names { watches[try watch(driver, name).id] = name }
        #expect(try driver.runToEnd() == .code(0))
        #expect(Set(driver.hits.map(\.watch)) == Set(watches.keys))
        var sites: [WatchID: Set<UInt64>] = [:]
        for hit in driver.hits {
            sites[hit.watch, default: []].insert(hit.pc)
            guard let step = ["b": 2, "c": 4][watches[hit.watch]!] ?? 1 as UInt64?, hit.flags.contains(.hasOld),
                !hit.isByPerf
            else { continue }
            #expect(hit.new == hit.old + step, "a change while nobody looked is no store's")
        }
        let all = sites.values.flatMap { $0 }
        #expect(Set(all).count == all.count, "an instruction stores to one of them alone")
        let changes: [MemoryChange] = driver.kinds {
            if case .memoryChanged(let change) = $0 { change } else { nil }
        }
        #expect(changes.isEmpty)
    }

    @Test(arguments: BackendUnderTest.singling)
    func turnsCanBeCountedInHits(backend: BackendUnderTest) throws {
        let driver = try ContractDriver(backend, .six(rounds: Self.rounds))
        try driver.launch(Self.options(backend, .hits(200)))
        var ids: [WatchID] = []
        for name in Self.names { ids.append(try watch(driver, name).id) }
        #expect(try driver.runToEnd() == .code(0))
        // A turn ends after 200 hits: each watch has hits in runs of no more than its turns in a row.
        let coverage = coverage(driver)
        for id in ids { #expect(coverage[id].map { $0.sliceCount > 10 && $0.hits > 0 } == true) }
        let total = driver.hits.count
        let turns = coverage.values.map(\.sliceCount).reduce(0, +) / 4
        #expect(abs(Double(total) / Double(max(1, turns)) - 200) < 40, "\(total) hits in \(turns) turns")
    }

    @Test(arguments: BackendUnderTest.all)
    func pinnedWatchesAlwaysHoldTheirs(backend: BackendUnderTest) throws {
        let driver = try ContractDriver(backend, .six(rounds: Self.rounds))
        try driver.launch(Self.options(backend))
        for name in ["b", "c", "d", "pair"] { _ = try watch(driver, name) }
        let pinned = [try watch(driver, "counter", .pinned), try watch(driver, "a", .pinned)]
        #expect(pinned.allSatisfy { !$0.assignments.isEmpty })
        #expect(driver.slots?.table.waiting.count == 2)
        #expect(try driver.runToEnd() == .code(0))
        for watch in pinned {
            #expect(driver.hits.count { $0.watch == watch.id } == Self.rounds)
            #expect(coverage(driver)[watch.id]?.estimate == .exact(UInt64(Self.rounds)))
        }
        let others = driver.slots?.table.watches.filter { $0.request.claim == .flexible } ?? []
        for watch in others {
            let share = coverage(driver)[watch.id]?.share ?? 1
            #expect(share > 0.25 && share < 0.8, "\(watch.id): \(share)")
        }
    }

    @Test(arguments: BackendUnderTest.all)
    func onlyPinnedWatchesCanFillTheRegisters(backend: BackendUnderTest) throws {
        let driver = try ContractDriver(backend, .six(rounds: 40))
        try driver.launch(Self.options(backend))
        let flexible = try watch(driver, "counter")
        for name in ["a", "b", "c", "d"] { _ = try watch(driver, name, .pinned) }
        var request = try driver.request("pair")
        request.claim = .pinned
        let error = try driver.refusal(of: .addWatch(request))
        guard case .watch(.noFreeSlot)? = error?.reason else {
            Issue.record("\(String(describing: error))")
            return
        }
        let table = try #require(driver.slots?.table)
        #expect(table.wait(of: flexible.id) == .tooFew(needed: 1, open: 0))
        #expect(try driver.runToEnd() == .code(0))
        #expect(coverage(driver)[flexible.id]?.estimate == .unknown, "never armed is not nothing")
        #expect(coverage(driver)[flexible.id].map { $0.wanted > 0 && $0.armed == 0 } == true)
    }

    @Test(arguments: BackendUnderTest.all)
    func anExclusiveWatchHasTheRegistersAlone(backend: BackendUnderTest) throws {
        let driver = try ContractDriver(backend, .six(rounds: 40))
        try driver.launch(Self.options(backend))
        let pinned = try watch(driver, "a", .pinned)
        let flexible = try watch(driver, "b")
        let exclusive = try watch(driver, "counter", .exclusive)
        #expect(driver.slots?.installation.armedThreads == [1, 0, 0, 0])
        #expect(driver.slots?.table.wait(of: pinned.id) == .keptOut(by: exclusive.id))
        #expect(driver.slots?.table.wait(of: flexible.id) == .keptOut(by: exclusive.id))
        #expect(try driver.runToEnd() == .code(0))
        #expect(driver.hits.count == 40 && driver.hits.allSatisfy { $0.watch == exclusive.id })
        #expect(coverage(driver)[pinned.id]?.estimate == .unknown)
    }

    @Test(arguments: BackendUnderTest.all)
    func theOthersComeBackAfterAnExclusiveOne(backend: BackendUnderTest) throws {
        let driver = try ContractDriver(backend, .six(rounds: 40))
        try driver.launch(Self.options(backend))
        let pinned = try watch(driver, "a", .pinned)
        let exclusive = try watch(driver, "counter", .exclusive)
        try driver.perform(.setEnabled(exclusive.id, false))
        #expect(driver.slots?.installation.armedThreads == [1, 0, 0, 0])
        #expect(try driver.runToEnd() == .code(0))
        #expect(driver.hits.count == 40 && driver.hits.allSatisfy { $0.watch == pinned.id })
    }

    /// Time in which the program stands still is wanted by nobody.
    @Test(arguments: BackendUnderTest.singling)
    func noTimePassesWhileTheProgramStands(backend: BackendUnderTest) throws {
        let driver = try ContractDriver(backend, .six(rounds: 40))
        try driver.launch(Self.options(backend))
        for name in Self.names.dropLast() { _ = try watch(driver, name) }
        _ = try watch(driver, "pair", .flexible, action: .stop)
        try driver.perform(.resume)
        var last: [WatchCoverage] = []
        while let stop = try? driver.nextStopOrEnd() {
            guard case .hit = stop.reason else { break }
            let now = coverage(driver).values.sorted { $0.watch < $1.watch }
            #expect(Set(now.map(\.wanted)).count == 1, "all were wanted for the same time")
            last = now
            try driver.perform(.pause)
            try driver.perform(.resume)
        }
        #expect(last.isEmpty || last.allSatisfy { $0.armed <= $0.wanted })
        #expect(try driver.end() == .code(0))
    }
}
