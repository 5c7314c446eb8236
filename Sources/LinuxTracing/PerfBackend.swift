import CLinuxTracing
public import Tracing

/// Observes a running process through perf events alone: nobody is stopped, no ptrace is needed, and every hit that the
/// reader is too slow for is counted.
///
/// It attaches only. Watches of a program that is launched are perf's through `WatchRequest.mechanism`.
public final class PerfBackend: TracingBackend {
    public let capabilities: TracingCapabilities
    private let backend: PtraceBackend

    /// Starts the tracer's thread.
    ///
    /// - Throws: `TracingError.launch` with the errno, where descriptors or threads have run out.
    public init(hitLog: HitLog) throws(TracingError) {
        backend = try PtraceBackend(hitLog: hitLog, isObserver: true)
        var capabilities = Self.perfCapabilities
        capabilities.canSingleStep = false
        capabilities.canLaunch = false
        self.capabilities = capabilities
    }

    /// What perf watches can do, also those of a program that ptrace has.
    public static let perfCapabilities: TracingCapabilities = {
        var capabilities = TracingCapabilities(
            name: "perf", canStop: false, canSingleStep: true, hasStatusRegister: false, hasOldValue: false)
        capabilities.hasNewValue = false
        capabilities.groupsSlots = false
        capabilities.seesKernel = true
        capabilities.followsFrames = false
        return capabilities
    }()

    public var hitLog: HitLog { backend.hitLog }
    public var eventDescriptor: Int32 { backend.eventDescriptor }
    public func submit(_ command: TracingCommand, number: CommandNumber) { backend.submit(command, number: number) }
    public func takeEvents() -> [TracingEvent] { backend.takeEvents() }
    public func close() { backend.close() }
}
