import DebugRegisters
import HitRules
import TestSupport
import Testing
import Tracing
import WatchSlots

/// How a stopped program goes on: over a call, out of a frame, with its signal or without.
@Suite(.serialized, .timeLimit(.minutes(10))) struct ControlContractTests {
    /// A program at the entry of a function that will return, with the frame.
    private func enter(_ backend: BackendUnderTest, _ way: ContractProgram.Frames) throws -> (
        driver: ContractDriver, scope: FrameScope
    ) {
        let driver = try ContractDriver(backend, .frames(way))
        try driver.launch()
        try driver.perform(.runTo([try driver.address("framed")]))
        let stop = try driver.nextStop()
        guard case .registers(let registers) = try driver.perform(.readRegisters(thread: stop.tid)) else {
            throw ContractDriver.Timeout(description: "no registers")
        }
        let pointer = registers.values[RegisterSet.names.firstIndex(of: "rsp")!]
        let scope = FrameScope(
            tid: stop.tid, frameAddress: pointer + 8, returnAddress: try word(driver, LinearAddress(pointer)))
        return (driver, scope)
    }

    private func word(_ driver: ContractDriver, _ address: LinearAddress) throws -> UInt64 {
        guard case .memory(_, let bytes) = try driver.perform(.readMemory(address, count: 8)) else {
            throw ContractDriver.Timeout(description: "no memory")
        }
        return bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    private func dropped(_ driver: ContractDriver) -> [Int32] {
        driver.kinds { if case .signalDropped(_, let number) = $0 { number } else { nil } }
    }

    private func passed(_ driver: ContractDriver) -> [Int32] {
        driver.kinds { if case .signal(_, let number) = $0 { number } else { nil } }
    }

    /// In recursion the deeper activations return to other frames first.
    @Test(arguments: BackendUnderTest.stopping, [ContractProgram.Frames.once, .recursion])
    func aFrameIsFinished(backend: BackendUnderTest, way: ContractProgram.Frames) throws {
        let (driver, scope) = try enter(backend, way)
        try driver.perform(.finish(scope))
        let stop = try driver.nextStop()
        #expect(stop.reason == .returned)
        #expect(stop.tid == scope.tid)
        #expect(stop.pc.rawValue == scope.returnAddress)
        #expect(try driver.refusal(of: .finish(scope)) != nil, "it has returned")
        #expect(try driver.runToEnd() == .code(0))
    }

    /// From its first instruction to the last of the function everything is one line: what it calls lies in it, too.
    @Test(arguments: BackendUnderTest.stepping, [ContractProgram.Frames.once, .recursion])
    func aLineEndsInTheCaller(backend: BackendUnderTest, way: ContractProgram.Frames) throws {
        let (driver, scope) = try enter(backend, way)
        let start = try driver.address("framed").rawValue
        let range = TracingCommand.AddressRange(start: start, end: start + 0x1000)
        let isInside = range.contains(scope.returnAddress)
        let ranges = isInside ? [TracingCommand.AddressRange(start: start, end: start + 40)] : [range]
        try driver.perform(.stepLine(thread: 0, ranges: ranges, frame: scope))
        let stop = try driver.nextStop()
        #expect(stop.reason == .stepped)
        #expect(stop.tid == scope.tid)
        #expect(try driver.runToEnd() == .code(0))
    }

    @Test(arguments: BackendUnderTest.stepping)
    func hitsOnTheWayAreRecorded(backend: BackendUnderTest) throws {
        let (driver, scope) = try enter(backend, .once)
        _ = try driver.watch("place", 8)
        try driver.perform(.finish(scope))
        #expect(try driver.nextStop().reason == .returned)
        driver.drain()
        #expect(driver.hits.count == 1)
        #expect(try driver.runToEnd() == .code(0))
    }

    @Test(arguments: BackendUnderTest.stopping)
    func aHitThatStopsEndsIt(backend: BackendUnderTest) throws {
        let (driver, scope) = try enter(backend, .once)
        _ = try driver.watch("place", 8, action: .stop)
        try driver.perform(.finish(scope))
        #expect(try driver.nextStop().reason == .hit(trap: 1, slots: [.dr0], alsoStep: false))
        try driver.perform(.disarmAll)
        #expect(try driver.runToEnd() == .code(0), "the frame's end is not waited for any more")
    }

    @Test(arguments: BackendUnderTest.stopping)
    func anExecEndsIt(backend: BackendUnderTest) throws {
        let (driver, scope) = try enter(backend, .exec)
        try driver.perform(.finish(scope))
        #expect(try driver.nextStop().reason == .stepped)
        #expect(try driver.runToEnd() == .code(7))
    }

    @Test(arguments: BackendUnderTest.stopping)
    func theEndOfTheThreadEndsIt(backend: BackendUnderTest) throws {
        let (driver, scope) = try enter(backend, .threadExit)
        try driver.perform(.finish(scope))
        // Where another thread lives the program stops in it; else it has ended.
        try driver.wait(for: "an end") {
            driver.events.contains {
                switch $0.kind {
                case .stopped(let stop): stop.reason == .paused
                case .exited: true
                default: false
                }
            }
        }
    }

    @Test(arguments: BackendUnderTest.stopping)
    func aSignalStopsAndIsDelivered(backend: BackendUnderTest) throws {
        let driver = try ContractDriver(backend, .raiseUser)
        try driver.perform(.setSignalPolicy([10: .stop]))
        try driver.launch()
        try driver.perform(.resume)
        #expect(try driver.nextStop().reason == .signal(10))
        #expect(passed(driver) == [])
        #expect(try driver.runToEnd() == .code(0))
        #expect(passed(driver) == [10])
    }

    @Test(arguments: BackendUnderTest.stopping)
    func aPendingSignalIsTakenAway(backend: BackendUnderTest) throws {
        let driver = try ContractDriver(backend, .segfault)
        try driver.perform(.setSignalPolicy([11: .stop]))
        try driver.launch()
        try driver.perform(.resume)
        #expect(try driver.nextStop().reason == .signal(11))
        try driver.perform(.resumeWithoutSignal)
        try driver.wait(for: "it is told") { dropped(driver) == [11] }
        #expect(passed(driver) == [])
    }

    @Test(arguments: BackendUnderTest.all)
    func anIgnoredSignalIsToldAndNotDelivered(backend: BackendUnderTest) throws {
        let driver = try ContractDriver(backend, .raiseUser)
        try driver.launch()
        try driver.perform(.setSignalPolicy([10: .ignore]))
        _ = try driver.runToEnd()
        #expect(dropped(driver) == [10])
        #expect(passed(driver) == [])
    }
}
