import CLinuxTracing
import Glibc
import Synchronization
import Tracing

/// Events on their way from the tracer's thread to the owner's.
final class EventQueue: Sendable {
    private let events = Mutex<[TracingEvent]>([])
    let descriptor: Int32

    init() {
        descriptor = clt_eventfd()
        precondition(descriptor >= 0, "no descriptor is left for an eventfd")
    }

    deinit { close(descriptor) }

    func append(_ event: TracingEvent) {
        events.withLock { $0.append(event) }
        var one: UInt64 = 1
        write(descriptor, &one, 8)
    }

    func takeAll() -> [TracingEvent] {
        var count: UInt64 = 0
        read(descriptor, &count, 8)
        return events.withLock { events in
            defer { events.removeAll() }
            return events
        }
    }
}
