import ProgramModel
import Testing

@testable import ViewModel

/// The table of who touches the kernel's symbols: counted, ordered, and still while it is paused.
struct KernelBoardTests {
    static func board() -> KernelBoard {
        KernelBoard(
            watches: [
                .init(name: "jiffies_64", address: 0xffff_ffff_8300_0000, kind: "write 8", armed: 2, processors: 2),
                .init(name: "counter", address: 0xffff_ffff_8300_0040, kind: "r/w 4", armed: 2, processors: 2),
            ], scope: "2 CPUs", width: 80, height: 24)
    }

    private func hit(
        _ pc: UInt64, watch: Int = 0, cpu: Int32 = 0, tid: Int32 = 7, task: String = "bash", chain: [UInt64] = []
    ) -> KernelBoard.Hit {
        KernelBoard.Hit(watch: watch, processor: cpu, tid: tid, task: task, pc: pc, chain: chain)
    }

    @Test func hitsAreCountedByInstructionAndWatch() {
        var board = Self.board()
        board.take([hit(1), hit(1, cpu: 1, tid: 8, task: "cat"), hit(2), hit(1, watch: 1)])
        #expect(board.total == 4 && board.watches.map(\.hits) == [3, 1])
        #expect(board.rows.map(\.hits) == [2, 1, 1])
        let first = board.rows[0]
        #expect(first.processor == 1 && first.tid == 8 && first.task == "cat" && first.last == 2)
    }

    @Test func theOrderIsChosen() {
        var board = Self.board()
        board.learn([1: KernelPlace(address: 1, function: "zeta"), 2: KernelPlace(address: 2, function: "alpha")])
        board.take([hit(1), hit(1), hit(2)])
        #expect(board.rows.map(\.key.pc) == [1, 2])
        _ = board.press(.character("s"))
        #expect(board.order == .rate)
        _ = board.press(.character("s"))
        #expect(board.order == .last && board.rows.map(\.key.pc) == [2, 1])
        _ = board.press(.character("s"))
        #expect(board.order == .name && board.rows.map(\.key.pc) == [2, 1])
        _ = board.press(.character("s"))
        #expect(board.order == .hits)
    }

    @Test func pausedItStandsStillAndCountsOn() {
        var board = Self.board()
        board.take([hit(1)])
        _ = board.press(.character("p"))
        board.take([hit(1), hit(2)])
        board.advance(to: 5_000_000_000)
        #expect(board.isPaused && board.total == 1 && board.rows.count == 1 && board.newer == 2 && board.elapsed == 0)
        _ = board.press(.character("p"))
        #expect(!board.isPaused && board.total == 3 && board.rows.count == 2)
    }

    @Test func theCursorStaysOnItsRow() {
        var board = Self.board()
        board.take([hit(1), hit(1), hit(2)])
        _ = board.press(.down)
        #expect(board.selection(in: board.rows) == 1)
        board.take([hit(2), hit(2), hit(2)])
        #expect(board.rows[0].key.pc == 2 && board.selection(in: board.rows) == 0)
        _ = board.press(.end)
        _ = board.press(.down)
        #expect(board.selection(in: board.rows) == 1)
        board.click(row: 0)
        #expect(board.selection(in: board.rows) == 0)
        board.click(row: 5)
        #expect(board.selection(in: board.rows) == 0)
        _ = board.press(.character("x"))
        #expect(board.rows.isEmpty && board.total == 0 && board.selection(in: board.rows) == nil)
    }

    @Test func waysAreOrderedAndBounded() {
        var board = Self.board()
        board.take([hit(1, chain: [1, 5]), hit(1, chain: [1, 6]), hit(1, chain: [1, 6])])
        #expect(board.ways(of: board.rows[0]).map(\.hits) == [2, 1])
        for number in 0..<1000 { board.take([hit(1, chain: [1, UInt64(100 + number)])]) }
        #expect(board.rows[0].ways.count == 64 && board.rows[0].hits == 1003)
    }

    @Test func keysLeaveHelpAndCallers() {
        var board = Self.board()
        #expect(!board.showsCallers)
        _ = board.press(.enter)
        #expect(board.showsCallers)
        _ = board.press(.escape)
        #expect(!board.showsCallers)
        _ = board.press(.character("?"))
        #expect(board.showsHelp && board.press(.character("q")) == .stays && !board.showsHelp)
        #expect(board.press(.character("q")) == .leaves)
        #expect(board.press(.control("c")) == .leaves)
    }

    @Test func ratesFollowTheClock() {
        var board = Self.board()
        board.take([hit(1), hit(1)])
        board.advance(to: RateHistory.bucketDuration)
        #expect(board.rows[0].rates.rate == 8 && board.watches[0].rates.rate == 8)
        board.advance(to: RateHistory.bucketDuration * 9)
        #expect(board.rows[0].rates.rate == 0)
    }
}
