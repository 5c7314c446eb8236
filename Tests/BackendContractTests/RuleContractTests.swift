import DebugRegisters
import HitRules
import Testing
import Tracing
import WatchSlots

/// What a rule keeps from the log is counted, and what is kept of a new place: the same of every backend.
@Suite(.serialized, .timeLimit(.minutes(10))) struct RuleContractTests {
    static func over(_ limit: UInt64) -> Condition {
        Condition([.field(.new), .constant(limit), .binary(.greater, .unsigned)])
    }

    private func start(
        _ backend: BackendUnderTest, _ program: ContractProgram, kind: WatchKind = .write, action: HitAction = .log,
        _ rule: HitRule
    ) throws -> (ContractDriver, Watch) {
        let driver = try ContractDriver(backend, program)
        try driver.launch()
        var request = try driver.request("counter", nil, kind, action: action)
        request.rule = rule
        guard case .watch(let watch) = try driver.perform(.addWatch(request)) else {
            throw ContractDriver.Timeout(description: "no watch")
        }
        return (driver, watch)
    }

    @Test(arguments: BackendUnderTest.valued)
    func aConditionShowsWhatItHoldsFor(backend: BackendUnderTest) throws {
        let (driver, _) = try start(backend, .threeStores, HitRule(condition: Self.over(1)))
        #expect(try driver.runToEnd() == .code(0))
        #expect(driver.hits.map(\.new) == [2, 3])
        #expect(driver.hits.map(\.old) == [1, 2], "a hit that is not shown moves the old value on")
        #expect(driver.backend.hitLog.suppressedCounts == [1, 0, 0, 0])
    }

    @Test(arguments: BackendUnderTest.valued)
    func aConditionReadsMemoryAndTheHitItself(backend: BackendUnderTest) throws {
        let driver = try ContractDriver(backend, .threeStores)
        try driver.launch()
        var request = try driver.request("counter")
        // *counter == 2 && tid == … && hits == 2
        request.rule.condition = Condition([
            .constant(request.address.rawValue), .load(byteCount: 8), .constant(2), .binary(.equal, .unsigned),
            .duplicate, .jumpIfZero(by: 8), .drop,
            .field(.tid), .constant(UInt64(driver.pid)), .binary(.equal, .signed),
            .field(.hits), .constant(2), .binary(.equal, .unsigned), .binary(.and, .unsigned),
        ])
        try driver.perform(.addWatch(request))
        #expect(try driver.runToEnd() == .code(0))
        #expect(driver.hits.map(\.new) == [2])
    }

    @Test(arguments: BackendUnderTest.all)
    func whatCannotBeDecidedIsShown(backend: BackendUnderTest) throws {
        let unreadable = Condition([.constant(8), .load(byteCount: 8)])
        let (driver, _) = try start(backend, .threeStores, HitRule(condition: unreadable))
        #expect(try driver.runToEnd() == .code(0))
        #expect(driver.hits.count == 3)
    }

    @Test(arguments: BackendUnderTest.all)
    func aConditionThatIsNoneIsRefused(backend: BackendUnderTest) throws {
        let driver = try ContractDriver(backend, .threeStores)
        try driver.launch()
        var request = try driver.request("counter")
        request.rule.condition = Condition([.drop])
        let error = try driver.refusal(of: .addWatch(request))
        #expect(error?.reason == .watch(.badCondition(.unbalanced(0))))
    }

    @Test(arguments: BackendUnderTest.all)
    func theFirstOnesAreIgnored(backend: BackendUnderTest) throws {
        let (driver, _) = try start(backend, .threeStores, HitRule(ignoreCount: 2))
        #expect(try driver.runToEnd() == .code(0))
        #expect(driver.hits.map(\.trap) == [3])
        if backend.capabilities.hasNewValue { #expect(driver.hits.map(\.new) == [3]) }
        #expect(driver.backend.hitLog.suppressedCounts[0] == 2)
    }

    @Test(arguments: BackendUnderTest.valued)
    func sameValuesAreOnlyCounted(backend: BackendUnderTest) throws {
        let (driver, _) = try start(backend, .silent, HitRule(changedOnly: true))
        #expect(try driver.runToEnd() == .code(0))
        #expect(driver.hits.isEmpty)
        #expect(driver.backend.hitLog.suppressedCounts[0] == 500)
    }

    @Test(arguments: BackendUnderTest.valued)
    func oneShotDisarmsItself(backend: BackendUnderTest) throws {
        let (driver, watch) = try start(
            backend, .threeStores, HitRule(condition: Self.over(1), isOneShot: true))
        #expect(try driver.runToEnd() == .code(0))
        #expect(driver.hits.map(\.new) == [2])
        #expect(driver.kinds { if case .watchSpent(let id) = $0 { id } else { nil } } == [watch.id])
        let tables = driver.kinds { if case .slots(let table, _) = $0 { table[watch.id]?.isEnabled } else { nil } }
        #expect(tables.contains(false))
    }

    @Test(arguments: BackendUnderTest.all)
    func oneShotWithManyThreadsShowsOne(backend: BackendUnderTest) throws {
        let (driver, _) = try start(backend, .threads(count: 8, stores: 250), HitRule(isOneShot: true))
        #expect(try driver.runToEnd() == .code(0))
        #expect(driver.hits.count == 1)
    }

    @Test(arguments: BackendUnderTest.stopping)
    func aStopComesOnlyWithAShownHit(backend: BackendUnderTest) throws {
        let (driver, _) = try start(backend, .threeStores, action: .stop, HitRule(condition: Self.over(2)))
        try driver.perform(.resume)
        let stop = try driver.nextStop()
        guard case .hit(_, let slots, _) = stop.reason else {
            Issue.record("\(stop)")
            return
        }
        #expect(slots == [.dr0])
        #expect(driver.hits.map(\.new) == [3])
        #expect(try driver.runToEnd() == .code(0))
    }

    /// Answers every question of the tracer with this access, until the program's end.
    private func answer(_ driver: ContractDriver, with access: AccessKind?) throws -> Int {
        try driver.perform(.resume)
        var answered = 0
        while true {
            let asked = driver.kinds { if case .sitesAwaited(let pairs) = $0 { pairs } else { nil } }.flatMap { $0 }
            let ended = driver.kinds { if case .exited(_, let end) = $0 { end } else { nil } }
            if asked.count > answered {
                let new = asked[answered...].map {
                    SiteDescription(pc: $0.pc, slot: $0.slot.rawValue, access: access, store: nil)
                }
                answered = asked.count
                try driver.perform(.describeSites(Array(new)))
            } else if let end = ended.first {
                #expect(end == .code(0))
                _ = try driver.end()
                return answered
            } else {
                try driver.wait(for: "a question or the end") {
                    driver.kinds { if case .sitesAwaited = $0 { true } else { nil } }.count > answered
                        || driver.kinds { if case .exited = $0 { true } else { nil } }.count > 0
                }
            }
        }
    }

    @Test(arguments: BackendUnderTest.all)
    func writesOfAReadWatchAreOnlyCounted(backend: BackendUnderTest) throws {
        let (driver, _) = try start(backend, .threeStores, kind: .readWrite, HitRule(readsOnly: true))
        let asked = try answer(driver, with: .write)
        #expect(asked == 3, "once for each instruction")
        #expect(driver.hits.isEmpty)
        #expect(driver.backend.hitLog.suppressedCounts[0] == 3)
    }

    @Test(arguments: BackendUnderTest.all)
    func whatIsNotKnownToWriteIsShownByAReadWatch(backend: BackendUnderTest) throws {
        for access in [AccessKind.read, .readWrite, nil] {
            let (driver, _) = try start(backend, .threeStores, kind: .readWrite, HitRule(readsOnly: true))
            _ = try answer(driver, with: access)
            if backend.capabilities.hasNewValue { #expect(driver.hits.map(\.new) == [1, 2, 3]) }
            #expect(driver.hits.map(\.trap) == [1, 2, 3])
        }
    }

    @Test(arguments: BackendUnderTest.all)
    func aThreadThatWaitsCanBePausedAndKilled(backend: BackendUnderTest) throws {
        let (driver, _) = try start(backend, .threeStores, kind: .readWrite, HitRule(readsOnly: true))
        try driver.perform(.resume)
        try driver.wait(for: "a question") {
            !driver.kinds { if case .sitesAwaited = $0 { true } else { nil } }.isEmpty
        }
        let waits = backend.capabilities.hasNewValue
        if waits { try driver.perform(.pause) }
        try driver.perform(.kill)
        let end = try driver.end()
        #expect(end == .signal(9, coreDumped: false) || (!waits && end == .code(0)))
        driver.drain()
        if waits {
            #expect(driver.hits.map(\.new) == [1], "what happened is shown, decided or not")
        } else {
            // Nobody waits: the other stores may have been made as well.
            #expect(!driver.hits.isEmpty && driver.backend.hitLog.missedCount == 0)
        }
    }

    @Test(arguments: BackendUnderTest.all)
    func aNewPlaceLeavesItsRegisters(backend: BackendUnderTest) throws {
        let (driver, _) = try start(backend, .silent, .always)
        #expect(try driver.runToEnd() == .code(0))
        let samples = driver.backend.hitLog.samples.drain()
        #expect(samples.map(\.trap) == [1])
        #expect(samples.first?.pc == driver.hits.first?.pc)
        #expect(samples.first?.registers[.rip] == driver.hits.first?.pc)
        #expect(samples.first.map { $0.registers[.rsp] > 0x1000 } == true)
    }

    /// Not that of the hit before, which nobody sees.
    @Test(arguments: BackendUnderTest.all)
    func thePlaceOfAShownHitLeavesThatHitsRegisters(backend: BackendUnderTest) throws {
        let (driver, _) = try start(backend, .silent, HitRule(ignoreCount: 2))
        #expect(try driver.runToEnd() == .code(0))
        let samples = driver.backend.hitLog.samples.drain()
        #expect(driver.hits.map(\.trap) == Array(3...500))
        #expect(samples.map(\.trap) == [1, 3])
        #expect(Set(samples.map(\.pc)) == Set(driver.hits.map(\.pc)))
    }

    @Test(arguments: BackendUnderTest.all)
    func whatATracerWritesIsTheOldValue(backend: BackendUnderTest) throws {
        let (driver, _) = try start(backend, .threeStores, .always)
        let address = try driver.address("counter")
        try driver.perform(.writeMemory(address, [0xfe, 0xca, 0, 0, 0, 0, 0, 0]))
        guard case .memory(_, let bytes) = try driver.perform(.readMemory(address, count: 2)) else { return }
        #expect(bytes == [0xfe, 0xca])
        #expect(try driver.runToEnd() == .code(0))
        if backend.capabilities.hasOldValue { #expect(driver.hits.first?.old == 0xcafe) }
        #expect(driver.hits.count == 3, "the write itself is no hit")
        #expect(throws: TracingError.self) { try driver.perform(.writeMemory(.init(8), [1])) }
    }
}
