import CLinuxTracing
import Tracing

/// The way out of the tracer's thread: events in order, and a descriptor that is readable while there are some.
final class EventQueue: Sendable {
    let descriptor: Int32
    private let events = Locked<[TracingEvent]>([])

    init() throws(TracingError) {
        descriptor = bt_event_open()
        guard descriptor >= 0 else { throw TracingError(.launch, .errno(-descriptor)) }
    }

    func append(_ event: TracingEvent) {
        let wasEmpty = events.withLock { events in
            events.append(event)
            return events.count == 1
        }
        if wasEmpty { _ = bt_event_set(descriptor) }
    }

    /// Everything since the last call. The descriptor is cleared first, so that an event that comes in between sets it
    /// again.
    func take() -> [TracingEvent] {
        _ = bt_event_clear(descriptor)
        return events.withLock { events in
            defer { events = [] }
            return events
        }
    }
}
