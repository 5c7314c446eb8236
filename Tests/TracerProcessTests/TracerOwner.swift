import Glibc
import Testing
import Tracing

@testable import TracerProcess

/// Drives a remote tracer and keeps what it says.
final class TracerOwner {
    struct Timeout: Error { var events: [TracingEvent] }

    let tracer: RemoteTracer
    private(set) var events: [TracingEvent] = []
    private(set) var hits: [HitRecord] = []
    private var number: CommandNumber = 0

    init(_ tracer: RemoteTracer) { self.tracer = tracer }

    @discardableResult
    func perform(_ command: TracingCommand) throws -> TracingEvent.Answer {
        number += 1
        let mine = number
        tracer.submit(command, number: mine)
        var answer: Result<TracingEvent.Answer, TracingError>?
        try wait { event in
            switch event.kind {
            case .completed(mine, let value): answer = .success(value)
            case .failed(mine, let error): answer = .failure(error)
            default: return false
            }
            return true
        }
        return try answer!.get()
    }

    /// Waits until one of all the events is the one.
    func wait(for isIt: (TracingEvent) -> Bool) throws {
        let deadline = ContinuousClock.now + .seconds(20)
        while !events.contains(where: isIt) {
            guard ContinuousClock.now < deadline else { throw Timeout(events: events) }
            var polled = pollfd(fd: tracer.eventDescriptor, events: Int16(POLLIN), revents: 0)
            _ = poll(&polled, 1, 10)
            events += tracer.takeEvents()
            if tracer.hitLog.drain({ hits += $0 }).producerWaits {
                number += 1
                tracer.submit(.logDrained, number: number)
            }
        }
    }

    var pid: Int32? { events.lazy.compactMap { if case .launched(let pid) = $0.kind { pid } else { nil } }.last }
}
