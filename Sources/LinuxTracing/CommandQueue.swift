import CLinuxTracing
import Synchronization
import Tracing

/// The way into the tracer's thread, which may be blocked in a wait that knows nothing of queues.
///
/// Every entry has a generation. Whoever appends one interrupts the thread again and again until that generation has
/// been taken: a single interruption is lost when it comes just before the wait, and a flag "is waiting" can change
/// twice unseen.
final class CommandQueue: Sendable {
    enum Entry {
        case command(TracingCommand, CommandNumber)
        case close
    }

    private let entries = Locked<[Entry]>([])
    private let appended = Atomic<UInt64>(0)
    private let taken = Atomic<UInt64>(0)
    /// The thread that takes; 0 before it runs and after it has ended.
    private let tracer = Atomic<Int32>(0)
    /// Wakes a tracer that has nobody to wait for.
    let descriptor: Int32

    init() throws(TracingError) {
        descriptor = bt_event_open()
        guard descriptor >= 0 else { throw TracingError(.launch, .errno(-descriptor)) }
    }

    deinit { _ = bt_close(descriptor) }

    func append(_ entry: Entry) {
        let generation = entries.withLock { entries in
            entries.append(entry)
            return appended.add(1, ordering: .sequentiallyConsistent).newValue
        }
        _ = bt_event_set(descriptor)
        var tries = 0
        while taken.load(ordering: .acquiring) < generation {
            let thread = tracer.load(ordering: .acquiring)
            if thread == 0 { return }
            _ = bt_wake(thread)
            // The thread needs a moment to come out of the kernel; on one processor it needs ours.
            bt_yield(tries < 4 ? 0 : 50)
            tries += 1
        }
    }

    // MARK: The tracer's side

    /// The calling thread takes from now on; 0 when nobody does.
    func setTracer(_ thread: Int32) { tracer.store(thread, ordering: .releasing) }

    /// True when something is there to take. Costs one load: it is asked after every event.
    @inline(__always) var hasEntries: Bool {
        appended.load(ordering: .acquiring) != taken.load(ordering: .relaxed)
    }

    func take() -> [Entry] {
        _ = bt_event_clear(descriptor)
        return entries.withLock { entries in
            defer { entries = [] }
            taken.store(appended.load(ordering: .relaxed), ordering: .releasing)
            return entries
        }
    }

    /// Blocks until something is there to take.
    func wait() { if !hasEntries { _ = bt_wait_readable(descriptor, -1) } }
}
