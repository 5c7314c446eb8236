import DebugRegisters
import Glibc
import SimulatedTracing
import Testing
import Tracing
import WatchSlots

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
