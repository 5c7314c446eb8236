import DebugRegisters
import FoundationEssentials
import Glibc
import TestSupport
import Testing
import Tracing

@testable import TracerProcess

/// Messages over a stream that cuts them anywhere, fills up, and may bring anything.
@Suite(.timeLimit(.minutes(10))) struct MessageChannelTests {
    typealias Front = MessageChannel<FrontMessage, TracerMessage>
    typealias Tracer = MessageChannel<TracerMessage, FrontMessage>

    private func frame(_ message: TracerMessage) throws -> [UInt8] {
        let body = try JSONEncoder().encode(message)
        return withUnsafeBytes(of: UInt32(body.count).littleEndian) { Array($0) } + body
    }

    private func event(_ number: Int32) -> TracerMessage {
        .event(TracingEvent(after: 0, time: 0, kind: .threadEnded(tid: number)))
    }

    @Test func aMessageThatComesByteByByte() throws {
        let pair = try SocketPair()
        defer { close(pair.tracer) }
        let channel = Front(descriptor: pair.front)
        let bytes = try frame(event(1)) + frame(event(2))
        var received: [TracerMessage] = []
        for byte in bytes {
            SocketPair.write([byte], to: pair.tracer)
            received += channel.receive()
        }
        #expect(received == [event(1), event(2)])
        #expect(channel.receive().isEmpty && !channel.isEnded)
    }

    @Test func severalMessagesAndAPartInOneRead() throws {
        let pair = try SocketPair()
        defer { close(pair.tracer) }
        let channel = Front(descriptor: pair.front)
        let bytes = try (1...5).flatMap { try frame(event($0)) }
        SocketPair.write(bytes.dropLast(3), to: pair.tracer)
        #expect(channel.receive() == (1...4).map(event))
        SocketPair.write(bytes.suffix(3), to: pair.tracer)
        #expect(channel.receive() == [event(5)])
    }

    @Test func whatWasSaidBeforeTheEndIsStillReceived() throws {
        let pair = try SocketPair()
        let channel = Front(descriptor: pair.front)
        SocketPair.write(try frame(event(1)), to: pair.tracer)
        close(pair.tracer)
        // The other side takes nothing more, which is not the end of what it said.
        channel.send(.command(1, .resume))
        #expect(channel.receive() == [event(1)])
        #expect(channel.isEnded && channel.receive().isEmpty)
    }

    @Test(
        arguments: [
            [0xff, 0xff, 0xff, 0xff, 1, 2, 3], [0, 0, 0, 0], [3, 0, 0, 0, 0x7b, 0x7d, 0x0a], [2, 0, 0, 0, 0xc3, 0x28],
        ] as [[UInt8]])
    func garbageEndsTheChannel(bytes: [UInt8]) throws {
        let pair = try SocketPair()
        defer { close(pair.tracer) }
        let channel = Front(descriptor: pair.front)
        SocketPair.write(try frame(event(1)) + bytes + frame(event(2)), to: pair.tracer)
        #expect(channel.receive() == [event(1)])
        #expect(channel.isEnded && channel.receive().isEmpty)
        channel.send(.command(1, .resume))
        #expect(!channel.hasUnsent)
    }

    @Test func anyBytesAreSurvived() throws {
        var state: UInt64 = 1
        for _ in 0..<200 {
            let pair = try SocketPair()
            let channel = Front(descriptor: pair.front)
            var bytes: [UInt8] = []
            for _ in 0..<64 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                bytes.append(UInt8(truncatingIfNeeded: state >> 56))
            }
            // A length that is plausible, so that the rest is looked at.
            SocketPair.write([60, 0, 0, 0] + bytes, to: pair.tracer)
            close(pair.tracer)
            #expect(channel.receive().isEmpty && channel.isEnded)
        }
    }

    @Test func aHugeMessagePasses() throws {
        let pair = try SocketPair()
        let front = Front(descriptor: pair.front)
        let tracer = Tracer(descriptor: pair.tracer)
        let memory = TracingEvent(
            after: 1, time: 2, kind: .completed(3, .memory(.init(4), .init(repeating: 0xab, count: 1 << 20))))
        tracer.send(.event(memory))
        #expect(tracer.hasUnsent)
        var received: [TracerMessage] = []
        while received.isEmpty {
            received += front.receive()
            tracer.flush()
        }
        #expect(received == [.event(memory)] && !tracer.hasUnsent)
    }

    /// A front that is suspended does not hold up the tracer, nor the other way round.
    @Test func nobodyWaitsForAReader() throws {
        let pair = try SocketPair()
        let front = Front(descriptor: pair.front)
        let tracer = Tracer(descriptor: pair.tracer)
        let count: Int32 = 20_000
        for number in 0..<count {
            tracer.send(event(number))
            front.send(.command(UInt64(number), .resume))
        }
        #expect(front.hasUnsent && tracer.hasUnsent)
        var (events, commands): ([TracerMessage], [FrontMessage]) = ([], [])
        while events.count < Int(count) || commands.count < Int(count) {
            events += front.receive()
            commands += tracer.receive()
        }
        #expect(events == (0..<count).map(event))
        #expect(commands == (0..<count).map { .command(UInt64($0), .resume) })
    }
}
