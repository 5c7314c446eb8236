import DebugRegisters
import Testing
import Tracing
import WatchSlots

/// What the kernel stores: no debug register sees it, and nobody else is blamed.
@Suite(.serialized, .timeLimit(.minutes(5))) struct ChangeContractTests {
    @Test(arguments: BackendUnderTest.stopping)
    func aChangeIsToldBeforeTheStopAtWhichItIsFound(backend: BackendUnderTest) throws {
        let driver = try ContractDriver(backend, .systemRead)
        try driver.launch()
        let watch = try driver.watch("counter")
        _ = try driver.watch("d", action: .stop)
        try driver.perform(.resume)
        #expect(try driver.nextStop().reason == .hit(trap: 1, slots: [.dr1], alsoStep: false))
        #expect(driver.changes == [driver.change(of: watch, 0, 0x2a)])
        let told = driver.events.firstIndex { if case .memoryChanged = $0.kind { true } else { false } }
        let stopped = driver.events.lastIndex { if case .stopped = $0.kind { true } else { false } }
        #expect(told! < stopped!)
        #expect(try driver.runToEnd() == .code(0))
        // The program's own store is not blamed for what the kernel did.
        #expect(driver.hits.last?.old == 0x2a && driver.hits.last?.new == 7)
        #expect(driver.changes.count == 1)
    }

    @Test(arguments: BackendUnderTest.valued)
    func aChangeIsToldBeforeTheEnd(backend: BackendUnderTest) throws {
        let driver = try ContractDriver(backend, .systemReadAtEnd)
        try driver.launch()
        let watch = try driver.watch("counter")
        #expect(try driver.runToEnd() == .code(0))
        #expect(driver.changes == [driver.change(of: watch, 0, 0x2a)])
        #expect(driver.hits.isEmpty)
    }

    @Test(arguments: BackendUnderTest.valued)
    func aLookFindsAChangeWhileTheProgramWaits(backend: BackendUnderTest) throws {
        let driver = try ContractDriver(backend, .systemReadAndWait)
        try driver.launch()
        let watch = try driver.watch("counter")
        try driver.perform(.resume)
        try driver.wait(for: "the change") {
            _ = try? driver.perform(.lookForChanges)
            return !driver.changes.isEmpty
        }
        try driver.perform(.lookForChanges)
        #expect(driver.changes == [driver.change(of: watch, 0, 0x2a)])
        #expect(driver.hits.isEmpty)
        try driver.perform(.kill)
        _ = try driver.end()
    }

    /// With calls watched, the one that did it is named.
    @Test(arguments: BackendUnderTest.valued)
    func theCallThatDidItIsNamed(backend: BackendUnderTest) throws {
        let driver = try ContractDriver(backend, .systemRead)
        try driver.launch(watchesSystemCalls: true)
        let watch = try driver.watch("counter")
        let address = try driver.address("counter").rawValue
        #expect(try driver.runToEnd() == .code(0))
        #expect(driver.changes.count == 1)
        let change = try #require(driver.changes.first)
        #expect(change.watch == watch.id && change.slot == .dr0 && change.pid == driver.pid)
        #expect(change.old == 0 && change.new == 0x2a)
        guard case .systemCall(let call) = change.cause else {
            Issue.record("no call: \(change)")
            return
        }
        #expect(call.tid == driver.pid && call.number == 0 && call.result == 8)
        #expect(Array(call.arguments[1...2]) == [address, 8])
        // The program's own store has the true old value.
        #expect(driver.hits.map(\.old) == [0x2a] && driver.hits.map(\.new) == [7])
    }

    /// What the program stores itself is never the kernel's doing, however many threads store and call.
    @Test(arguments: BackendUnderTest.valued, [false, true])
    func aStoreIsNeverTheKernels(backend: BackendUnderTest, watchesSystemCalls: Bool) throws {
        let driver = try ContractDriver(backend, .threads(count: 8, stores: 250))
        try driver.launch(watchesSystemCalls: watchesSystemCalls)
        _ = try driver.watch("counter")
        try driver.perform(.resume)
        for _ in 0..<20 { try driver.perform(.lookForChanges) }
        #expect(try driver.end() == .code(0))
        #expect(driver.hits.count == 2000)
        #expect(driver.changes.isEmpty)
    }

    @Test(arguments: BackendUnderTest.valued)
    func aWriteOfOursIsNoChange(backend: BackendUnderTest) throws {
        let driver = try ContractDriver(backend, .threeStores)
        try driver.launch()
        _ = try driver.watch("counter")
        try driver.perform(.writeMemory(try driver.address("counter"), [9, 0, 0, 0, 0, 0, 0, 0]))
        #expect(try driver.runToEnd() == .code(0))
        #expect(driver.hits.map(\.old) == [9, 1, 2])
        #expect(driver.changes.isEmpty)
    }
}

extension ContractDriver {
    var changes: [MemoryChange] { kinds { if case .memoryChanged(let change) = $0 { change } else { nil } } }

    func change(of watch: Watch, _ old: UInt64, _ new: UInt64) -> MemoryChange {
        MemoryChange(
            pid: pid, watch: watch.id, slot: watch.assignments[0].slot, old: old, new: new, cause: .unknown)
    }
}
