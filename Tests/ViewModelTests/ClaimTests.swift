import DebugRegisters
import Session
import Testing
import ViewModel
import WatchSlots

/// Watches without a register can be seen and changed as well.
@Suite struct ClaimTests {
    private static func six() throws -> AppState {
        var table = WatchTable()
        for n: UInt64 in 0..<6 {
            var request = WatchRequest(address: LinearAddress(0x404000 + 8 * n), byteCount: 8)
            request.claim = .flexible
            _ = try table.register(request)
        }
        let board = WatchBoard(
            watches: table.watches.map { WatchDescription(watch: $0, expression: "v\($0.id.rawValue)", type: nil) })
        var state = Samples.running()
        var waiting = board
        waiting.waiting = table.waiting.map(\.id)
        _ = state.update(.session(.watches(waiting)))
        return state
    }

    @Test func theListReachesAll() throws {
        var state = Samples.press(.character("W"), in: try Self.six())
        for _ in 0..<9 { _ = state.update(.key(.down)) }
        let last = WatchID(rawValue: 6)
        #expect(state.listedWatch == last)
        #expect(state.board.waitWords(of: last)?.contains("behind 1") == true)
        #expect(state.update(.key(.character("x"))) == [.session(.removeWatch(last))])
        #expect(state.update(.key(.character(" "))) == [.session(.setEnabled(last, false))])
        #expect(state.update(.key(.character("R"))) == [.session(.setClaim(last, .exclusive))])
    }

    @Test(arguments: ["v5", "5"]) func commandsNameAWatch(name: String) throws {
        for (command, effect) in [
            ("delete", SessionCommand.removeWatch(WatchID(rawValue: 5))),
            ("disable", .setEnabled(WatchID(rawValue: 5), false)), ("enable", .setEnabled(WatchID(rawValue: 5), true)),
            ("claim pinned", .setClaim(WatchID(rawValue: 5), .pinned)),
        ] {
            var state = try Self.six()
            for character in ":\(command) \(name)" { _ = state.update(.key(.character(character))) }
            #expect(state.update(.key(.enter)) == [.session(effect)])
        }
    }
}
