import DebugRegisters
import HitRules
import ProgramModel
import Session
import Tracing
import ViewModel
import WatchSlots

/// Pictures of the writers, the filter and the rules.
extension GoldenTests {
    static let writerScenes: [Scene] =
        [(80, 24), (100, 30), (120, 36), (120, 48), (200, 60)].map { (width, height) in
            Scene(name: "writers", width: width, height: height, hasStyles: width == 120) {
                Scenes.writers(try Scenes.running($0, $1))
            }
        } + [
            Scene(name: "writers", width: 120, height: 48, form: .plain) { Scenes.writers(try Scenes.running($0, $1)) },
            Scene(name: "writers-function", width: 120, height: 48, hasStyles: false) {
                Scenes.press(.character("w"), in: Scenes.writers(try Scenes.running($0, $1)))
            },
            Scene(name: "writers-function", width: 200, height: 60, hasStyles: false) {
                Scenes.press(.character("w"), in: Scenes.writers(try Scenes.running($0, $1)))
            },
            Scene(name: "writers-thread", width: 120, height: 36, hasStyles: false) {
                Scenes.press(.character("w"), .character("w"), in: Scenes.writers(try Scenes.running($0, $1)))
            },
            Scene(name: "writers-value", width: 200, height: 60, hasStyles: false) {
                Scenes.press(
                    .character("w"), .character("w"), .character("w"), .down, .down,
                    in: Scenes.writers(try Scenes.running($0, $1)))
            },
            Scene(name: "writers-reset", width: 80, height: 24, hasStyles: false) {
                var state = Scenes.press(.character("Z"), in: Scenes.writers(try Scenes.running($0, $1)))
                Scenes.apply(
                    [.hits([Scenes.hit(9000, 5_000_000_000, .dr0, tid: 7, pc: Scenes.bump, old: 1, new: 2, watch: 1)])],
                    to: &state)
                _ = state.update(.tick(state.now + 5_000_000_000))
                return state
            },
            Scene(name: "writers-empty", width: 120, height: 36, hasStyles: false) {
                Scenes.writers(Scenes.first($0, $1))
            },
            Scene(name: "filtered", width: 120, height: 36) {
                Scenes.filtered("!memset slot:0 access:same", try Scenes.running($0, $1))
            },
            Scene(name: "filtered", width: 80, height: 24, hasStyles: false) {
                Scenes.filtered("memset", try Scenes.running($0, $1))
            },
            Scene(name: "filtered-none", width: 80, height: 24, hasStyles: false) {
                Scenes.filtered("nobody", try Scenes.running($0, $1))
            },
            Scene(name: "filter", width: 120, height: 36) {
                Scenes.type("/bump slot:0", in: try Scenes.running($0, $1))
            },
            Scene(name: "filter-error", width: 80, height: 24) {
                Scenes.press(.enter, in: Scenes.type("/bump acess:write", in: try Scenes.running($0, $1)))
            },
            Scene(name: "rules", width: 120, height: 36) { try Scenes.rules($0, $1) },
            Scene(name: "rules", width: 80, height: 24, hasStyles: false) { try Scenes.rules($0, $1) },
        ]
}

extension Scenes {
    static func writers(_ state: AppState) -> AppState { press(.tab, .tab, .tab, .tab, in: state) }

    static func filtered(_ text: String, _ state: AppState) -> AppState {
        press(.enter, in: type("/" + text, in: state))
    }

    /// Watches with rules, one that shows reads alone, hits of every outcome.
    static func rules(_ width: Int, _ height: Int) throws -> AppState {
        var state = first(width, height)
        var board = Board()
        try board.add(
            "ledger.total", unsigned64, at: 0x5555_5555_8010, 8, rule: HitRule(ignoreCount: 3),
            condition: "new > 100 && tid == 4243")
        try board.add(
            "config.limits[2]", signed32, at: 0x5555_5555_80a4, 4, .readWrite, rule: HitRule(readsOnly: true))
        try board.add("seen", unsigned64, at: 0x5555_5555_80b0, 8, .readWrite, rule: HitRule(isOneShot: true))
        try board.add("state", signed32, at: 0x5555_5555_80c0, 4, rule: HitRule(changedOnly: true))
        apply([.watches(board.board(threads: 2)), .target(.running), .threadCount(2)], to: &state)
        let unknown = Site(
            id: SiteID(rawValue: 7), watch: WatchID(rawValue: 3), slot: .dr2,
            query: SiteQuery(pc: 0x5555_5555_5500, isExact: false, address: 0x5555_5555_80b0, byteCount: 8))
        apply(
            [
                .sites([unknown]),
                .hits([
                    hit(1, 1_000_000, .dr0, tid: 4243, pc: bump, old: 100, new: 101, watch: 1),
                    hit(2, 2_000_000, .dr0, tid: 4243, pc: bump, old: 101, new: 101, watch: 1),
                    hit(
                        3, 2_500_000, .dr0, tid: 4244, pc: bump, old: 101, new: 101, watch: 1,
                        flags: [.hasOld, .hasNew, .newMayBeLater]),
                    hit(
                        4, 3_000_000, .dr1, tid: 4243, pc: check, old: 10, new: 10, watch: 2, length: .four,
                        kind: .readWrite),
                    unnamed(5, 4_000_000, old: 7, new: 7), unnamed(6, 5_000_000, old: 7, new: 8),
                    hit(7, 6_000_000, .dr3, tid: 4243, pc: apply, old: 1, new: 2, watch: 4, length: .four),
                ]), .suppressed([97, 12, 0, 1_204]),
            ], to: &state)
        _ = state.update(.tick(2_000_000_000))
        return state
    }

    private static func unnamed(_ trap: UInt64, _ time: UInt64, old: UInt64, new: UInt64) -> Hit {
        let hit = hit(trap, time, .dr2, tid: 4243, pc: 0x5555_5555_5500, old: old, new: new, watch: 3, kind: .readWrite)
        return Hit(hit.record, site: SiteID(rawValue: 7))
    }
}
