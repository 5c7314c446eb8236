import ProgramModel
import Tracing

/// The threads, what is installed in each, and what each does.
extension LiveSession {
    func describeThreads() { submit(.describeThreads, for: .threads) }

    func take(_ threads: [ThreadStatus]) {
        events.append(.threads(threads))
        symbols.submit(.threadActivities(threads.map(\.tid)))
    }
}
