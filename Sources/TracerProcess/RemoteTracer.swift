import CTracerProcess
import Glibc
package import Tracing

/// The front's end of the process boundary: a backend whose work is done by a tracer process.
package final class RemoteTracer: TracingBackend {
    package let capabilities: TracingCapabilities
    package var hitLog: HitLog { shared.log }
    /// -1, which poll passes over, once there is nothing more to come: the end of a socket is readable for ever.
    package var eventDescriptor: Int32 { saidLost || isClosed ? -1 : channel.descriptor }
    /// The tracer process; nil when the other end is not a process of its own.
    package let processID: Int32?

    private let channel: MessageChannel<FrontMessage, TracerMessage>
    private let shared: SharedHitLog
    private var isClosed = false
    /// What is traced was there before us.
    private var isAttached = false
    private var saidLost = false
    /// Events that came with the greeting.
    private var early: [TracingEvent] = []

    /// Speaks over a socket to a host that is already there.
    ///
    /// - Throws: `TracingError.talkToTracer` when the other end goes away or says nothing for ten seconds.
    package init(socket: Int32, log: SharedHitLog, processID: Int32? = nil) throws(TracingError) {
        let channel = MessageChannel<FrontMessage, TracerMessage>(descriptor: socket)
        var greeting: TracingCapabilities?
        var early: [TracingEvent] = []
        while greeting == nil, !channel.isEnded {
            var polled = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
            let ready = poll(&polled, 1, 10_000)
            if ready == 0 { break }
            for message in channel.receive() {
                switch message {
                case .ready(let capabilities): greeting = capabilities
                case .event(let event): early.append(event)
                }
            }
        }
        guard let greeting else {
            throw TracingError(.talkToTracer, tid: processID ?? 0, .state("the tracer process did not start"))
        }
        capabilities = greeting
        self.channel = channel
        self.early = early
        shared = log
        self.processID = processID
    }

    /// Where the tracer's standard streams lead; the traced program inherits them.
    package struct Streams: Hashable, Sendable {
        package var input: Int32
        package var output: Int32
        package var error: Int32
        package init(input: Int32 = 0, output: Int32 = 1, error: Int32 = 2) {
            self.input = input
            self.output = output
            self.error = error
        }
    }

    /// Starts a tracer process: `executable` again, in a session of its own, with nothing open but what it needs.
    ///
    /// - Parameters:
    ///   - executable: the program whose `TracerHost.run` answers to `TracerHost.subcommand`.
    ///   - observes: through perf events alone, without ptrace.
    ///   - terminal: the master of the program's pty, kept open there as well; nil when it has none.
    package static func spawn(
        executable: String = "/proc/self/exe", streams: Streams = Streams(), terminal: Int32? = nil,
        observes: Bool = false, capacity: Int = SharedHitLog.defaultCapacity
    ) throws(TracingError) -> RemoteTracer {
        let shared = try SharedHitLog(capacity: capacity)
        var ends: [Int32] = [0, 0]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw TracingError(.spawnTracer, .errno(errno))
        }
        let arguments = ["bptui", TracerHost.subcommand, String(capacity)] + (observes ? [TracerHost.observer] : [])
        var argv: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        defer { for argument in argv { free(argument) } }
        let sources = [streams.input, streams.output, streams.error, ends[1], shared.descriptor, terminal ?? -1]
        let pid = ctp_spawn(executable, &argv, sources, Int32(sources.count))
        Glibc.close(ends[1])
        guard pid > 0 else {
            Glibc.close(ends[0])
            throw TracingError(.spawnTracer, .errno(-pid))
        }
        do throws(TracingError) {
            return try RemoteTracer(socket: ends[0], log: shared, processID: pid)
        } catch {
            kill(pid, SIGKILL)
            _ = reap(pid, options: 0)
            throw error
        }
    }

    package func submit(_ command: TracingCommand, number: CommandNumber) {
        switch command {
        case .attach: isAttached = true
        case .launch: isAttached = false
        default: break
        }
        channel.send(.command(number, command))
    }

    package func takeEvents() -> [TracingEvent] {
        var events = early
        early = []
        for message in channel.receive() {
            if case .event(let event) = message { events.append(event) }
        }
        // After the end only what is left running is of interest.
        if isClosed, !isAttached { events = [] }
        if channel.isEnded, !isClosed, !saidLost {
            saidLost = true
            events.append(TracingEvent(after: 0, time: 0, kind: .lost(reason: lossReason())))
        }
        return events
    }

    /// Closes the socket, which ends the session on the other side, and waits for the tracer process to leave.
    package func close() {
        guard !isClosed else { return }
        isClosed = true
        shutdown(channel.descriptor, Int32(SHUT_WR))
        // What it still says is read, so that it never waits for us.
        let deadline = Self.now() + Self.patience
        while !channel.isEnded, Self.now() < deadline {
            var polled = pollfd(fd: channel.descriptor, events: Int16(POLLIN), revents: 0)
            poll(&polled, 1, 100)
            early += takeEvents()
        }
        if !saidLost { _ = awaitEnd(until: deadline) }
    }

    deinit { close() }

    private func lossReason() -> String {
        guard let processID else { return "the tracer closed the connection" }
        // One that still lives, and said something senseless, leaves when its socket closes.
        shutdown(channel.descriptor, Int32(SHUT_RDWR))
        let status = awaitEnd(until: Self.now() + Self.patience)
        let signal = status & 0x7f
        return signal == 0
            ? "the tracer process \(processID) ended with status \(status >> 8 & 0xff)"
            : "the tracer process \(processID) was ended by signal \(signal)"
    }

    /// How long a tracer may take to leave, in nanoseconds.
    private static let patience: UInt64 = 5_000_000_000

    /// Waits for the tracer process, which has been told to leave; one that hangs is killed, and then the kernel kills what
    /// it launched (PTRACE_O_EXITKILL). What it attached to would be left with its registers armed: so it is not killed, and
    /// leaves by itself when the last thread has stopped for it.
    ///
    /// - Returns: its wait status.
    private func awaitEnd(until deadline: UInt64) -> Int32 {
        guard let processID else { return 0 }
        while Self.now() < deadline {
            if let status = Self.reap(processID, options: WNOHANG) { return status }
            // Between the end of its socket and its own there is next to nothing.
            poll(nil, 0, 1)
        }
        if isAttached { return 0 }
        kill(processID, SIGKILL)
        return Self.reap(processID, options: 0) ?? 0
    }

    /// The wait status of a child; nil while it lives. One that somebody else reaped counts as ended well.
    private static func reap(_ pid: Int32, options: Int32) -> Int32? {
        var status: Int32 = 0
        while true {
            let reaped = waitpid(pid, &status, options)
            if reaped == 0 { return nil }
            if reaped > 0 || errno != EINTR { return status }
        }
    }

    /// CLOCK_MONOTONIC in nanoseconds.
    private static func now() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
