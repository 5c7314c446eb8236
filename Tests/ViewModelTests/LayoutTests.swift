import DebugRegisters
import Testing
import ViewModel

@Suite struct LayoutTests {
    private func rectangles(_ layout: ScreenLayout) -> [CellRectangle] {
        var all = [layout.header, layout.control, layout.footer]
        switch layout.slots {
        case .panes(let panes): all += panes
        case .list(let pane): all.append(pane)
        }
        return all + [layout.status, layout.hits, layout.writers, layout.output].compactMap { $0 }
    }

    @Test func panesNeverOverlapAndStayOnTheScreen() throws {
        for width in [80, 81, 92, 93, 99, 100, 119, 120, 151, 152, 199, 200, 300] {
            for height in [24, 25, 29, 30, 35, 36, 60, 100] {
                for focus in Focus.allCases {
                    let layout = try #require(ScreenLayout(width: width, height: height, focus: focus))
                    var taken = Set<Int>()
                    for rectangle in rectangles(layout) {
                        #expect(rectangle.row >= 0 && rectangle.endRow <= height)
                        #expect(rectangle.column >= 0 && rectangle.endColumn <= width)
                        for row in rectangle.row..<rectangle.endRow {
                            for column in rectangle.column..<rectangle.endColumn {
                                #expect(taken.insert(row * width + column).inserted)
                            }
                        }
                    }
                    #expect(layout.hitRows >= 5)
                }
            }
        }
    }

    @Test func tooSmallHasNoLayout() {
        #expect(ScreenLayout(width: 79, height: 24, focus: .slots) == nil)
        #expect(ScreenLayout(width: 80, height: 23, focus: .slots) == nil)
    }

    @Test func sizeIsTold() {
        expect(
            Samples.stopped(), .resize(width: 120, height: 40), effects: [.resizeProgramTerminal(columns: 36, rows: 19)]
        ) {
            $0.height = 40
        }
        expect(Samples.stopped(), .resize(width: 10, height: 4)) {
            $0.width = 10
            $0.height = 4
        }
    }

    @Test func aClickChooses() throws {
        let state = try Samples.hits(100)
        let layout = try #require(state.layout)
        expect(state, .mouse(MouseAction(kind: .press, row: 4, column: 100))) { $0.selectedSlot = .dr3 }
        expect(state, .mouse(MouseAction(kind: .press, row: layout.control.row + 1, column: 3))) {
            $0.focus = .control
            $0.bits.control = 31
        }
        expect(state, .mouse(MouseAction(kind: .press, row: layout.control.row + 1, column: 90))) {
            $0.focus = .control
        }
        let hits = try #require(layout.hits)
        expect(state, .mouse(MouseAction(kind: .press, row: hits.row + 2, column: 3))) {
            $0.focus = .hits
            $0.isFollowing = false
            $0.selectedHit = 100 - layout.hitRows
            $0.firstHit = 100 - layout.hitRows
        }
        expect(state, .mouse(MouseAction(kind: .wheelUp, row: hits.row + 2, column: 3))) {
            $0.isFollowing = false
            $0.selectedHit = 96
            $0.firstHit = 100 - layout.hitRows
        }
        expect(state, .mouse(MouseAction(kind: .wheelDown, row: hits.row + 2, column: 3)))
        expect(state, .mouse(MouseAction(kind: .press, row: 1, column: 3)))
        let small = Samples.stopped(width: 80, height: 24)
        expect(small, .mouse(MouseAction(kind: .press, row: 4, column: 10))) { $0.selectedSlot = .dr2 }
    }
}
