import CElfutils
import Glibc
import ProgramModel
import Synchronization

/// What the owner and the symbol thread share: requests one way, answers the other, and an eventfd for each to wake
/// the reader. Both keep it alive, so its descriptors outlive whoever ends first.
final class SymbolMailbox: Sendable {
    private struct State {
        var requests: [SymbolRequest] = []
        var answers: [SymbolAnswer] = []
        var isClosed = false
    }

    private let state = Mutex(State())
    private let requestDescriptor: Int32
    let answerDescriptor: Int32

    init() {
        requestDescriptor = eventfd(0, Int32(EFD_CLOEXEC))
        answerDescriptor = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        // Only a process out of descriptors or memory gets here.
        precondition(requestDescriptor >= 0 && answerDescriptor >= 0, "eventfd failed")
    }

    deinit {
        Glibc.close(requestDescriptor)
        Glibc.close(answerDescriptor)
    }

    var isClosed: Bool { state.withLock { $0.isClosed } }

    // MARK: The owner's side

    func submit(_ request: SymbolRequest) {
        state.withLock { $0.requests.append(request) }
        Self.signal(requestDescriptor)
    }

    func takeAnswers() -> [SymbolAnswer] {
        Self.clear(answerDescriptor)
        return state.withLock { state in
            defer { state.answers = [] }
            return state.answers
        }
    }

    func close() {
        state.withLock {
            $0.isClosed = true
            $0.requests = []
        }
        Self.signal(requestDescriptor)
    }

    // MARK: The thread's side

    /// Waits for requests; nil once the mailbox is closed.
    func nextRequests() -> [SymbolRequest]? {
        while true {
            let (requests, isClosed) = state.withLock { state in
                defer { state.requests = [] }
                return (state.requests, state.isClosed)
            }
            if isClosed { return nil }
            if !requests.isEmpty { return requests }
            Self.clear(requestDescriptor)
        }
    }

    func answer(_ answer: SymbolAnswer) {
        state.withLock { if !$0.isClosed { $0.answers.append(answer) } }
        Self.signal(answerDescriptor)
    }

    /// Adds one to the counter; it can only fail when it is about to overflow, and then it is readable anyway.
    private static func signal(_ descriptor: Int32) {
        var one: UInt64 = 1
        while write(descriptor, &one, 8) < 0 && errno == EINTR {}
    }

    /// Takes the counter; waits for it where the descriptor blocks.
    private static func clear(_ descriptor: Int32) {
        var count: UInt64 = 0
        while read(descriptor, &count, 8) < 0 && errno == EINTR {}
    }
}
