import Glibc
import LinuxTracing
import Tracing

/// Sends commands and waits, asleep, for what comes.
struct TracerDriver {
    let backend: PtraceBackend
    var number: CommandNumber = 0
    var pending: [TracingEvent.Kind] = []

    mutating func perform(_ command: TracingCommand) throws {
        number += 1
        let mine = number
        backend.submit(command, number: mine)
        var failure: TracingError?
        try wait { kind in
            switch kind {
            case .completed(mine, _): return true
            case .failed(mine, let error):
                failure = error
                return true
            default: return false
            }
        }
        if let failure { throw BenchFailure(message: failure.message) }
    }

    mutating func wait(until isIt: (TracingEvent.Kind) -> Bool) throws {
        while true {
            // What came with an answer is looked at by the next wait.
            while !pending.isEmpty { if isIt(pending.removeFirst()) { return } }
            var entry = pollfd(fd: backend.eventDescriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&entry, 1, 60_000) != 0 else { throw BenchFailure(message: "the tracer says nothing") }
            pending += backend.takeEvents().map(\.kind)
        }
    }
}
