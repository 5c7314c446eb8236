import DebugRegisters
import Glibc
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

@Suite struct SimulatedBackendTests {
    static let data = SimulatedSession.data

    @Test func slotsOfOthersAreENOSPCAndTheIntentIsUndone() throws {
        let session = SimulatedSession([.store(Self.data, 1)])
        session.backend.slotsHeldElsewhere = 3
        try session.launch()
        let first = try session.watch(0)
        do {
            try session.watch(8)
            Issue.record("a fifth physical slot was found")
        } catch let error as TracingError {
            #expect(error == TracingError(.writeDebugRegister, tid: 4242, .errno(28)))
        }
        #expect(try session.run() == .code(0))
        #expect(session.hits.map(\.watch) == [first.id])
    }

    @Test func aThreadThatCannotBeArmedIsToldAndCounted() throws {
        let thread = SimulatedInstruction.routine(at: .init(0x402000), [.store(Self.data, 1)])
        let session = SimulatedSession([.spawn(thread), .join, .store(Self.data, 2)])
        try session.launch()
        try session.watch(0)
        session.backend.slotsHeldElsewhere = 4
        #expect(try session.run() == .code(0))
        #expect(session.problems == [TracingError(.writeDebugRegister, tid: 4243, .errno(28))])
        #expect(session.installation?.threadCount == 2)
        #expect(session.installation?.armedThreads == [1, 0, 0, 0])
        #expect(session.installation?.failures[0] == session.problems.first)
        #expect(session.hits.map(\.tid) == [4242])
    }

    @Test func theSameScriptGivesTheSameEvents() throws {
        func run() throws -> ([TracingEvent], [HitRecord]) {
            let threads = (0..<3).map { n in
                SimulatedInstruction.Operation.spawn(
                    SimulatedInstruction.routine(
                        at: .init(0x402000 + 256 * n),
                        [.add(Self.data, .eight, n), .jump(to: 0, times: 20), .endThread]))
            }
            let session = SimulatedSession(threads + [.join, .raise(signal: 10, isHandled: true)])
            try session.launch()
            try session.watch(0)
            _ = try session.run()
            return (session.events, session.hits)
        }
        let first = try run()
        let second = try run()
        #expect(first.0 == second.0 && first.1 == second.1)
        #expect(first.1.count == 63)
    }

    @Test func theDescriptorIsReadableWhileThereIsSomethingToDo() throws {
        let session = SimulatedSession([.add(Self.data, .eight, 1), .spin])
        func isReadable() -> Bool {
            var descriptor = pollfd(fd: session.backend.eventDescriptor, events: Int16(POLLIN), revents: 0)
            return poll(&descriptor, 1, 0) == 1
        }
        #expect(!isReadable())
        session.backend.submit(
            .launch(LaunchConfiguration(path: SimulatedSession.path, arguments: [], environment: [])), number: 1)
        #expect(isReadable())
        #expect(session.backend.takeEvents().count == 4)
        #expect(!isReadable())
        session.backend.submit(.resume, number: 2)
        #expect(isReadable())
        _ = session.backend.takeEvents()
        // It spins from now on: no event will come by itself.
        #expect(!isReadable())
        session.backend.submit(.pause, number: 3)
        #expect(isReadable())
        let kinds = session.backend.takeEvents().map(\.kind)
        #expect(kinds == [.stopped(Stop(tid: 4242, pc: .init(0x401004), reason: .paused)), .completed(3, .done)])
    }

    @Test func aTrapIsNeverCutInTwoByAFullLog() throws {
        let session = SimulatedSession(
            [.store(Self.data, [UInt8](repeating: 1, count: 24)), .jump(to: 0, times: 9)], logCapacity: 4)
        try session.launch()
        try session.watch(0, 24)
        #expect(try session.run() == .code(0))
        #expect(session.hits.count == 30)
        #expect(session.hits.map(\.trap) == (1...10).flatMap { [$0, $0, $0] })
        #expect(session.backend.hitLog.missedCount == 0)
    }

    @Test func theOrderOfALifesEvents() throws {
        let session = SimulatedSession([.store(Self.data, 1)])
        try session.launch()
        try session.watch(0, action: .stop)
        try session.perform(.resume)
        session.pump()
        try session.perform(.resume)
        session.pump()
        let words = session.events.map { event in
            let name = "\(event.kind)".prefix { $0 != "(" }
            return "\(event.after) \(name)"
        }
        #expect(
            words == [
                "0 launched", "0 slots", "0 stopped", "0 completed", "0 slots", "0 completed", "0 resumed",
                "0 completed",
                "1 stopped", "1 resumed", "1 completed", "1 exited",
            ])
    }
}
