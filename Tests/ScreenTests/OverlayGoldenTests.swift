import DebugRegisters
import ProgramModel
import Session
import Testing
import Tracing
import ViewModel
import WatchSlots

/// What lies over the panes, panes that have all the room, and watches that share registers.
@Suite struct OverlayGoldenTests {
    static let scenes: [GoldenTests.Scene] = [(80, 24), (120, 36)].flatMap { (width, height) in
        [
            GoldenTests.Scene(name: "messages", width: width, height: height) {
                // Two refusals, the second one twice.
                Scenes.press(
                    .character("c"), .character("u"), .character("u"), .character("m"), in: try Scenes.running($0, $1))
            },
            GoldenTests.Scene(name: "guide", width: width, height: height) {
                Scenes.press(.tab, .function(1), in: try Scenes.stopped($0, $1))
            },
            GoldenTests.Scene(name: "palette", width: width, height: height) {
                Scenes.type("stack", in: Scenes.press(.control("p"), in: try Scenes.stopped($0, $1)))
            },
            GoldenTests.Scene(name: "zoom-hits", width: width, height: height) {
                Scenes.press(.tab, .tab, .tab, .character("+"), in: try Scenes.running($0, $1))
            },
            GoldenTests.Scene(name: "zoom-slot", width: width, height: height) {
                Scenes.press(.character("+"), in: try Scenes.running($0, $1))
            },
            GoldenTests.Scene(name: "shared", width: width, height: height) { try shared($0, $1) },
            GoldenTests.Scene(name: "shared-list", width: width, height: height) {
                Scenes.press(.character("W"), .down, .down, in: try shared($0, $1))
            },
        ]
    }

    /// Six flexible watches on four registers, after two seconds.
    static func shared(_ width: Int, _ height: Int) throws -> AppState {
        var table = WatchTable()
        let names = ["counter", "total", "config.limits[2]", "queue.head", "retries", "last_error"]
        for index in names.indices {
            var request = WatchRequest(address: LinearAddress(0x5555_5555_8000 + 8 * UInt64(index)), byteCount: 8)
            request.claim = .flexible
            _ = try table.register(request)
        }
        var control = ControlRegister.idle
        for slot in SlotIndex.allCases { control.arm(slot, for: .write, length: .eight) }
        var board = WatchBoard(
            watches: table.watches.map {
                WatchDescription(
                    watch: $0, expression: names[Int($0.id.rawValue) - 1],
                    type: .integer(name: "unsigned long", byteCount: 8, isSigned: false))
            },
            installation: SlotInstallation(
                threadCount: 1, armedThreads: [1, 1, 1, 1], failures: [nil, nil, nil, nil], control: control))
        board.waiting = table.waiting.map(\.id)
        var state = Scenes.first(width, height)
        Scenes.apply([.watches(board), .target(.running)], to: &state)
        let coverage = table.watches.map { watch in
            var coverage = WatchCoverage(watch: watch.id)
            // The last one was never hit, and the fourth hits at its own pace.
            let number = UInt64(watch.id.rawValue)
            for turn in UInt64(0)..<13 {
                coverage.addSlice(100_000_000, hits: number == 6 ? 0 : 40 * number + turn % 3)
                if turn % 2 == 0 { coverage.addWait(100_000_000) }
            }
            return coverage
        }
        Scenes.apply([.trace(TracingEvent(after: 0, time: 2_000_000_000, kind: .coverage(coverage)))], to: &state)
        _ = state.update(.tick(3_000_000_000))
        return state
    }

    @Test(arguments: scenes) func frame(_ scene: GoldenTests.Scene) throws { try GoldenTests.check(scene) }
}
