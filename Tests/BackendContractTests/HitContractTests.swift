import DebugRegisters
import Testing
import Tracing
import WatchSlots

/// Every hit exactly once, with the right slot, thread and values: the same of every backend.
@Suite(.serialized, .timeLimit(.minutes(10))) struct HitContractTests {
    @Test(arguments: BackendUnderTest.all)
    func threeStoresAreThreeHits(backend: BackendUnderTest) throws {
        let driver = try ContractDriver(backend, .threeStores)
        try driver.launch()
        let watch = try driver.watch("counter")
        #expect(watch.assignments.map(\.slot) == [.dr0])
        #expect(try driver.runToEnd() == .code(0))
        #expect(driver.hits.map(\.trap) == [1, 2, 3])
        #expect(driver.hits.allSatisfy { $0.watch == watch.id && $0.slot == .dr0 && $0.kind == .write })
        #expect(driver.hits.allSatisfy { $0.tid == driver.pid && $0.pid == driver.pid && $0.length == .eight })
        if backend.capabilities.hasNewValue {
            #expect(driver.hits.map(\.new) == [1, 2, 3])
            #expect(driver.hits.allSatisfy { $0.flags.contains(.hasNew) })
        } else {
            #expect(driver.hits.allSatisfy { $0.mayHold(UInt64($0.trap)) })
        }
        if backend.capabilities.hasOldValue {
            #expect(driver.hits.map(\.old) == [0, 1, 2])
            #expect(driver.hits.allSatisfy { $0.flags.contains(.hasOld) })
        }
        if backend.capabilities.hasStatusRegister {
            #expect(driver.hits.allSatisfy { $0.isNamed([.dr0]) && !$0.status.isSingleStep })
        }
        #expect(Set(driver.hits.map(\.pc)).count == 3)
        #expect(driver.hits.map(\.time) == driver.hits.map(\.time).sorted())
        #expect(driver.backend.hitLog.missedCount == 0)
    }

    @Test(arguments: BackendUnderTest.all)
    func allFourSlotsInOrder(backend: BackendUnderTest) throws {
        let driver = try ContractDriver(backend, .fourSlots)
        try driver.launch()
        for name in ["a", "b", "c", "d"] { _ = try driver.watch(name) }
        #expect(driver.slots?.table.freeSlots.isEmpty == true)
        #expect(driver.slots?.installation.armedThreads == [1, 1, 1, 1])
        #expect(try driver.runToEnd() == .code(0))
        #expect(driver.traps.count == 4)
        #expect(driver.hits.map(\.slot) == SlotIndex.allCases)
        #expect(driver.hits.map(\.length) == [.four, .four, .eight, .eight])
        if backend.capabilities.hasNewValue { #expect(driver.hits.map(\.new) == [10, 11, 12, 13]) }
        #expect(driver.hits.map(\.watch.rawValue) == driver.slots?.table.watches.map(\.id.rawValue))
    }

    @Test(arguments: BackendUnderTest.all)
    func oneStoreOverTwoFieldsIsOneTrapWithTwoSlots(backend: BackendUnderTest) throws {
        let driver = try ContractDriver(backend, .overlap)
        try driver.launch()
        _ = try driver.watch("pair", 4)
        _ = try driver.watch("pair", offset: 4, 4)
        #expect(try driver.runToEnd() == .code(0))
        #expect(driver.traps.count == (backend.capabilities.groupsSlots ? 1 : 2))
        #expect(driver.hits.map(\.slot) == [.dr0, .dr1] && Set(driver.hits.map(\.pc)).count == 1)
        #expect(driver.hits.allSatisfy { $0.length == .four })
        if backend.capabilities.hasNewValue { #expect(driver.hits.allSatisfy { $0.new != 0 }) }
        if backend.capabilities.hasStatusRegister {
            #expect(driver.hits.allSatisfy { $0.isNamed([.dr0, .dr1]) })
        }
    }

    @Test(arguments: BackendUnderTest.all)
    func equalStoresAreHitsToo(backend: BackendUnderTest) throws {
        let driver = try ContractDriver(backend, .silent)
        try driver.launch()
        _ = try driver.watch("counter")
        #expect(try driver.runToEnd() == .code(0))
        #expect(driver.hits.count == 500)
        if backend.capabilities.hasOldValue { #expect(driver.hits.dropFirst().allSatisfy { $0.new == $0.old }) }
        #expect(driver.hits.map(\.trap) == Array(1...500))
    }

    @Test(arguments: BackendUnderTest.all)
    func theKernelsStoresAreTheKernels(backend: BackendUnderTest) throws {
        let driver = try ContractDriver(backend, .systemRead)
        try driver.launch()
        _ = try driver.watch("counter")
        #expect(try driver.runToEnd() == .code(0))
        let own = driver.hits.filter { !$0.isByKernel }
        // The program's own store, and nothing of what read(2) stored before, unless the backend sees that.
        #expect(own.count == 1)
        if backend.capabilities.hasNewValue { #expect(own.map(\.new) == [7]) }
        if !backend.capabilities.seesKernel { #expect(driver.hits == own) }
    }

    @Test(arguments: BackendUnderTest.all)
    func everyThreadIsArmedFromItsFirstInstruction(backend: BackendUnderTest) throws {
        let driver = try ContractDriver(backend, .threads(count: 8, stores: 250))
        try driver.launch()
        _ = try driver.watch("counter")
        #expect(try driver.runToEnd() == .code(0))
        #expect(driver.hits.count == 2000)
        let byThread = Dictionary(grouping: driver.hits, by: \.tid)
        let started = driver.kinds { if case .threadStarted(let tid, _) = $0 { tid } else { nil } }
        let ended = driver.kinds { if case .threadEnded(let tid) = $0 { tid } else { nil } }
        #expect(started.count == 8 && Set(started) == Set(byThread.keys))
        #expect(Set(ended) == Set(started))
        #expect(byThread.values.allSatisfy { $0.count == 250 })
        #expect(Set(driver.hits.map(\.trap)).count == 2000)
    }

    @Test(arguments: BackendUnderTest.all)
    func aVforkChildSharesTheMemoryAndIsArmed(backend: BackendUnderTest) throws {
        let driver = try ContractDriver(backend, .vfork)
        try driver.launch()
        _ = try driver.watch("counter")
        #expect(try driver.runToEnd() == .code(0))
        let children = driver.kinds { if case .forked(_, let child, true) = $0 { child } else { nil } }
        let child = try #require(children.first)
        #expect(children.count == 1)
        #expect(driver.hits.contains { $0.tid == child })
    }

    /// posix_spawn is a child that shares the memory until it executes another program: then it is let go.
    @Test(arguments: BackendUnderTest.all)
    func aSpawnedProgramIsLetGoUnharmed(backend: BackendUnderTest) throws {
        let driver = try ContractDriver(backend, .spawn)
        try driver.launch()
        _ = try driver.watch("counter")
        #expect(try driver.runToEnd() == .code(0))
        let children = driver.kinds { if case .forked(_, let child, true) = $0 { child } else { nil } }
        let ended = driver.kinds { if case .threadEnded(let tid) = $0 { tid } else { nil } }
        #expect(children.count == 1 && Set(children).isSubset(of: ended))
        // The program that was traced is still the one that was launched.
        #expect(driver.kinds { if case .executed = $0 { true } else { nil } }.isEmpty)
        #expect(driver.hits.allSatisfy { $0.tid == driver.pid })
    }

    @Test(arguments: BackendUnderTest.all)
    func aForkedChildIsLetGoUnharmed(backend: BackendUnderTest) throws {
        let driver = try ContractDriver(backend, .fork)
        try driver.launch()
        _ = try driver.watch("counter")
        // The parent reports a child that died.
        #expect(try driver.runToEnd() == .code(0))
        let children = driver.kinds { if case .forked(_, let child, false) = $0 { child } else { nil } }
        #expect(children.count == 1)
        #expect(driver.hits.allSatisfy { $0.pid == driver.pid && $0.tid == driver.pid })
        #expect(!driver.hits.contains { children.contains($0.tid) })
    }

    @Test(arguments: BackendUnderTest.all)
    func anExecuteSlotHitsBeforeTheInstruction(backend: BackendUnderTest) throws {
        let driver = try ContractDriver(backend, .threeStores)
        try driver.launch()
        let main = try driver.address("main")
        _ = try driver.watch("main", 1, .execute)
        _ = try driver.watch("counter")
        #expect(try driver.runToEnd() == .code(0))
        #expect(driver.hits.map(\.slot) == [.dr0, .dr1, .dr1, .dr1])
        #expect(driver.hits.first?.kind == .execute)
        // The program counter is that of the instruction itself, which has not run.
        #expect(driver.hits.first?.pc == main.rawValue)
    }

    /// A consumer that takes its time: the thread that hit waits, and no hit is lost.
    @Test(arguments: BackendUnderTest.all)
    func aFullLogWaits(backend: BackendUnderTest) throws {
        let driver = try ContractDriver(backend, .silent, logCapacity: 16)
        try driver.launch(overflow: .wait)
        _ = try driver.watch("counter")
        driver.drainsLog = false
        try driver.perform(.resume)
        try driver.wait(for: "a full log") { driver.backend.hitLog.pendingCount == 16 }
        driver.drainsLog = true
        #expect(try driver.end() == .code(0))
        #expect(driver.sawFullLog)
        #expect(driver.hits.map(\.trap) == Array(1...500))
        #expect(driver.backend.hitLog.missedCount == 0)
    }

    /// A front that is suspended must not hold up the program: what does not fit is counted.
    @Test(arguments: BackendUnderTest.all)
    func aFullLogDropsAndCountsWhenToldTo(backend: BackendUnderTest) throws {
        let driver = try ContractDriver(backend, .silent, logCapacity: 16)
        try driver.launch(overflow: .drop)
        _ = try driver.watch("counter")
        driver.drainsLog = false
        #expect(try driver.runToEnd() == .code(0))
        #expect(driver.backend.hitLog.pendingCount == 16)
        #expect(driver.backend.hitLog.missedCount == 484)
    }
}

extension HitRecord {
    /// Whether it says of its new value nothing else than this, or that it may be later.
    fileprivate func mayHold(_ value: UInt64) -> Bool {
        !flags.contains(.hasNew) || new == value || flags.contains(.newMayBeLater)
    }

    /// Whether DR6 names exactly these slots. A hypervisor under load loses it once in a hundred thousand hits; then it
    /// names none, and the record has to say that its slot was inferred.
    fileprivate func isNamed(_ slots: SlotSet) -> Bool {
        flags.contains(.statusWasLost) ? status.slots.isEmpty : status.slots == slots
    }
}
