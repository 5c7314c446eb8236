import DebugRegisters
import Glibc
import SimulatedTracing
import Synchronization
import TestSupport
import Testing
import Tracing
import WatchSlots

@testable import TracerProcess

/// Both ends of the boundary in one process: the host on a thread, with the software backend behind it.
@Suite(.timeLimit(.minutes(10))) struct RemoteTracerTests {
    static let address = LinearAddress(0x404000)

    /// Counts what the boundary must do exactly once.
    final class ClosingCount: Sendable {
        let value = Atomic<Int>(0)
    }

    final class CountedBackend: TracingBackend {
        let inner: SimulatedBackend
        let closings: ClosingCount
        init(_ inner: SimulatedBackend, _ closings: ClosingCount) {
            self.inner = inner
            self.closings = closings
        }
        var capabilities: TracingCapabilities { inner.capabilities }
        var hitLog: HitLog { inner.hitLog }
        var eventDescriptor: Int32 { inner.eventDescriptor }
        func submit(_ command: TracingCommand, number: CommandNumber) { inner.submit(command, number: number) }
        func takeEvents() -> [TracingEvent] { inner.takeEvents() }
        func close() {
            closings.value.add(1, ordering: .sequentiallyConsistent)
            inner.close()
        }
    }

    private static func host(
        over socket: Int32, log: Int32, capacity: Int, operations: [SimulatedInstruction.Operation],
        closings: ClosingCount = ClosingCount()
    ) -> TestThread {
        TestThread {
            guard let shared = try? SharedHitLog(mapping: log, capacity: capacity) else { return }
            let program = SimulatedProgram(
                path: "/p", main: SimulatedInstruction.routine(at: .init(0x401000), operations),
                memory: [SimulatedMapping(start: address, bytes: .init(repeating: 0, count: 64))])
            let backend = SimulatedBackend(programs: [program], hitLog: shared.log, quantum: 64)
            TracerHost.serve(CountedBackend(backend, closings), over: socket)
        }
    }

    private func start(
        _ operations: [SimulatedInstruction.Operation], capacity: Int = 16, closings: ClosingCount = ClosingCount()
    ) throws -> (RemoteTracer, TestThread) {
        let pair = try SocketPair()
        let log = try SharedHitLog(capacity: capacity)
        let thread = Self.host(
            over: pair.tracer, log: fcntl(log.descriptor, F_DUPFD_CLOEXEC, 3), capacity: capacity,
            operations: operations, closings: closings)
        return (try RemoteTracer(socket: pair.front, log: log), thread)
    }

    @Test func aWholeSession() throws {
        let closings = ClosingCount()
        let (tracer, thread) = try start([.add(Self.address, .eight, 1), .jump(to: 0, times: 99)], closings: closings)
        #expect(tracer.capabilities.name == "simulated" && tracer.processID == nil)
        let owner = TracerOwner(tracer)
        try owner.perform(.launch(LaunchConfiguration(path: "/p", arguments: [], environment: [])))
        let answer = try owner.perform(.addWatch(WatchRequest(address: Self.address, byteCount: 8)))
        guard case .watch(let watch) = answer else {
            Issue.record("\(answer)")
            return
        }
        try owner.perform(.resume)
        try owner.wait { if case .exited = $0.kind { true } else { false } }
        // Through shared memory that holds 16, each once and in order.
        #expect(owner.hits.map(\.new) == Array(1...100))
        #expect(owner.hits.allSatisfy { $0.watch == watch.id })
        tracer.close()
        thread.join()
        #expect(closings.value.load(ordering: .sequentiallyConsistent) == 1)
    }

    /// The front may go away in whatever way: the host ends the backend's session, once, and leaves.
    @Test(arguments: [true, false]) func theHostEndsWithTheSocket(isHalfSaid: Bool) throws {
        let closings = ClosingCount()
        let pair = try SocketPair()
        let log = try SharedHitLog(capacity: 16)
        let thread = Self.host(
            over: pair.tracer, log: fcntl(log.descriptor, F_DUPFD_CLOEXEC, 3), capacity: 16, operations: [.spin],
            closings: closings)
        let front = MessageChannel<FrontMessage, TracerMessage>(descriptor: dup(pair.front))
        front.send(.command(1, .launch(LaunchConfiguration(path: "/p", arguments: [], environment: []))))
        front.send(.command(2, .resume))
        if isHalfSaid { SocketPair.write([200, 0, 0, 0, 1, 2, 3], to: pair.front) }
        shutdown(pair.front, Int32(SHUT_RDWR))
        close(pair.front)
        thread.join()
        #expect(closings.value.load(ordering: .sequentiallyConsistent) == 1)
    }

    @Test func theHostEndsAtGarbage() throws {
        let closings = ClosingCount()
        let pair = try SocketPair()
        defer { close(pair.front) }
        let log = try SharedHitLog(capacity: 16)
        let thread = Self.host(
            over: pair.tracer, log: fcntl(log.descriptor, F_DUPFD_CLOEXEC, 3), capacity: 16, operations: [.spin],
            closings: closings)
        SocketPair.write([3, 0, 0, 0, 0x7b, 0x7b, 0x7b], to: pair.front)
        thread.join()
        #expect(closings.value.load(ordering: .sequentiallyConsistent) == 1)
    }

    @Test func aHostThatGoesAwayIsLostOnce() throws {
        let pair = try SocketPair()
        let host = MessageChannel<TracerMessage, FrontMessage>(descriptor: dup(pair.tracer))
        host.send(
            .ready(
                TracingCapabilities(
                    name: "x", canStop: true, canSingleStep: true, hasStatusRegister: true, hasOldValue: true)))
        let tracer = try RemoteTracer(socket: pair.front, log: SharedHitLog(capacity: 16))
        #expect(tracer.takeEvents().isEmpty && tracer.eventDescriptor == pair.front)
        host.send(.event(TracingEvent(after: 0, time: 0, kind: .resumed)))
        shutdown(pair.tracer, Int32(SHUT_RDWR))
        close(pair.tracer)
        let kinds = tracer.takeEvents().map(\.kind)
        #expect(kinds == [.resumed, .lost(reason: "the tracer closed the connection")])
        // Said once; and a loop that polls does not spin on the end of a socket.
        #expect(tracer.takeEvents().isEmpty && tracer.eventDescriptor == -1)
        tracer.submit(.resume, number: 1)
        #expect(tracer.takeEvents().isEmpty)
        tracer.close()
    }

    @Test func anOtherEndThatGoesAwayAtOnceIsAnError() throws {
        let pair = try SocketPair()
        close(pair.tracer)
        let log = try SharedHitLog(capacity: 16)
        #expect(throws: TracingError.self) { try RemoteTracer(socket: pair.front, log: log) }
    }

    @Test func memoryThatIsTooSmallIsNoLog() throws {
        let small = try SharedHitLog(capacity: 16)
        #expect(throws: TracingError(.mapLog, .errno(EINVAL))) {
            try SharedHitLog(mapping: fcntl(small.descriptor, F_DUPFD_CLOEXEC, 3), capacity: 1 << 16)
        }
    }

    @Test(arguments: [["bptui", "__tracer"], ["bptui", "__tracer", "1", "2"], ["bptui", "x", "1"], ["bptui"]])
    func whatIsNoTracer(arguments: [String]) { #expect(!TracerHost.isTracer(arguments: arguments)) }
}
