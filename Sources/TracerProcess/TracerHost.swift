import CTracerProcess
import Glibc
package import Tracing

/// The tracer's end of the process boundary: feeds a backend from the socket, and the socket from the backend.
package enum TracerHost {
    /// Serves until the front's end of the socket closes, for whatever reason, and then ends the backend's session:
    /// every register is cleared before this returns.
    package static func serve(_ backend: any TracingBackend, over socket: Int32) {
        let channel = MessageChannel<TracerMessage, FrontMessage>(descriptor: socket)
        channel.send(.ready(backend.capabilities))
        while !channel.isEnded {
            var polled = [
                pollfd(fd: socket, events: Int16(POLLIN) | (channel.hasUnsent ? Int16(POLLOUT) : 0), revents: 0),
                pollfd(fd: backend.eventDescriptor, events: Int16(POLLIN), revents: 0),
            ]
            if poll(&polled, 2, -1) < 0, errno != EINTR { break }
            for message in channel.receive() {
                switch message {
                case .command(let number, let command): backend.submit(command, number: number)
                }
            }
            for event in backend.takeEvents() { channel.send(.event(event)) }
        }
        backend.close()
        for event in backend.takeEvents() { channel.send(.event(event)) }
        // Behind all that the front has not read yet stands how the program was left.
        channel.flushAll(patience: 2000)
    }

    /// The descriptors that `RemoteTracer.spawn` leaves open in the tracer process, and the subcommand that starts it.
    package static let socketDescriptor: Int32 = 3
    package static let logDescriptor: Int32 = 4
    /// The pty's master, kept open only so that the program's terminal outlives the front.
    package static let terminalDescriptor: Int32 = 5
    package static let subcommand = "__tracer"

    /// Whether this process was started as a tracer.
    package static func isTracer(arguments: [String]) -> Bool {
        arguments.count >= 3 && arguments[1] == subcommand
            && (arguments.count == 3 || isObserver(arguments: arguments))
    }

    /// The fourth argument of a tracer that only observes, through perf events.
    package static let observer = "perf"

    /// Whether it was started as one that only observes.
    package static func isObserver(arguments: [String]) -> Bool { arguments.count == 4 && arguments[3] == observer }

    /// The whole life of a tracer process. `makeBackend` gets the shared log.
    ///
    /// - Returns: the exit status.
    package static func run(
        arguments: [String], makeBackend: (HitLog) throws(TracingError) -> any TracingBackend
    ) -> Int32 {
        guard ctp_become_tracer("bptui-tracer") >= 0, let capacity = Int(arguments[2]),
            (1...SharedHitLog.mostCapacity).contains(capacity), capacity & (capacity - 1) == 0
        else { return 70 }
        for descriptor in [socketDescriptor, logDescriptor, terminalDescriptor] {
            _ = ctp_set_close_on_exec(descriptor, 1)
        }
        do {
            let shared = try SharedHitLog(mapping: logDescriptor, capacity: capacity)
            serve(try makeBackend(shared.log), over: socketDescriptor)
            return 0
        } catch {
            return 70
        }
    }
}
