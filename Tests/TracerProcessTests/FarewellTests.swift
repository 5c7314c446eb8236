import Glibc
import TestSupport
import Testing
import Tracing

@testable import TracerProcess

/// What a tracer says last, when the front has not read all of what it said before.
@Suite(.timeLimit(.minutes(10))) struct FarewellTests {
    typealias Front = MessageChannel<FrontMessage, TracerMessage>
    typealias Tracer = MessageChannel<TracerMessage, FrontMessage>

    private static func event(_ number: Int32) -> TracerMessage {
        .event(TracingEvent(after: 0, time: 0, kind: .threadEnded(tid: number)))
    }

    @Test func everythingArrivesBeforeTheEnd() throws {
        let pair = try SocketPair()
        let count: Int32 = 20_000
        let descriptor = pair.tracer
        let thread = TestThread {
            let tracer = Tracer(descriptor: descriptor)
            for number in 0..<count { tracer.send(Self.event(number)) }
            tracer.flushAll(patience: 60_000)
            // It goes, and its end of the socket with it.
        }
        let front = Front(descriptor: pair.front)
        var received: [TracerMessage] = []
        while !front.isEnded, SocketPair.awaitReadable(pair.front) { received += front.receive() }
        thread.join()
        #expect(received == (0..<count).map(Self.event))
    }

    /// A front that is suspended does not keep it for ever.
    @Test func nobodyReads() throws {
        let pair = try SocketPair()
        let tracer = Tracer(descriptor: pair.tracer)
        for number in 0..<20_000 as Range<Int32> { tracer.send(Self.event(number)) }
        tracer.flushAll(patience: 20)
        #expect(tracer.hasUnsent)
        close(pair.front)
        tracer.flushAll(patience: 60_000)
        #expect(!tracer.hasUnsent)
    }
}
