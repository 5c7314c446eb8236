import CLinuxTracing
import Synchronization
public import Tracing

/// Traces through ptrace: hits leave the debug registers of each thread as DR6 and stop only the thread that hit.
///
/// Every ptrace call is made by one thread of its own, which ptrace ties the target to; the owner's calls reach it
/// through a queue.
public final class PtraceBackend: TracingBackend {
    public let hitLog: HitLog
    public let capabilities = TracingCapabilities(
        name: "ptrace", canStop: true, canSingleStep: true, hasStatusRegister: true, hasOldValue: true)

    private let commands: CommandQueue
    private let events: EventQueue
    private var thread: UInt64?
    private var isClosed = false

    /// Starts the tracer's thread.
    ///
    /// - Throws: `TracingError.launch` with the errno, where descriptors or threads have run out.
    public convenience init(hitLog: HitLog) throws(TracingError) { try self.init(hitLog: hitLog, isObserver: false) }

    /// - Parameter isObserver: perf events alone; see `PerfBackend`.
    convenience init(hitLog: HitLog, isObserver: Bool) throws(TracingError) {
        try self.init(parkedWith: hitLog)
        let context = Unmanaged.passRetained(
            Context(hitLog: hitLog, commands: commands, events: events, isObserver: isObserver))
        var thread: UInt64 = 0
        let result = bt_thread_start(
            { pointer in
                Unmanaged<Context>.fromOpaque(pointer!).takeRetainedValue().run()
                return nil
            }, context.toOpaque(), &thread)
        guard result >= 0 else {
            context.release()
            throw TracingError(.launch, .errno(-result))
        }
        self.thread = thread
    }

    /// Without a thread: `runOnCurrentThread` makes the calling one the tracer's.
    public init(parkedWith hitLog: HitLog) throws(TracingError) {
        self.hitLog = hitLog
        commands = try CommandQueue()
        events = try EventQueue()
    }

    deinit {
        close()
        _ = bt_close(events.descriptor)
    }

    public var eventDescriptor: Int32 { events.descriptor }

    public func submit(_ command: TracingCommand, number: CommandNumber) {
        guard !isClosed else {
            let error = TracingError(.wait, .state("the session is closed"))
            events.append(TracingEvent(after: 0, time: 0, kind: .failed(number, error)))
            return
        }
        commands.append(.command(command, number))
    }

    public func takeEvents() -> [TracingEvent] { events.take() }

    public func close() {
        guard !isClosed else { return }
        isClosed = true
        commands.append(.close)
        if let thread { _ = bt_thread_join(thread) }
        thread = nil
    }

    /// Traces on the calling thread until `close` is called from another one. The signal mask is the caller's to
    /// choose; the wake-up signal (SIGRTMIN+3) is unblocked.
    public func runOnCurrentThread() { Context(hitLog: hitLog, commands: commands, events: events).run() }

    /// What crosses into the thread.
    private final class Context: Sendable {
        let hitLog: HitLog
        let commands: CommandQueue
        let events: EventQueue
        let isObserver: Bool

        init(hitLog: HitLog, commands: CommandQueue, events: EventQueue, isObserver: Bool = false) {
            self.isObserver = isObserver
            self.hitLog = hitLog
            self.commands = commands
            self.events = events
        }

        func run() {
            _ = bt_accept_wake()
            // A refusal costs promptness under load, nothing else.
            _ = bt_prefer_latency()
            commands.setTracer(bt_current_thread())
            PtraceEngine(hitLog: hitLog, commands: commands, events: events, isObserver: isObserver).run()
            commands.setTracer(0)
        }
    }
}
