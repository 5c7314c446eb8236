import DebugRegisters
import SimulatedTracing
import Testing
import Tracing
import WatchSlots

/// What the software processor does that hardware does, where the contract's programs do not go.
@Suite struct SimulatedProcessorTests {
    static let data = SimulatedSession.data

    @Test func aVectorStoreMeetsAllFourSlots() throws {
        let session = SimulatedSession([.store(Self.data, [UInt8](1...32))])
        try session.launch()
        let watch = try session.watch(0, 32)
        #expect(watch.assignments.count == 4)
        #expect(try session.run() == .code(0))
        #expect(session.trace == ["1 DR0 0x401004", "1 DR1 0x401004", "1 DR2 0x401004", "1 DR3 0x401004"])
        #expect(session.hits.map(\.new).first == 0x0807_0605_0403_0201)
        #expect(session.hits.allSatisfy { $0.status.rawValue == 0xffff_0fff })
    }

    /// Every offset of an 8-byte store around a 4-byte slot: a hit exactly where they overlap.
    @Test(arguments: 0..<24 as Range<UInt64>)
    func conditionsAreMetByOverlap(offset: UInt64) throws {
        let session = SimulatedSession([.store(Self.data + offset, 1)])
        try session.launch()
        try session.watch(12, 4)
        #expect(try session.run() == .code(0))
        #expect(session.hits.count == (offset > 4 && offset < 16 ? 1 : 0))
    }

    @Test(arguments: [
        (WatchKind.write, ["1 DR0 0x401004", "2 DR0 0x40100c"]),
        (.readWrite, ["1 DR0 0x401004", "2 DR0 0x401008", "3 DR0 0x40100c"]),
    ])
    func loadsMeetOnlyReadWrite(kind: WatchKind, trace: [String]) throws {
        let session = SimulatedSession([
            .store(Self.data, 1), .load(Self.data, byteCount: 8), .add(Self.data, .eight, 0), .nothing,
        ])
        try session.launch()
        try session.watch(0, 8, kind)
        #expect(try session.run() == .code(0))
        #expect(session.trace == trace)
    }

    @Test func aStoreAndAnExecuteSlotBehindItAreTwoTrapsAtOnePlace() throws {
        let session = SimulatedSession([.store(Self.data, 1), .nothing, .nothing])
        try session.launch()
        try session.watch(0)
        try session.watchExecution(at: 0x401004)
        #expect(try session.run() == .code(0))
        #expect(session.trace == ["1 DR0 0x401004", "2 DR1 0x401004"])
    }

    @Test func anExecuteSlotMeetsEveryRoundOfALoopOnce() throws {
        let session = SimulatedSession([.nothing, .add(Self.data, .one, 1), .jump(to: 0, times: 9)])
        try session.launch()
        try session.watchExecution(at: 0x401004)
        #expect(try session.run() == .code(0))
        #expect(session.hits.count == 10)
        // RF lets the instruction pass: it ran ten times, no more and no less.
        #expect(session.hits.allSatisfy { $0.flags.isDisjoint(with: [.hasOld, .hasNew]) })
    }

    @Test func aStepPassesAnExecuteSlotThatOnlyLogs() throws {
        let session = SimulatedSession([.nothing, .nothing, .nothing])
        try session.launch()
        try session.watchExecution(at: 0x401000)
        try session.perform(.step(thread: 0))
        #expect(session.trace == ["1 DR0 0x401000"])
        #expect(session.stops.last == Stop(tid: 4242, pc: .init(0x401004), reason: .stepped))
    }

    @Test func aStepOntoAStoppingExecuteSlotStaysBeforeTheInstruction() throws {
        let session = SimulatedSession([.nothing, .nothing, .nothing])
        try session.launch()
        try session.watchExecution(at: 0x401000, action: .stop)
        try session.perform(.step(thread: 0))
        #expect(
            session.stops.last
                == Stop(tid: 4242, pc: .init(0x401000), reason: .hit(trap: 1, slots: [.dr0], alsoStep: false)))
        guard case .registers(let registers) = try session.perform(.readRegisters(thread: 0)) else { return }
        #expect(registers.values[RegisterSet.names.firstIndex(of: "eflags")!] & 1 << 16 != 0)
        try session.perform(.step(thread: 0))
        #expect(session.stops.last?.pc == LinearAddress(0x401004))
    }

    @Test func anUnmappedStoreIsASegmentationFault() throws {
        let session = SimulatedSession([.nothing, .store(.init(8), 1)])
        try session.launch()
        #expect(try session.run() == .signal(11, coreDumped: false))
    }

    @Test func aVforkChildThatExecutesIsLetGo() throws {
        let child = SimulatedInstruction.routine(at: .init(0x402000), [.store(Self.data, 1), .execute(path: "/other")])
        let session = SimulatedSession(
            [.vfork(child: child), .store(Self.data, 2)], others: ["/other": [.store(Self.data, 3), .exit(5)]])
        try session.launch()
        try session.watch(0)
        #expect(try session.run() == .code(0))
        #expect(session.hits.map(\.new) == [1, 2])
        #expect(session.hits.map(\.tid) == [4243, 4242])
        #expect(session.backend.releasedProcesses == [4243: .code(5)])
    }

    @Test func aForkedChildLivesOnWithoutASlot() throws {
        let child = SimulatedInstruction.routine(at: .init(0x402000), [.store(Self.data, 1), .exit(3)])
        let session = SimulatedSession([.store(Self.data, 9), .fork(child: child), .store(Self.data, 2)])
        try session.launch()
        try session.watch(0)
        #expect(try session.run() == .code(0))
        #expect(session.hits.map(\.old) == [0, 9])
        // A slot left armed would have been its death by SIGTRAP.
        #expect(session.backend.releasedProcesses == [4243: .code(3)])
    }

    @Test func aMachineWhoseSlotsNeverFireGivesNoHits() throws {
        let session = SimulatedSession([.store(Self.data, 1)])
        session.backend.firesSlots = false
        try session.launch()
        try session.watch(0)
        #expect(session.installation?.armedThreads == [1, 0, 0, 0])
        #expect(try session.run() == .code(0))
        #expect(session.hits.isEmpty)
    }
}
