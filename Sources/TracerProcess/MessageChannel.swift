import FoundationEssentials
import Glibc

/// Messages over a stream socket: a four-byte length, then JSON. Neither side ever waits for the other: what the socket
/// does not take is kept and sent later, so a suspended front cannot hold up the tracer, nor a busy tracer the front.
///
/// Only commands and rare events travel here; hits go through shared memory.
package final class MessageChannel<Outgoing: Encodable, Incoming: Decodable> {
    package let descriptor: Int32
    /// The other side closed its end, or the socket failed.
    package private(set) var isEnded = false
    private var outgoing: [UInt8] = []
    private var incoming: [UInt8] = []
    private let encoder = JSONEncoder()
    private let decoder = JSONDecoder()

    /// A longer message is a fault of ours or of somebody writing to our socket.
    private static var messageLimit: Int { 64 << 20 }

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
        guard !isEnded, let body = try? encoder.encode(message) else { return }
        withUnsafeBytes(of: UInt32(body.count).littleEndian) { outgoing.append(contentsOf: $0) }
        outgoing.append(contentsOf: body)
        flush()
    }

    package func flush() {
        while !outgoing.isEmpty, !isEnded {
            let sent = outgoing.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if sent > 0 {
                outgoing.removeFirst(sent)
            } else if errno == EAGAIN {
                return
            } else if errno != EINTR {
                isEnded = true
            }
        }
    }

    /// The whole messages that have arrived. A message that does not decode ends the channel: the two sides are one program.
    package func receive() -> [Incoming] {
        flush()
        var buffer = [UInt8](repeating: 0, count: 65536)
        while !isEnded {
            let count = buffer.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
            if count > 0 {
                incoming.append(contentsOf: buffer[..<count])
            } else if count == 0 {
                isEnded = true
            } else if errno == EAGAIN {
                break
            } else if errno != EINTR {
                isEnded = true
            }
        }
        var messages: [Incoming] = []
        var at = 0
        while incoming.count - at >= 4 {
            let length =
                Int(incoming[at]) | Int(incoming[at + 1]) << 8 | Int(incoming[at + 2]) << 16 | Int(incoming[at + 3])
                << 24
            guard length <= Self.messageLimit else {
                isEnded = true
                break
            }
            guard incoming.count - at - 4 >= length else { break }
            let body = Data(incoming[(at + 4)..<(at + 4 + length)])
            at += 4 + length
            do {
                messages.append(try decoder.decode(Incoming.self, from: body))
            } catch {
                isEnded = true
                break
            }
        }
        incoming.removeFirst(at)
        return messages
    }
}
