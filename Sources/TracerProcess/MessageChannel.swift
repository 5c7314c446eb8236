import FoundationEssentials
import Glibc

/// Messages over a stream socket: a four-byte length, then JSON. Neither side ever waits for the other: what the socket
/// does not take is kept and sent later, so a suspended front cannot hold up the tracer, nor a busy tracer the front.
///
/// Only commands and rare events travel here; hits go through shared memory.
package final class MessageChannel<Outgoing: Encodable, Incoming: Decodable> {
    package let descriptor: Int32
    /// Nothing more will be received: the other side closed its end, the socket failed, or what came was no message.
    package private(set) var isEnded = false
    /// The other side takes nothing more; what it said before can still be received.
    private var isDeaf = false
    private var outgoing: [UInt8] = []
    private var incoming: [UInt8] = []
    private let encoder = JSONEncoder()
    private let decoder = JSONDecoder()

    /// A longer message is a fault of ours or of somebody writing to our socket.
    private static var messageLimit: Int { 64 << 20 }
    private static var lengthByteCount: Int { 4 }

    /// Takes the socket over and closes it in the end.
    package init(descriptor: Int32) {
        self.descriptor = descriptor
        let flags = fcntl(descriptor, F_GETFL)
        _ = fcntl(descriptor, F_SETFL, flags | O_NONBLOCK)
    }

    deinit { close(descriptor) }

    /// Bytes wait for the socket to take them: poll for POLLOUT and call `flush`.
    package var hasUnsent: Bool { !outgoing.isEmpty }

    package func send(_ message: Outgoing) {
        // Who says nothing more may still listen.
        guard !isDeaf, let body = try? encoder.encode(message) else { return }
        withUnsafeBytes(of: UInt32(body.count).littleEndian) { outgoing.append(contentsOf: $0) }
        outgoing.append(contentsOf: body)
        flush()
    }

    package func flush() {
        var sentCount = 0
        defer { outgoing.removeFirst(min(sentCount, outgoing.count)) }
        while sentCount < outgoing.count {
            let sent = outgoing[sentCount...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if sent > 0 {
                sentCount += sent
            } else if errno == EAGAIN {
                return
            } else if errno != EINTR {
                isDeaf = true
                outgoing = []
            }
        }
    }

    /// Waits for a socket that is full, as long as the other side takes something every so many milliseconds.
    package func flushAll(patience: Int32) {
        flush()
        while hasUnsent {
            var polled = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            guard poll(&polled, 1, patience) > 0 else { return }
            flush()
        }
    }

    /// The whole messages that have arrived. A message that does not decode ends the channel: the two sides are one program.
    package func receive() -> [Incoming] {
        flush()
        guard !isEnded else { return [] }
        read()
        var messages: [Incoming] = []
        var at = 0
        while let length = messageLength(at: at) {
            let start = at + Self.lengthByteCount
            guard length <= Self.messageLimit else { return end(after: messages) }
            guard incoming.count - start >= length else { break }
            at = start + length
            guard let message = try? decoder.decode(Incoming.self, from: Data(incoming[start..<at])) else {
                return end(after: messages)
            }
            messages.append(message)
        }
        incoming.removeFirst(at)
        return messages
    }

    /// Takes what the socket has.
    private func read() {
        var buffer = [UInt8](repeating: 0, count: 65536)
        while !isEnded {
            let count = buffer.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
            if count > 0 {
                incoming.append(contentsOf: buffer[..<count])
            } else if count == 0 {
                isEnded = true
            } else if errno == EAGAIN {
                return
            } else if errno != EINTR {
                isEnded = true
            }
        }
    }

    private func messageLength(at position: Int) -> Int? {
        guard incoming.count - position >= Self.lengthByteCount else { return nil }
        return incoming[position..<position + Self.lengthByteCount].reversed().reduce(0) { $0 << 8 | Int($1) }
    }

    private func end(after messages: [Incoming]) -> [Incoming] {
        isEnded = true
        incoming = []
        return messages
    }
}
