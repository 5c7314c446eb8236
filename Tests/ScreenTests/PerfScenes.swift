import DebugRegisters
import HitRules
import ProgramModel
import Session
import Tracing
import ViewModel
import WatchSlots

/// Watches that perf sees beside one of ptrace's.
enum PerfScenes {
    /// `ledger.total` and each hundredth of `stats.seen` by perf, `config.limits[2]` by ptrace.
    private static func board() throws -> Scenes.Board {
        var board = Scenes.Board()
        try board.add("ledger.total", Scenes.unsigned64, at: 0x5555_5555_8010, 8)
        try board.add("config.limits[2]", Scenes.signed32, at: 0x5555_5555_80a4, 4, .readWrite)
        try board.add("stats.seen", Scenes.unsigned64, at: 0x5555_5555_a000, 8)
        for (index, every) in [0: 1, 2: 100] as [Int: UInt64] {
            let watch = board.table.watches[index]
            var request = watch.request
            request.mechanism = .perf
            request.every = every
            try board.table.modify(watch.id, to: request)
        }
        return board
    }

    /// DR7 as ptrace presents it knows nothing of what perf has armed.
    private static func armed(threads: Int) throws -> WatchBoard {
        let made = try board().board(threads: threads)
        var control = ControlRegister.idle
        control.arm(.dr1, for: .readWrite, length: .four)
        return WatchBoard(
            watches: made.watches, heldByOthers: made.heldByOthers,
            installation: SlotInstallation(
                threadCount: threads, armedThreads: Array(repeating: threads, count: 4),
                failures: [nil, nil, nil, nil],
                control: control))
    }

    private static func hit(
        _ trap: UInt64, _ time: UInt64, _ slot: SlotIndex = .dr0, tid: Int32 = 4243, pc: UInt64, old: UInt64 = 0,
        new: UInt64 = 0, flags: HitRecord.Flags = []
    ) -> Hit {
        Hit(
            HitRecord(
                trap: trap, time: time, pc: pc, old: old, new: new, pid: 4242, tid: tid,
                watch: WatchID(rawValue: UInt32(slot.number + 1)), status: HitRecord.perfAccess, slot: slot,
                length: .eight, kind: .write, flags: flags), site: Scenes.siteID(pc, slot))
    }

    /// Thousands of hits that nobody stopped for, some with a value; the rings ran over once.
    static func running(_ width: Int, _ height: Int) throws -> AppState {
        var state = Scenes.first(width, height)
        Scenes.apply([.watches(try armed(threads: 3)), .target(.running), .threadCount(3)], to: &state)
        var trap: UInt64 = 0
        for step in 0..<12 {
            var records: [Hit] = []
            for index in 0..<(30 + 60 * min(step, 12 - step)) {
                trap += 1
                let time = UInt64(step) * 250_000_000 + UInt64(index) * 391_000
                let pc = trap % 301 == 0 ? Scenes.clear : Scenes.bump
                records.append(hit(trap, time, tid: 4243 + Int32(trap % 2), pc: pc))
            }
            Scenes.apply([.hits(records)], to: &state)
            _ = state.update(.tick(1_000_000_000 + UInt64(step + 1) * 250_000_000))
        }
        Scenes.apply(
            [
                .hits([
                    Scenes.hit(
                        trap + 1, 3_200_002_000, .dr1, tid: 4244, pc: Scenes.apply, old: 10, new: 11, watch: 2,
                        length: .four, kind: .readWrite),
                    hit(trap + 2, 3_200_402_000, .dr2, tid: 4244, pc: Scenes.clear),
                    hit(trap + 3, 3_201_911_000, pc: Scenes.bump, old: 2170, flags: [.hasOld]),
                    hit(
                        trap + 4, 3_202_100_000, pc: Scenes.bump, new: 2172,
                        flags: [.hasNew, .newMayBeLater]),
                ]), .missed(12_345), .values([.dr0: 2172, .dr1: 11, .dr2: 90_400]),
            ], to: &state)
        _ = state.update(.tick(4_250_000_000))
        return state
    }

    /// Nothing has hit yet.
    static func armed(_ width: Int, _ height: Int) throws -> AppState {
        var state = Scenes.first(width, height)
        Scenes.apply([.watches(try armed(threads: 1))], to: &state)
        return state
    }

    /// The hit under the cursor is ptrace's: its DR6 is shown.
    static func besidePtrace(_ width: Int, _ height: Int) throws -> AppState {
        Scenes.press(.tab, .tab, .tab, .up, .up, .up, in: try running(width, height))
    }

    static func detail(_ width: Int, _ height: Int) throws -> AppState {
        var state = Scenes.press(.tab, .tab, .tab, .enter, in: try running(width, height))
        Scenes.apply(
            [
                .siteDetail(
                    Scenes.siteID(Scenes.bump, .dr0),
                    SiteDetail(disassembly: DetailScenes.disassembly, source: DetailScenes.source))
            ], to: &state)
        return state
    }
}
