import Tracing

/// A backend that passes everything on, remembers what it was told, and can say more than the one behind it.
final class BackendTap: TracingBackend {
    let inner: any TracingBackend
    private(set) var commands: [TracingCommand] = []
    private(set) var closeCount = 0
    /// Said before what the backend itself says next.
    var extra: [TracingEvent] = []
    /// While true the backend does not get to run, nor its events through.
    var isHeld = false

    init(_ inner: any TracingBackend) { self.inner = inner }

    var capabilities: TracingCapabilities { inner.capabilities }
    var hitLog: HitLog { inner.hitLog }
    var eventDescriptor: Int32 { inner.eventDescriptor }

    func submit(_ command: TracingCommand, number: CommandNumber) {
        commands.append(command)
        inner.submit(command, number: number)
    }

    func takeEvents() -> [TracingEvent] {
        guard !isHeld else { return [] }
        defer { extra = [] }
        return extra + inner.takeEvents()
    }

    func close() {
        closeCount += 1
        inner.close()
    }

    func count(_ isMeant: (TracingCommand) -> Bool) -> Int { commands.count(where: isMeant) }
}
