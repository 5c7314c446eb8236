import DebugRegisters
import HitRules
import ProgramModel
import Session
import Testing
import Tracing
import ViewModel
import WatchSlots

@Suite struct FilterTests {
    /// DR0: a long that `bump` stores to and `check` reads; DR1: `work` is entered; DR2: a float.
    private func state() throws -> AppState {
        var table = WatchTable()
        for (address, kind) in [(0x404010, WatchKind.readWrite), (0x401200, .execute), (0x404020, .write)] {
            _ = try table.register(
                WatchRequest(address: LinearAddress(UInt64(address)), byteCount: kind == .execute ? 1 : 8, kind: kind))
        }
        let types: [ValueType] = [
            Samples.integer, .function(name: "work"), .floatingPoint(name: "double", byteCount: 8),
        ]
        let names = ["counter", "work", "ratio"]
        var state = Samples.running()
        let board = WatchBoard(
            watches: zip(table.watches, zip(names, types)).map {
                WatchDescription(watch: $0, expression: $1.0, type: $1.1)
            })
        _ = state.update(.session(.watches(board)))
        _ = state.update(
            .session(
                .sites([
                    Writers.site(1, "bump", .write, line: 14), Writers.site(2, "check", .read, line: 31),
                    Writers.site(3, "work", .execute, slot: .dr1, watch: 2),
                    Writers.site(4, "scale", .write, slot: .dr2, watch: 3), Writers.site(5, nil, nil),
                ])))
        func bits(_ value: Double) -> UInt64 { value.bitPattern }
        _ = state.update(
            .session(
                .hits([
                    Writers.hit(1, site: 1, old: 41, new: 42), Writers.hit(2, site: 1, old: 42, new: 42),
                    Writers.hit(3, site: 2, tid: 11, old: 42, new: 42),
                    Writers.hit(4, site: 3, slot: .dr1, watch: 2, kind: .execute),
                    Writers.hit(5, site: 4, slot: .dr2, watch: 3, kind: .write, old: bits(1.5), new: bits(2.5)),
                    Writers.hit(6, site: 1, tid: 11, old: 42, new: UInt64(bitPattern: -7)),
                    Writers.hit(7, site: 5, old: 3, new: 3),
                ])))
        return state
    }

    /// The traps that the log lists.
    private func traps(_ text: String, _ state: AppState) throws -> [UInt64] {
        var state = state
        try state.setFilter(text)
        return state.visibleHits(rows: 100).map { state.hits[$0].trap }
    }

    @Test(
        arguments: [
            ("", [1, 2, 3, 4, 5, 6, 7]),
            ("bump", [1, 2, 6]), ("BUMP", [1, 2, 6]), ("!bump", [3, 4, 5, 7]), ("fn:bump", [1, 2, 6]), ("fn:=bum", []),
            ("fn:=bump", [1, 2, 6]), ("ledger.c:31", [3]), ("file:ledger.c", [1, 2, 3, 4, 5, 6]),
            ("counter", [1, 2, 3, 6, 7]),
            ("a.out", [1, 2, 3, 4, 5, 6]), ("rdi", [1, 2, 3, 4, 5, 6]),
            ("tid:11", [3, 6]), ("!tid:11", [1, 2, 4, 5, 7]), ("slot:1", [4]), ("!dr0", [4, 5]), ("slot:0 slot:1", []),
            ("access:write", [1, 2, 5, 6]), ("access:changed", [1, 5, 6]), ("access:same", [2]), ("access:silent", [2]),
            ("access:read", [3]), ("access:execute", [4]), ("access:unknown", [7]), ("!access:write", [3, 4, 7]),
            ("value:42", [1, 2, 3, 6]), ("new:42", [1, 2, 3]), ("old:42", [2, 3, 6]), ("new:0x2a", [1, 2, 3]),
            ("new:-7", [6]), ("new:18446744073709551609", []), ("new:0xfffffffffffffff9", [6]),
            ("!value:42", [4, 5, 7]),
            ("value:2.5", [5]), ("old:2.5", []), ("2.5", [5]), ("42", [1, 2, 3, 6]), ("4", [1, 2, 3, 6]), ("-7", [6]),
            ("at:0x401001", [1, 2, 6]), ("at:0x401000", [1, 2, 6]), ("bump new:42 !access:same", [1]), ("value:x", []),
        ] as [(String, [UInt64])])
    func passes(_ text: String, _ expected: [UInt64]) throws {
        let state = try state()
        #expect(try traps(text, state).sorted() == expected)
    }

    @Test func newHitsAreFilteredAsTheyCome() throws {
        var state = try state()
        try state.setFilter("bump")
        #expect(state.logged.count == 3)
        _ = state.update(.session(.hits([Writers.hit(8, site: 2), Writers.hit(9, site: 1)])))
        #expect(state.visibleHits(rows: 10).map { state.hits[$0].trap } == [1, 2, 6, 9])
        #expect(state.writerRows.map(\.count) == [4])
        #expect(state.currentHit == 8)
    }

    /// A filter by name waits for the name: the hits appear when the instruction becomes known.
    @Test func aFindingBringsEarlierHitsIn() throws {
        var state = try state()
        try state.setFilter("late")
        #expect(state.logged.isEmpty)
        _ = state.update(.session(.sites([Writers.site(5, "late", .read)])))
        #expect(state.visibleHits(rows: 10).map { state.hits[$0].trap } == [7])
        #expect(state.writerRows.map(\.count) == [1])
        #expect(state.statistics[0].outcomes[.read] == 2)
        #expect(state.statistics[0].outcomes[.unknown] == 0)
    }

    @Test func theOldestHitsLeaveTheFilterToo() throws {
        var state = AppState(width: 120, height: 36, hitLimit: 8192)
        _ = state.update(.session(.sites([Writers.site(1, "bump", .write), Writers.site(2, "check", .read)])))
        func add(_ traps: Range<UInt64>) {
            _ = state.update(.session(.hits(traps.map { Writers.hit($0, site: $0 % 2 == 0 ? 2 : 1) })))
        }
        add(0..<6000)
        try state.setFilter("bump")
        add(6000..<30_000)
        let expected = state.hits.ordinals.filter { state.hits[$0].trap % 2 == 1 }
        #expect(state.logged.count == expected.count)
        #expect((0..<state.logged.count).map { state.logged[$0] } == expected)
        for ordinal in [expected[0], expected[7] - 1, expected[100] + 1] {
            #expect(state.logged.position(from: ordinal) == expected.firstIndex { $0 >= ordinal })
        }
    }

    /// What is slow to look at is looked at in pieces, the newest first, and the state says how far it is.
    @Test(.timeLimit(.minutes(1))) func slowFiltersTakeSeveralTicks() throws {
        var state = try state()
        let records = (100..<40_100).map {
            Writers.hit(
                UInt64($0), site: 4, slot: .dr2, watch: 3, kind: .write, old: 0, new: Double($0 % 100).bitPattern)
        }
        _ = state.update(.session(.hits(records)))
        try state.setFilter("slot:2 new:77")
        let progress = try #require(state.filter?.progress(of: state.hits))
        #expect(progress > 0.3 && progress < 0.6)
        #expect(state.currentHit == state.hits.ordinals.upperBound - 23)
        for tick in 1...3 { _ = state.update(.tick(Samples.second + UInt64(tick))) }
        #expect(state.filter?.progress(of: state.hits) == nil)
        #expect(state.logged.count == 400)
    }

    @Test func theCursorStaysNearWhereItWas() throws {
        var state = try state()
        state = Samples.press(.tab, .tab, .tab, .home, .down, .down, in: state)
        #expect(state.currentHit == 2)
        try state.setFilter("bump")
        #expect(state.currentHit == 5)
        state = Samples.press(.up, in: state)
        #expect(state.currentHit == 1)
        state = Samples.press(.escape, in: state)
        #expect(state.filter == nil)
        #expect(state.currentHit == 1)
    }

    @Test func isTypedInAPrompt() throws {
        let state = try state()
        var typing = expect(state, .character("/")) { $0.modal = .filter(FilterPrompt()) }
        for character in "slot:9" { typing = Samples.press(.character(character), in: typing) }
        let refused = expect(typing, .enter) {
            $0.modal = .filter(
                FilterPrompt(
                    LineEditor("slot:9"), error: FilterError("there is no slot '9': they are 0, 1, 2 and 3", column: 5))
            )
        }
        let edited = expect(refused, .backspace) { $0.modal = .filter(FilterPrompt(LineEditor("slot:"))) }
        let filtered = Samples.press(.character("1"), .enter, in: edited)
        #expect(filtered.modal == nil)
        #expect(filtered.focus == .hits)
        #expect(filtered.logged.count == 1)
        expect(filtered, .character("/")) { $0.modal = .filter(FilterPrompt(LineEditor("slot:1"))) }
        expect(edited, .escape) { $0.modal = nil }
        let emptied = Samples.press(.character("/"), .control("u"), .enter, in: filtered)
        #expect(emptied.filter == nil)
        expect(edited, .paste("x\n")) { $0.modal = .filter(FilterPrompt(LineEditor("slot:x"))) }
    }

    @Test func refusalsSayWhy() throws {
        var hits = Samples.press(.tab, .tab, .tab, in: try state())
        expect(hits, .escape) { $0.toast = Samples.toast(.warning, "no filter is set: / filters the hits") }
        try hits.setFilter("nobody")
        expect(hits, .character("f")) {
            $0.toast = Samples.toast(.warning, "nothing to follow: the filter hides every hit")
        }
    }

    /// The filter outlives the run, and looks at the new one's hits.
    @Test func aRestartKeepsTheFilter() throws {
        var state = try state()
        try state.setFilter("bump")
        _ = state.update(.session(.started(program: "./a", arguments: [], pid: 11, backend: "ptrace")))
        #expect(state.logged.isEmpty)
        _ = state.update(.session(.sites([Writers.site(21, "bump", .write)])))
        _ = state.update(.session(.hits([Writers.hit(1, site: 21), Writers.hit(2, site: 22)])))
        #expect(state.logged.count == 1)
    }
}
