import DebugRegisters
import HitRules
import Session
import Testing
import Tracing
import ViewModel
import WatchSlots

@Suite struct WriterTests {
    /// `bump` stores in two threads; `check` reads, and reads DR1 with the same instruction.
    private func state() throws -> AppState {
        var state = try Samples.watching(running: true)
        _ = state.update(
            .session(
                .sites([
                    Writers.site(1, "bump", .write), Writers.site(2, "check", .read, instruction: 0x402000),
                    Writers.site(3, "check", .read, slot: .dr1, watch: 2, instruction: 0x402000),
                    Writers.site(4, "bump", .readWrite, line: 20),
                ])))
        _ = state.update(
            .session(
                .hits([
                    Writers.hit(1, site: 1, old: 1, new: 2), Writers.hit(2, site: 1, old: 2, new: 2),
                    Writers.hit(3, site: 2, tid: 11, old: 2, new: 2), Writers.hit(4, site: 1, tid: 11, old: 2, new: 3),
                    Writers.hit(5, site: 3, tid: 11, slot: .dr1, watch: 2, old: 9, new: 9),
                    Writers.hit(6, site: 4, old: 3, new: 4),
                ])))
        return state
    }

    private func press(_ text: String, in state: AppState) -> AppState {
        text.reduce(state) { Samples.press(.character($1), in: $0) }
    }

    @Test func byInstruction() throws {
        let rows = try state().writerRows
        #expect(
            rows.map(\.key) == [
                .instruction(address: 0x401000, slot: .dr0, watch: WatchID(rawValue: 1)),
                .instruction(address: 0x402000, slot: .dr0, watch: WatchID(rawValue: 1)),
                .instruction(address: 0x402000, slot: .dr1, watch: WatchID(rawValue: 2)),
                .instruction(address: 0x401030, slot: .dr0, watch: WatchID(rawValue: 1)),
            ])
        #expect(rows.map(\.count) == [3, 1, 1, 1])
        #expect(rows.map { $0.access?.word } == ["write", "read", "read", "r/w"])
        #expect(rows[0].outcomes?[.changed] == 2)
        #expect(rows[0].outcomes?[.same] == 1)
        #expect(rows[1].outcomes?[.read] == 1)
        #expect(rows[0].tally?.firstTime == 1000)
        #expect(rows[0].tally?.last.trap == 4)
    }

    @Test func byFunction() throws {
        let rows = press("w", in: try state()).writerRows
        #expect(rows.map(\.key) == [.function("bump"), .function("check")])
        #expect(rows.map(\.count) == [4, 2])
        #expect(rows.map(\.sites) == [2, 2])
        #expect(rows.map(\.slots) == [[.dr0], [.dr0, .dr1]])
        #expect(rows.map { $0.access?.word } == ["r/w", "read"])
        #expect(rows[0].site == SiteID(rawValue: 1))
    }

    @Test func byThread() throws {
        let rows = press("ww", in: try state()).writerRows
        #expect(rows.map(\.key) == [.thread(10), .thread(11)])
        #expect(rows.map(\.count) == [3, 3])
        #expect(rows[0].site == SiteID(rawValue: 1))
    }

    @Test func byValue() throws {
        let rows = press("www", in: try state()).writerRows
        let id = WatchID(rawValue: 1)
        #expect(
            rows.map(\.key) == [
                .value(2, slot: .dr0, watch: id), .value(3, slot: .dr0, watch: id),
                .value(9, slot: .dr1, watch: WatchID(rawValue: 2)), .value(4, slot: .dr0, watch: id),
            ])
        #expect(rows.map(\.count) == [3, 1, 1, 1])
        #expect(press("wwww", in: try state()).writerView.grouping == .instruction)
    }

    @Test func aFilteredTableIsGroupedToo() throws {
        var state = try state()
        try state.setFilter("bump")
        let counts = (0..<4).map { _ in
            state = press("w", in: state)
            return state.writerRows.map(\.count)
        }
        #expect(counts == [[4], [3, 1], [2, 1, 1], [3, 1]])
        _ = state.update(.session(.hits([Writers.hit(7, site: 1, tid: 12)])))
        #expect(press("ww", in: state).writerRows.map(\.count) == [3, 1, 1])
    }

    /// A counter's values are more than can be kept: those beyond are told as such, and none is lost from the sum.
    @Test func valuesBeyondTheTableAreOthers() throws {
        var state = try Samples.watching(running: true)
        _ = state.update(.session(.hits((1...5000).map { Writers.hit($0, site: 1, new: $0) })))
        let rows = press("www", in: state).writerRows
        #expect(rows.count == 4097)
        #expect(rows.last?.key == .others)
        #expect(rows.reduce(0) { $0 + $1.count } == 5000)
    }

    @Test func isSorted() throws {
        var state = try state()
        func order() -> [UInt32] { state.writerRows.compactMap { $0.site?.rawValue } }
        #expect(order() == [1, 2, 3, 4])
        state = press("S", in: state)
        #expect(order() == [4, 3, 1, 2])
        state = press("S", in: state)
        #expect(order() == [1, 2, 3, 4])
        state = press("S", in: state)
        #expect(order() == [1, 4, 2, 3])
    }

    @Test func theFindingTellsEarlierHitsApart() throws {
        var state = try Samples.watching(running: true)
        _ = state.update(.session(.sites([Writers.site(1, nil, nil)])))
        _ = state.update(.session(.hits([Writers.hit(1, site: 1, new: 1), Writers.hit(2, site: 1, new: 1)])))
        #expect(state.writerRows[0].outcomes?[.unknown] == 2)
        #expect(state.writerRows[0].access == .unknown)
        #expect(state.statistics[0].reads == 0)
        _ = state.update(.session(.sites([Writers.site(1, "check", .read)])))
        #expect(state.writerRows[0].outcomes?[.read] == 2)
        #expect(state.writerRows[0].access == .read)
        #expect(state.statistics[0].reads == 2)
        _ = state.update(.session(.hits([Writers.hit(3, site: 1, new: 1)])))
        #expect(state.statistics[0].reads == 3)
        _ = state.update(.session(.sites([Writers.site(1, "check", .read)])))
        #expect(state.statistics[0].reads == 3)
    }

    /// What the same instruction did to other slots.
    @Test func theInverseView() throws {
        let state = try state()
        #expect(state.otherSites(ofInstructionAt: SiteID(rawValue: 2)).map(\.site.rawValue) == [3])
        #expect(state.otherSites(ofInstructionAt: SiteID(rawValue: 1)).isEmpty)
    }

    @Test func theCursorStaysWithItsWriter() throws {
        var state = Samples.press(.tab, .tab, .tab, .tab, in: try state())
        #expect(state.focus == .writers)
        #expect(state.selectedWriterSite == SiteID(rawValue: 1))
        state = Samples.press(.down, in: state)
        #expect(state.selectedWriterSite == SiteID(rawValue: 2))
        _ = state.update(.session(.hits((10..<20).map { Writers.hit($0, site: 2, new: 1) })))
        #expect(state.writerRows[0].site == SiteID(rawValue: 2))
        #expect(state.selectedWriterSite == SiteID(rawValue: 2))
        state = Samples.press(.end, in: state)
        #expect(state.selectedWriterSite == SiteID(rawValue: 4))
        state = Samples.press(.home, in: state)
        #expect(state.writerView.selected == nil)
        #expect(Samples.stopped().selectedWriterSite == nil)
    }

    @Test(arguments: [
        ("", "at:0x401000 slot:0", 3), ("w", "fn:=bump", 4), ("ww", "tid:10", 3), ("www", "slot:0 new:0x2", 3),
    ]) func showsTheHitsOfAWriter(_ keys: String, _ filter: String, _ count: Int) throws {
        let state = press(keys + "h", in: Samples.press(.tab, .tab, .tab, .tab, in: try state()))
        #expect(state.filter?.text == filter)
        #expect(state.logged.count == count)
        #expect(state.focus == .hits)
        #expect(state.writerRows.count >= 1)
    }

    @Test func namesWithBlanksAreQuoted() throws {
        let text = try #require(AppState.filterText(for: .function("f(int, char)")))
        #expect(try HitFilter(parsing: text).terms == [.init(.function(TextPattern("f(int, char)", isWhole: true)))])
        #expect(AppState.filterText(for: .others) == nil)
    }

    @Test func countsAnew() throws {
        let before = try state()
        var state = press("Z", in: before)
        #expect(state.writerRows.isEmpty)
        #expect(state.writerView.reset == .init(ordinal: 6, time: 6000))
        #expect(state.hits.count == 6)
        #expect(state.statistics == before.statistics)
        #expect(state.toast?.notice.text.contains("counted anew") == true)
        try state.setFilter("bump")
        #expect(state.writerRows.isEmpty)
        #expect(state.logged.count == 4)
        _ = state.update(.session(.hits([Writers.hit(7, site: 1)])))
        #expect(state.writerRows.map(\.count) == [1])
        expect(Samples.stopped(), .character("Z")) {
            $0.toast = Samples.toast(.warning, "nothing to count anew: there are no hits yet")
        }
    }

    @Test func aRareWriterStandsOut() throws {
        var state = try Samples.watching(running: true)
        _ = state.update(.session(.hits((1...200).map { Writers.hit($0, site: $0 == 50 ? 2 : 1) })))
        #expect(state.writerRows.map(\.isRare) == [false, true])
    }

    /// Where the writers are folded away the first press shows them.
    @Test func theFirstPressUnfolds() throws {
        let small = Samples.stopped(width: 80, height: 24)
        let shown = expect(small, .character("w")) { $0.focus = .writers }
        #expect(shown.layout?.writers != nil)
        #expect(shown.layout?.hits == nil)
        expect(shown, .character("w")) { $0.writerView.grouping = .function }
        expect(shown, .character("h")) {
            $0.toast = Samples.toast(.warning, "no writer is chosen: there are no hits yet")
        }
    }

    @Test func aClickChoosesAWriter() throws {
        let state = try state()
        let pane = try #require(state.layout?.writers)
        let lines = try #require(state.layout?.writersForm).linesPerRow
        let clicked = expect(
            state, .mouse(MouseAction(kind: .press, row: pane.row + 2 + lines, column: pane.column + 5))
        ) {
            $0.focus = .writers
            $0.writerView.selected = .instruction(address: 0x402000, slot: .dr0, watch: WatchID(rawValue: 1))
        }
        #expect(clicked.selectedWriterSite == SiteID(rawValue: 2))
    }
}
