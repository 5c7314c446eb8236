import Glibc

/// Two ends of a stream; what is not handed on is closed with it.
struct SocketPair {
    struct Failure: Error { var errno: Int32 }
    let front: Int32
    let tracer: Int32

    init() throws {
        var ends: [Int32] = [0, 0]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw Failure(errno: errno)
        }
        (front, tracer) = (ends[0], ends[1])
    }

    static func write(_ bytes: some Collection<UInt8>, to descriptor: Int32) {
        let bytes = Array(bytes)
        var at = 0
        while at < bytes.count {
            let count = bytes[at...].withUnsafeBytes {
                send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            at += count
        }
    }

    /// Waits for something to read, at most ten seconds.
    static func awaitReadable(_ descriptor: Int32) -> Bool {
        var polled = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&polled, 1, 10_000) == 1
    }
}
