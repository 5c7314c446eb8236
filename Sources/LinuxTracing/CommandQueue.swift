import CLinuxTracing
import Synchronization
import Tracing

/// Commands on their way to the tracer's thread, which mostly sits in a blocking wait: a submit wakes it until the queue's
/// generation has been taken. (Waking on a flag "is waiting" instead has an ABA fault.)
final class CommandQueue: Sendable {
    enum Entry: Sendable {
        case command(TracingCommand, CommandNumber)
        case close
    }

    private struct State {
        var entries: [Entry] = []
        var generation: UInt64 = 0
    }

    private let state = Mutex(State())
    /// The generation that the tracer has taken; a waiting tracer looks at nothing else.
    private let taken = Atomic<UInt64>(0)
    private let submitted = Atomic<UInt64>(0)
    private let thread = Atomic<Int32>(0)

    func tracerThreadIs(_ tid: Int32) { thread.store(tid, ordering: .sequentiallyConsistent) }

    func submit(_ entry: Entry) {
        let generation = state.withLock { state in
            state.entries.append(entry)
            state.generation += 1
            return state.generation
        }
        submitted.store(generation, ordering: .sequentiallyConsistent)
        // The signal may come before the tracer is in its wait, where it has no effect.
        while taken.load(ordering: .sequentiallyConsistent) < generation {
            let tid = thread.load(ordering: .sequentiallyConsistent)
            if tid < 0 { return }
            if tid > 0, clt_wake(tid) < 0 { return }
            Pause.short()
        }
    }

    /// Whether something has been submitted since the last `take`; costs one load.
    var hasNew: Bool {
        submitted.load(ordering: .acquiring) != taken.load(ordering: .relaxed)
    }

    func take() -> [Entry] {
        let (entries, generation) = state.withLock { state in
            defer { state.entries.removeAll() }
            return (state.entries, state.generation)
        }
        taken.store(generation, ordering: .sequentiallyConsistent)
        return entries
    }
}
