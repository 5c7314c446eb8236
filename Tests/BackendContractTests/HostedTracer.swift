import Glibc
import TestSupport
import TracerProcess
import Tracing

/// A backend on a thread of its own behind a socket, with the hit log mapped twice, as between two processes.
enum HostedTracer {
    struct Failure: Error { var errno: Int32 }

    static func start(
        logCapacity: Int, _ makeBackend: @escaping @Sendable (HitLog) -> any TracingBackend
    ) throws -> RemoteTracer {
        let front = try SharedHitLog(capacity: logCapacity)
        var ends: [Int32] = [0, 0]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw Failure(errno: errno)
        }
        let (socket, log) = (ends[1], fcntl(front.descriptor, F_DUPFD_CLOEXEC, 3))
        // It ends when the front's end of the socket does.
        _ = TestThread {
            guard let shared = try? SharedHitLog(mapping: log, capacity: logCapacity) else {
                close(socket)
                return
            }
            TracerHost.serve(makeBackend(shared.log), over: socket)
        }
        return try RemoteTracer(socket: ends[0], log: front)
    }
}
