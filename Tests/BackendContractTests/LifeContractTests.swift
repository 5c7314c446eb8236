import DebugRegisters
import Testing
import Tracing
import WatchSlots

/// A program's life: launch, signals, exec, ends, and commands at the wrong time.
@Suite(.serialized, .timeLimit(.minutes(10))) struct LifeContractTests {
    @Test(arguments: BackendUnderTest.all, [0, 7] as [Int32])
    func theExitCodeIsToldLast(backend: BackendUnderTest, code: Int32) throws {
        let driver = try ContractDriver(backend, .exit(code))
        try driver.launch()
        #expect(try driver.runToEnd() == .code(code))
        guard case .exited = driver.events.last?.kind else {
            Issue.record("after the end came \(String(describing: driver.events.last))")
            return
        }
    }

    @Test(arguments: BackendUnderTest.all)
    func deathByASignalIsTold(backend: BackendUnderTest) throws {
        let driver = try ContractDriver(backend, .segfault)
        try driver.launch()
        let end = try driver.runToEnd()
        guard case .signal(11, _) = end else {
            Issue.record("\(end)")
            return
        }
        #expect(driver.kinds { if case .signal(_, let number) = $0 { number } else { nil } } == [11 as Int32])
    }

    /// DR6 is stale at a SIGTRAP of the program's own: that is no hit, and the program gets its signal.
    @Test(arguments: BackendUnderTest.all)
    func aSIGTRAPOfTheProgramsOwnIsPassedOn(backend: BackendUnderTest) throws {
        let driver = try ContractDriver(backend, .raiseTrap)
        try driver.launch()
        _ = try driver.watch("counter")
        try driver.runToEnd()
        #expect(driver.kinds { if case .signal(_, let number) = $0 { number } else { nil } }.contains(5 as Int32))
        if backend.capabilities.hasOldValue { #expect(driver.hits.allSatisfy { $0.new != $0.old }) }
    }

    @Test(arguments: BackendUnderTest.all)
    func aHandledSignalIsPassedOn(backend: BackendUnderTest) throws {
        let driver = try ContractDriver(backend, .raiseUser)
        try driver.launch()
        #expect(try driver.runToEnd() == .code(0))
        #expect(driver.kinds { if case .signal(_, let number) = $0 { number } else { nil } }.contains(10 as Int32))
    }

    @Test(arguments: BackendUnderTest.all)
    func execClearsEverything(backend: BackendUnderTest) throws {
        let driver = try ContractDriver(backend, .exec)
        try driver.launch()
        _ = try driver.watch("counter")
        #expect(try driver.runToEnd() == .code(7))
        let executed = driver.events.indices.filter {
            if case .executed = driver.events[$0].kind { true } else { false }
        }
        let index = try #require(executed.first)
        #expect(executed.count == 1)
        // Nothing fires in the new program, although it stores to the same address.
        #expect(driver.hits.count == 1)
        if backend.capabilities.hasNewValue { #expect(driver.hits.map(\.new) == [1]) }
        #expect(driver.events[index].after == 1)
        guard case .slots(let table, let installation)? = driver.events[(index + 1)...].first?.kind else {
            Issue.record("no table after \(driver.events[index])")
            return
        }
        #expect(table.watches.isEmpty && installation.armedThreads == [0, 0, 0, 0])
    }

    @Test(arguments: BackendUnderTest.all)
    func killEndsARunningProgram(backend: BackendUnderTest) throws {
        let driver = try ContractDriver(backend, .spin)
        try driver.launch()
        try driver.perform(.resume)
        try driver.perform(.kill)
        #expect(try driver.end() == .signal(9, coreDumped: false))
    }

    /// A restart is a launch after the end. It starts with no watch, and no number is given out twice.
    @Test(arguments: BackendUnderTest.all)
    func aProgramIsLaunchedAgain(backend: BackendUnderTest) throws {
        let driver = try ContractDriver(backend, .threeStores)
        var watches: [WatchID] = []
        var pids: [Int32] = []
        for run in 1...3 {
            try driver.launch()
            #expect(driver.slots?.table.watches.isEmpty ?? true)
            watches.append(try driver.watch("counter").id)
            pids.append(driver.pid)
            if run == 2 {
                try driver.perform(.kill)
                #expect(try driver.end() == .signal(9, coreDumped: false))
            } else {
                #expect(try driver.runToEnd() == .code(0))
            }
        }
        #expect(Set(pids).count == 3 && watches == watches.sorted() && Set(watches).count == 3)
        #expect(driver.hits.map(\.watch) == [watches[0], watches[0], watches[0], watches[2], watches[2], watches[2]])
        #expect(driver.hits.map(\.trap) == Array(1...6))
        if backend.capabilities.hasOldValue { #expect(driver.hits.map(\.old) == [0, 1, 2, 0, 1, 2]) }
    }

    @Test(arguments: BackendUnderTest.all)
    func aFifthWatchIsRefusedAndTheFourStay(backend: BackendUnderTest) throws {
        let driver = try ContractDriver(backend, .fourSlots)
        try driver.launch()
        for name in ["a", "b", "c", "d"] { _ = try driver.watch(name) }
        let error = try driver.refusal(of: .addWatch(try driver.request("counter")))
        #expect(error?.operation == .addWatch)
        guard case .watch(.noFreeSlot(needed: 1, free: [], _))? = error?.reason else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(try driver.runToEnd() == .code(0))
        #expect(driver.hits.count == 4)
    }

    @Test(arguments: BackendUnderTest.all)
    func badRequestsNameTheirField(backend: BackendUnderTest) throws {
        let driver = try ContractDriver(backend, .threeStores)
        try driver.launch()
        var request = try driver.request("counter", offset: 1, 4)
        request.mayRealign = false
        let cases: [(WatchRequest, String)] = [
            (request, "address"), (try driver.request("counter", 0), "length"),
            (try driver.request("counter", 64), "length"),
            (WatchRequest(address: .init(.max), byteCount: 1), "address"),
        ]
        for (request, field) in cases {
            guard case .watch(let error)? = try driver.refusal(of: .addWatch(request))?.reason else {
                Issue.record("no reason for \(request)")
                continue
            }
            #expect(error.field == field)
        }
    }

    @Test(arguments: BackendUnderTest.all)
    func commandsAtTheWrongTimeFail(backend: BackendUnderTest) throws {
        let driver = try ContractDriver(backend, .spin)
        func state(_ command: TracingCommand) throws -> String? {
            guard case .state(let words)? = try driver.refusal(of: command)?.reason else { return nil }
            return words
        }
        for command in [.resume, .pause, .step(thread: 0), .kill, .detach, .readRegisters(thread: 0)]
            as [TracingCommand]
        {
            #expect(try state(command)?.isEmpty == false, "\(command)")
        }
        try driver.launch()
        let again = LaunchConfiguration(
            path: driver.program.path, arguments: driver.program.arguments, environment: [])
        #expect(try state(.launch(again))?.isEmpty == false)
        try driver.perform(.resume)
        for command in [.resume, .step(thread: 0), .readRegisters(thread: 0), .runTo([])] as [TracingCommand] {
            #expect(try state(command)?.isEmpty == false, "\(command)")
        }
        try driver.perform(.kill)
        _ = try driver.end()
        for command in [.resume, .pause, .step(thread: 0), .kill] as [TracingCommand] {
            #expect(try state(command)?.isEmpty == false, "\(command)")
        }
    }

    @Test(arguments: BackendUnderTest.all)
    func aProgramThatIsNotThereIsNamedByErrno(backend: BackendUnderTest) throws {
        let driver = try ContractDriver(backend, .threeStores)
        let error = try driver.refusal(
            of: .launch(LaunchConfiguration(path: "/nowhere/program", arguments: ["program"], environment: [])))
        #expect(error?.operation == .execute && error?.reason == .errno(2))
        // And the backend is still good for another.
        try driver.launch()
        #expect(try driver.runToEnd() == .code(0))
    }

    @Test(arguments: BackendUnderTest.all)
    func memoryThatIsNotMappedIsNotRead(backend: BackendUnderTest) throws {
        let driver = try ContractDriver(backend, .threeStores)
        try driver.launch()
        #expect(try driver.refusal(of: .readMemory(.init(8), count: 8))?.operation == .readMemory)
        let counter = try driver.address("counter")
        #expect(try driver.perform(.readMemory(counter, count: 8)) == .memory(counter, .init(repeating: 0, count: 8)))
    }

    @Test(arguments: BackendUnderTest.all)
    func aDetachedProgramGoesOnUnharmed(backend: BackendUnderTest) throws {
        let driver = try ContractDriver(backend, .threeStores)
        try driver.launch()
        _ = try driver.watch("counter")
        try driver.perform(.detach)
        #expect(driver.kinds { if case .detached(let pid) = $0 { pid } else { nil } } == [driver.pid])
        #expect(driver.slots?.installation.armedThreads.allSatisfy { $0 == 0 } == true)
        #expect(try driver.refusal(of: .resume) != nil)
        #expect(driver.hits.isEmpty)
    }
}
