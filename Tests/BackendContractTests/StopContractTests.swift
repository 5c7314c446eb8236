import DebugRegisters
import Testing
import Tracing
import WatchSlots

/// Stops: at hits, at steps, at addresses, by request.
@Suite(.timeLimit(.minutes(10))) struct StopContractTests {
    @Test(arguments: BackendUnderTest.stopping)
    func aStoppingSlotStopsAtEachHit(backend: BackendUnderTest) throws {
        let driver = try ContractDriver(backend, .threeStores)
        try driver.launch()
        _ = try driver.watch("counter", action: .stop)
        for trap: UInt64 in 1...3 {
            try driver.perform(.resume)
            let stop = try driver.nextStop()
            #expect(stop.reason == .hit(trap: trap, slots: [.dr0], alsoStep: false))
            #expect(stop.tid == driver.pid)
            driver.drain()
            #expect(driver.hits.last?.pc == stop.pc.rawValue)
            #expect(driver.hits.last?.flags.contains(.stopped) == true)
            guard case .memory(_, let bytes) = try driver.perform(.readMemory(try driver.address("counter"), count: 8))
            else { throw ContractDriver.Timeout(description: "no memory") }
            #expect(bytes.first == UInt8(trap))
        }
        #expect(try driver.runToEnd() == .code(0))
        #expect(driver.hits.count == 3)
    }

    /// Whatever the slot's action.
    @Test(arguments: BackendUnderTest.stepping, [.log, .stop] as [HitAction])
    func aStepThatLandsOnAHitIsBoth(backend: BackendUnderTest, action: HitAction) throws {
        let driver = try ContractDriver(backend, .threeStores)
        try driver.launch()
        try driver.perform(.runTo([try driver.address("main")]))
        #expect(try driver.nextStop().reason == .reached)
        _ = try driver.watch("counter", action: action)
        for _ in 0..<5000 {
            try driver.perform(.step(thread: 0))
            let stop = try driver.nextStop()
            if stop.reason == .stepped { continue }
            #expect(stop.reason == .hit(trap: 1, slots: [.dr0], alsoStep: true))
            break
        }
        driver.drain()
        #expect(driver.hits.count == 1)
        #expect(driver.hits.first?.flags.contains(.steppedOn) == true)
        #expect(driver.hits.first?.flags.contains(.stopped) == (action == .stop))
        #expect(driver.hits.first?.status.isSingleStep == true)
        let request = try driver.request("counter")
        guard case .watch(let changed) = try driver.perform(.modifyWatch(driver.hits[0].watch, request)) else {
            throw ContractDriver.Timeout(description: "no watch")
        }
        #expect(changed.id == driver.hits[0].watch && changed.request == request)
        #expect(try driver.runToEnd() == .code(0))
        #expect(driver.hits.count == 3)
    }

    /// The fault comes before the instruction, so it is no step; one that only logs does not hold the step up.
    @Test(arguments: BackendUnderTest.stepping, [.log, .stop] as [HitAction])
    func aStepMeetsAnExecuteSlot(backend: BackendUnderTest, action: HitAction) throws {
        let driver = try ContractDriver(backend, .threeStores)
        try driver.launch()
        let main = try driver.address("main")
        try driver.perform(.runTo([main]))
        #expect(try driver.nextStop().reason == .reached)
        _ = try driver.watch("main", 1, .execute, action: action)
        try driver.perform(.step(thread: 0))
        var stop = try driver.nextStop()
        if action == .stop {
            #expect(stop.reason == .hit(trap: 1, slots: [.dr0], alsoStep: false) && stop.pc == main)
            try driver.perform(.step(thread: 0))
            stop = try driver.nextStop()
        }
        #expect(stop.reason == .stepped && stop.pc != main)
        #expect(try driver.runToEnd() == .code(0))
        #expect(driver.hits.map(\.pc) == [main.rawValue])
    }

    @Test(arguments: BackendUnderTest.stepping)
    func stepsMoveOneInstruction(backend: BackendUnderTest) throws {
        let driver = try ContractDriver(backend, .threeStores)
        try driver.launch()
        try driver.perform(.runTo([try driver.address("main")]))
        let start = try driver.nextStop()
        #expect(start.pc == (try driver.address("main")))
        try driver.perform(.step(thread: start.tid))
        let stop = try driver.nextStop()
        #expect(stop.reason == .stepped && stop.tid == start.tid && stop.pc != start.pc)
        guard case .registers(let registers) = try driver.perform(.readRegisters(thread: 0)) else {
            throw ContractDriver.Timeout(description: "no registers")
        }
        #expect(registers.tid == stop.tid)
        #expect(registers.values[RegisterSet.names.firstIndex(of: "rip")!] == stop.pc.rawValue)
        #expect(try driver.runToEnd() == .code(0))
    }

    @Test(arguments: BackendUnderTest.all)
    func aTemporaryStopIsReachedOnce(backend: BackendUnderTest) throws {
        let driver = try ContractDriver(backend, .threeStores)
        try driver.launch()
        let main = try driver.address("main")
        try driver.perform(.runTo([main]))
        let stop = try driver.nextStop()
        #expect(stop.reason == .reached && stop.pc == main)
        _ = try driver.watch("counter")
        #expect(try driver.runToEnd() == .code(0))
        #expect(driver.hits.count == 3)
    }

    @Test(arguments: BackendUnderTest.all)
    func aSpinningProgramIsPaused(backend: BackendUnderTest) throws {
        let driver = try ContractDriver(backend, .spin)
        try driver.launch()
        try driver.perform(.resume)
        try driver.perform(.pause)
        #expect(try driver.nextStop().reason == .paused)
        // Answered at once when it is stopped already, and no second stop comes.
        try driver.perform(.pause)
        try driver.perform(.resume)
        try driver.perform(.pause)
        #expect(try driver.nextStop().reason == .paused)
        try driver.perform(.kill)
        #expect(try driver.end() == .signal(9, coreDumped: false))
        let stops = driver.kinds { if case .stopped(let stop) = $0 { stop.reason } else { nil } }
        #expect(stops == [.launched, .paused, .paused])
    }

    @Test(arguments: BackendUnderTest.stopping)
    func kindAndLengthChangeBetweenHits(backend: BackendUnderTest) throws {
        let driver = try ContractDriver(backend, .threeStores)
        try driver.launch()
        let id = try driver.watch("counter", action: .stop).id
        for (count, kind) in [(1, .write), (4, .readWrite)] as [(UInt64, WatchKind)] {
            try driver.perform(.resume)
            _ = try driver.nextStop()
            try driver.perform(.modifyWatch(id, try driver.request("counter", count, kind, action: .stop)))
            #expect(driver.slots?.table[id]?.assignments.map(\.slot) == [.dr0])
        }
        try driver.perform(.resume)
        _ = try driver.nextStop()
        driver.drain()
        #expect(driver.hits.map(\.length) == [.eight, .one, .four])
        #expect(driver.hits.map(\.kind) == [.write, .write, .readWrite])
        #expect(driver.hits.allSatisfy { $0.watch == id })
    }

    @Test(arguments: BackendUnderTest.stopping)
    func aWatchMovesToAnotherAddress(backend: BackendUnderTest) throws {
        let driver = try ContractDriver(backend, .fourSlots)
        try driver.launch()
        let id = try driver.watch("a", action: .stop).id
        try driver.perform(.resume)
        _ = try driver.nextStop()
        try driver.perform(.modifyWatch(id, try driver.request("d", 1)))
        #expect(try driver.runToEnd() == .code(0))
        #expect(driver.hits.map(\.length) == [.four, .one])
        #expect(driver.hits.allSatisfy { $0.slot == .dr0 && $0.watch == id })
        if backend.capabilities.hasOldValue { #expect(driver.hits.last?.old == 0) }
    }

    @Test(arguments: BackendUnderTest.stopping)
    func aDisabledWatchKeepsItsSlotAndIsSilent(backend: BackendUnderTest) throws {
        let driver = try ContractDriver(backend, .threeStores)
        try driver.launch()
        let id = try driver.watch("counter", action: .stop).id
        try driver.perform(.resume)
        _ = try driver.nextStop()
        try driver.perform(.setEnabled(id, false))
        #expect(driver.slots?.installation.armedThreads == [0, 0, 0, 0])
        #expect(driver.slots?.table.freeSlots == [.dr1, .dr2, .dr3])
        #expect(try driver.runToEnd() == .code(0))
        #expect(driver.hits.count == 1)
    }

    @Test(arguments: BackendUnderTest.stopping)
    func aWatchThatWasDisabledAndEnabledFires(backend: BackendUnderTest) throws {
        let driver = try ContractDriver(backend, .threeStores)
        try driver.launch()
        let id = try driver.watch("counter", action: .stop).id
        try driver.perform(.resume)
        _ = try driver.nextStop()
        try driver.perform(.setEnabled(id, false))
        try driver.perform(.setEnabled(id, true))
        #expect(driver.slots?.installation.armedThreads == [1, 0, 0, 0])
        try driver.perform(.modifyWatch(id, try driver.request("counter")))
        #expect(try driver.runToEnd() == .code(0))
        #expect(driver.hits.count == 3)
    }

    @Test(arguments: BackendUnderTest.stopping)
    func aRemovedWatchIsSilentAndItsSlotFree(backend: BackendUnderTest) throws {
        let driver = try ContractDriver(backend, .threeStores)
        try driver.launch()
        let id = try driver.watch("counter", action: .stop).id
        try driver.perform(.resume)
        _ = try driver.nextStop()
        try driver.perform(.removeWatch(id))
        #expect(driver.slots?.table.watches.isEmpty == true)
        #expect(driver.slots?.installation.control.enabledSlots.isEmpty == true)
        #expect(try driver.refusal(of: .removeWatch(id))?.reason == .watch(.unknownWatch(id)))
        #expect(try driver.runToEnd() == .code(0))
        #expect(driver.hits.count == 1)
    }

    /// Every change reaches a program that runs, and leaves it running.
    @Test(arguments: BackendUnderTest.all)
    func watchesChangeUnderARunningProgram(backend: BackendUnderTest) throws {
        let driver = try ContractDriver(backend, .spin)
        try driver.launch()
        try driver.perform(.resume)
        let id = try driver.watch("counter").id
        try driver.perform(.modifyWatch(id, try driver.request("counter", 4, .readWrite)))
        #expect(driver.slots?.table[id]?.assignments.first?.piece.length == .four)
        try driver.perform(.setEnabled(id, false))
        try driver.perform(.setEnabled(id, true))
        #expect(driver.slots?.installation.armedThreads.first == 1)
        try driver.perform(.removeWatch(id))
        let stops = driver.kinds { if case .stopped = $0 { true } else { nil } }
        #expect(stops.count == 1, "a change stopped the program for its owner")
        try driver.perform(.pause)
        #expect(try driver.nextStop().reason == .paused)
    }

    @Test(arguments: BackendUnderTest.all)
    func disarmAllEndsTheHitsAndKeepsTheSession(backend: BackendUnderTest) throws {
        let driver = try ContractDriver(backend, .threeStores)
        try driver.launch()
        _ = try driver.watch("counter")
        try driver.perform(.disarmAll)
        #expect(driver.slots?.installation.armedThreads == [0, 0, 0, 0])
        #expect(try driver.runToEnd() == .code(0))
        #expect(driver.hits.isEmpty)
    }
}
