import DebugRegisters
import Session
import Testing
import ViewModel

@Suite struct MouseTests {
    private func mouse(_ kind: MouseAction.Kind, _ row: Int, _ column: Int) -> AppEvent {
        .mouse(MouseAction(kind: kind, row: row, column: column))
    }

    private func send(_ events: [AppEvent], to state: AppState) -> AppState {
        var state = state
        for event in events { _ = state.update(event) }
        return state
    }

    @Test func aBorderFollowsTheMouse() throws {
        let state = try Samples.hits(10)
        let before = try #require(state.layout)
        let (hits, writers) = (try #require(before.hits), try #require(before.writers))
        var moved = send(
            [
                mouse(.press, hits.row + 3, writers.column), mouse(.drag, hits.row + 3, 70),
                mouse(.release, hits.row + 3, 70),
            ],
            to: state)
        #expect(moved.layout?.writers?.column == 70 && moved.layout?.hits?.width == 70)
        // Let go, it stays where it is.
        moved = send([mouse(.drag, hits.row + 3, 90)], to: moved)
        #expect(moved.layout?.hits?.width == 70)
        // As far as both sides can be read.
        let far = send([mouse(.press, hits.row + 3, 70), mouse(.drag, hits.row + 3, 2)], to: moved)
        #expect(far.layout?.hits?.width == 60)
        let right = send([mouse(.press, hits.row + 3, 70), mouse(.drag, hits.row + 3, 119)], to: moved)
        #expect(right.layout?.writers?.width == 34)
    }

    @Test func theOutputGrowsAndItsTerminalWithIt() throws {
        let state = Samples.stopped(width: 120, height: 60)
        let before = try #require(state.layout)
        let output = try #require(before.output)
        let lower = send([mouse(.press, output.row, 100), mouse(.drag, output.row - 3, 100)], to: state)
        #expect(lower.layout?.output?.row == output.row - 3)
        // The program's terminal has the room that its pane has; `:panes` takes all back.
        var typed = lower
        for key in ":panes" { _ = typed.update(.key(.character(key))) }
        let size = before.outputSize
        #expect(typed.update(.key(.enter)) == [.resizeProgramTerminal(columns: size.columns, rows: size.rows)])
        #expect(typed.layout == ScreenLayout(width: 120, height: 60, focus: typed.focus))
    }

    @Test func onANarrowScreenTheOutputGrows() throws {
        var state = Samples.stopped(width: 100, height: 48)
        let output = try #require(state.layout?.output)
        state = send([mouse(.press, output.row, 50), mouse(.drag, output.row - 4, 50)], to: state)
        #expect(state.layout?.output?.height == output.height + 4)
    }

    @Test func aDoubleClickIsEnter() throws {
        let state = try Samples.hits(10)
        let hits = try #require(state.layout?.hits)
        let click = [mouse(.press, hits.row + 3, 5), mouse(.release, hits.row + 3, 5)]
        let opened = send(click + click, to: state)
        guard case .detail(.hit(let hit, _), _)? = opened.modal else { return #expect(Bool(false)) }
        #expect(hit.trap == 2)
        // Too slow, or elsewhere, it is two clicks.
        #expect(send(click + [.tick(10 * Samples.second)] + click, to: state).modal == nil)
        #expect(send(click + [mouse(.press, hits.row + 4, 5)], to: state).modal == nil)
    }

    @Test func aClickOnAKeyOfTheFooterIsThatKey() throws {
        var state = try Samples.watching()
        let bar = FooterBar(state)
        let hint = try #require(bar.hints.first { $0.key == .character("c") })
        #expect(state.update(mouse(.press, 35, hint.labelColumn)) == [.session(.resume)])
        let help = try #require(bar.hints.first { $0.key == .character("?") })
        #expect(send([mouse(.press, 35, help.column)], to: state).modal == .help(firstLine: 0))
        #expect(send([mouse(.press, 35, 119)], to: state) == send([mouse(.press, 35, 119)], to: state))
        // A notice is taken away.
        let told = send([.session(.notice(Notice(.error, "no")))], to: state)
        #expect(send([mouse(.press, 35, 3)], to: told).toast == nil)
    }

    @Test func aClickChoosesABitOfDR6() throws {
        let state = try Samples.watching()
        let area = try #require(state.layout?.status)
        for place in StatusGrid(area).places {
            let clicked = send([mouse(.press, place.row, place.column)], to: state)
            #expect(clicked.focus == .status && clicked.bits.status == place.bit)
        }
    }

    @Test func everyBitOfDR7CanBeClicked() throws {
        for (width, height) in [(80, 24), (100, 30), (120, 36), (200, 60)] {
            let state = Samples.stopped(width: width, height: height)
            let layout = try #require(state.layout)
            let grid = ControlGrid(layout.controlForm)
            for bit in 0..<32 {
                let column = grid.left(in: layout.control) + grid.columns[bit]
                let clicked = send([mouse(.press, layout.control.row + 2, column)], to: state)
                #expect(clicked.bits.control == bit && clicked.focus == .control)
            }
        }
    }

    @Test func thePaletteIsClicked() throws {
        let state = Samples.press(.control("p"), in: Samples.stopped())
        let layout = state.paletteLayout
        let chosen = send([mouse(.press, layout.firstRow + 1, layout.area.column + 5)], to: state)
        guard case .palette(let palette)? = chosen.modal else { return #expect(Bool(false)) }
        #expect(palette.selected == 1)
        #expect(send([mouse(.press, 0, 0)], to: state).modal == nil)
    }

    @Test func anArrangementIsWrittenAndRead() {
        var arrangement = PaneArrangement()
        #expect(arrangement.text.isEmpty && PaneArrangement(text: "") == arrangement)
        arrangement.set(.side, cells: 50, of: 120)
        arrangement.set(.stacked, cells: 7, of: 20)
        arrangement.isZoomed = true
        #expect(arrangement.text == "side=417 stacked=350 zoom")
        #expect(PaneArrangement(text: arrangement.text) == arrangement)
        #expect(PaneArrangement(text: "side=x lower=2000 what").isStandard)
    }
}
