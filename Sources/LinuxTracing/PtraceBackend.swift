import CLinuxTracing
import Glibc
public import Tracing

/// The ptrace backend: one thread of its own makes every ptrace call (ptrace(2): requests are bound to the tracer thread) and
/// owns all state; commands reach it through a queue, events leave it through another, hits go to the log.
public final class PtraceBackend: TracingBackend {
    public let capabilities = TracingCapabilities(
        name: "ptrace", canStop: true, canSingleStep: true, hasStatusRegister: true, hasOldValue: true)
    public let hitLog: HitLog
    public var eventDescriptor: Int32 { events.descriptor }

    private let events = EventQueue()
    private let commands = CommandQueue()
    private var thread: pthread_t?

    private final class Start {
        let engine: PtraceEngine
        init(_ engine: PtraceEngine) { self.engine = engine }
    }

    public init(hitLog: HitLog) {
        self.hitLog = hitLog
        let start = Start(PtraceEngine(log: hitLog, events: events, commands: commands))
        var thread = pthread_t()
        let code = pthread_create(
            &thread, nil,
            { argument in
                Unmanaged<Start>.fromOpaque(argument!).takeRetainedValue().engine.run()
                return nil
            }, Unmanaged.passRetained(start).toOpaque())
        precondition(code == 0, "no thread could be made for the tracer")
        self.thread = thread
    }

    public func submit(_ command: TracingCommand, number: CommandNumber) {
        guard thread != nil else { return }
        commands.submit(.command(command, number))
    }

    public func takeEvents() -> [TracingEvent] { events.takeAll() }

    public func close() {
        guard let thread else { return }
        self.thread = nil
        commands.submit(.close)
        pthread_join(thread, nil)
    }

    deinit { close() }
}
