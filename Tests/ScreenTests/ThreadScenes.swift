import DebugRegisters
import ProgramModel
import Session
import Tracing
import ViewModel
import WatchSlots

/// The matrix of threads and slots.
enum ThreadScenes {
    private static let names = ["server", "acceptor", "worker-1", "worker-2", "worker-3", "log-writer", "timer"]

    private static func status(
        _ tid: Int32, of pid: Int32 = 4242, held: Bool = false, _ slots: [ThreadStatus.Slot]
    ) -> ThreadStatus { ThreadStatus(tid: tid, pid: pid, isStopped: held, slots: slots) }

    private static func activity(_ name: String, _ state: Character, _ ticks: UInt64, on processor: Int)
        -> ThreadActivity
    { ThreadActivity(name: name, state: state, ticks: ticks, processor: processor) }

    /// Every state of a slot in a thread, one a row.
    static func mixed(_ width: Int, _ height: Int) throws -> AppState {
        var state = Scenes.press(.character("M"), in: try board(width, height))
        let full = TracingError(.writeDebugRegister, tid: 4246, .errno(28))
        let threads = [
            status(4242, [.armed, .armed, .free, .free]), status(4243, [.armed, .armed, .armed, .free]),
            status(4244, [.armed, .pending, .free, .free]), status(4245, held: true, [.armed, .armed, .free, .free]),
            status(4246, [.failed(full), .failed(full), .free, .free]), status(4247, [.armed, .armed, .free, .free]),
            status(4248, [.pending, .pending, .free, .free]),
        ]
        tell(threads, "SRRtSDS", to: &state)
        return state
    }

    /// A server and a child that is followed, stopped in the child.
    static func followed(_ width: Int, _ height: Int) throws -> AppState {
        var state = try board(width, height)
        let stop = Stop(tid: 5001, pc: LinearAddress(0x5555_5555_5160), reason: .paused)
        Scenes.apply([.target(.stopped(stop))], to: &state)
        state = Scenes.press(.character("M"), in: state)
        let threads = [
            status(4242, held: true, [.armed, .armed, .free, .free]),
            status(4243, held: true, [.armed, .armed, .armed, .free]),
            status(5001, of: 5001, held: true, [.armed, .armed, .free, .free]),
            status(5002, of: 5001, held: true, [.armed, .armed, .free, .free]),
        ]
        tell(threads, "tttt", to: &state)
        return state
    }

    /// Two hundred threads, scrolled.
    static func crowd(_ width: Int, _ height: Int) throws -> AppState {
        var state = Scenes.press(.character("M"), in: try board(width, height))
        let threads = (0..<200).map { status(4242 + $0, [.armed, .armed, $0 == 1 ? .armed : .free, .free]) }
        tell(threads, String(repeating: "S", count: 200), to: &state)
        return Scenes.press(.pageDown, .down, .down, in: state)
    }

    private static func board(_ width: Int, _ height: Int) throws -> AppState {
        var state = Scenes.first(width, height)
        var board = Scenes.Board()
        try board.add("ledger.total", Scenes.unsigned64, at: 0x5555_5555_8010, 8)
        try board.add("config.limits[2]", Scenes.signed32, at: 0x5555_5555_80a4, 4, .readWrite, action: .stop)
        try board.add("queue->head", Scenes.unsigned64, at: 0x5555_5555_8100, 8, thread: 4243)
        try board.table.hold(.dr3, by: "held by another perf breakpoint of 4242")
        Scenes.apply([.watches(board.board(threads: 7)), .target(.running), .threadCount(7)], to: &state)
        return state
    }

    private static func tell(_ threads: [ThreadStatus], _ letters: String, to state: inout AppState) {
        func activities(_ spent: UInt64) -> [Int32: ThreadActivity] {
            var all: [Int32: ThreadActivity] = [:]
            for (index, (thread, letter)) in zip(threads, letters).enumerated() {
                let busy: UInt64 = letter == "R" ? 48 : index == 5 ? 3 : 0
                all[thread.tid] = activity(
                    names[index % names.count], letter, 100 + spent * busy, on: (index * 3) % 8)
            }
            return all
        }
        Scenes.apply([.threads(threads), .threadActivities(activities(0))], to: &state)
        _ = state.update(.tick(state.now + 500_000_000))
        Scenes.apply([.threads(threads), .threadActivities(activities(1))], to: &state)
    }
}
