import Testing

@testable import CursesTerminal

/// When another frame may be painted.
@Suite struct FramePacingTests {
    private static let second: UInt64 = 1_000_000_000

    private func begin(_ pacing: inout FramePacing, _ now: UInt64) -> Bool { pacing.begin(now) }
    private func paint(_ pacing: inout FramePacing, _ cells: Int, _ now: UInt64) -> Bool {
        pacing.paint(cells: cells, now)
    }

    @Test("a terminal that never answers is waited for once, and not for long")
    func silent() {
        var pacing = FramePacing()
        #expect(pacing.isReady(0))
        #expect(begin(&pacing, 0))
        #expect(!pacing.isReady(Self.second / 10))
        #expect(pacing.isReady(Self.second / 2))
        // It is not asked again, and leaving it takes no time.
        #expect(!paint(&pacing, 100_000, Self.second))
        #expect(pacing.isReady(Self.second))
        #expect(pacing.farewell(Self.second) == 0)
    }

    @Test("on a slow line each frame is waited for")
    func slow() {
        var pacing = FramePacing()
        _ = pacing.begin(0)
        pacing.takeAnswer(Self.second)
        #expect(pacing.isReady(Self.second))
        #expect(pacing.farewell(Self.second) == 0, "no answer is to come")
        for frame in UInt64(1)...5 {
            let start = frame * 20 * Self.second
            #expect(paint(&pacing, 1, start))
            #expect(!pacing.isReady(start + 15 * Self.second))
            #expect(pacing.farewell(start) > 0)
            pacing.takeAnswer(start + 15 * Self.second)
            #expect(pacing.isReady(start + 15 * Self.second))
        }
    }

    @Test("on a fast line the terminal is asked now and then")
    func fast() {
        var pacing = FramePacing()
        _ = pacing.begin(0)
        pacing.takeAnswer(1_000_000)
        var questions = 0
        for frame in UInt64(1)...1000 where pacing.paint(cells: 1000, frame * 16_000_000) {
            questions += 1
            pacing.takeAnswer(frame * 16_000_000 + 1_000_000)
        }
        #expect((50...65).contains(questions))
    }

    @Test("a terminal that goes silent is given up after a minute")
    func gone() {
        var pacing = FramePacing()
        _ = pacing.begin(0)
        pacing.takeAnswer(Self.second)
        #expect(paint(&pacing, 1, 2 * Self.second))
        #expect(!pacing.isReady(61 * Self.second))
        #expect(pacing.isReady(62 * Self.second))
        #expect(!paint(&pacing, 1, 62 * Self.second))
        #expect(pacing.isReady(63 * Self.second))
        // An answer after all is taken as none.
        pacing.takeAnswer(64 * Self.second)
        #expect(!paint(&pacing, 1, 65 * Self.second))
    }
}
