import DebugRegisters
import ProgramModel
import SimulatedTracing
import Testing
import Tracing
import WatchSlots

@testable import Session

/// A restart arms what stood, as it stood.
@Suite(.timeLimit(.minutes(10))) struct RestartTests {
    typealias Under = SessionUnderTest

    @Test func everythingAboutAWatchComesBack() throws {
        let under = try Under(WatchTests.loop, watches: ["number@3", "small:rw"])
        under.start()
        try under.add("main")
        let ids = under.ids
        under.perform(.setLength(ids[0], .two))
        under.perform(.setAction(ids[1], .stop))
        under.perform(.setEnabled(ids[2], false))
        let before = under.boardLines
        #expect(
            before == ["number DR3 2 write log", "small DR0 4 readWrite stop", "main DR1 1 execute log off"])
        _ = under.takeEvents()
        under.perform(.restart)
        #expect(under.boardLines == before)
        #expect(
            under.story == [
                "exited signal(9, coreDumped: false)", "started", "starting", "added number", "added small",
                "added main", "stopped reached", "armed",
            ])
        // And a second time, under other numbers.
        _ = under.takeEvents()
        under.perform(.restart)
        #expect(under.boardLines == before && Set(under.ids).isDisjoint(with: ids))
        #expect(under.notices.isEmpty)
    }

    @Test func aProgramThatHasExitedIsRestarted() throws {
        let under = try Under([.store(Under.number, 1)], watches: ["number"])
        under.start()
        under.perform(.resume)
        _ = under.takeEvents()
        under.perform(.restart)
        #expect(under.story == ["started", "starting", "added number", "stopped reached", "armed"])
        under.perform(.resume)
        #expect(under.hits.count == 1)
    }

    @Test func whatWasRemovedStaysAway() throws {
        let under = try Under(WatchTests.loop, watches: ["number"])
        under.start()
        under.perform(.removeWatch(under.ids[0]))
        under.perform(.restart)
        #expect(under.boardLines.isEmpty && under.armedCount == 2)
    }

    /// Slots that interleave: each watch gets its own back.
    @Test func aWatchOfSeveralSlotsFindsThemAgain() throws {
        let under = try Under(WatchTests.loop, watches: ["number@1"])
        under.start()
        try under.add("record", acceptsSplit: true)
        let before = Set(under.boardLines)
        #expect(before == ["number DR1 8 write log", "record DR0+DR2 12 write log"])
        under.perform(.restart)
        #expect(Set(under.boardLines) == before && under.refused.isEmpty)
    }

    @Test func twoInterleavedRangesComeBackSomewhere() throws {
        let under = try Under(WatchTests.loop, watches: ["number@1"])
        under.symbols.expressions["second"] = .init(
            address: Under.record.rawValue + 16, type: nil, byteCount: 12, isFunction: false)
        under.start()
        try under.add("record", acceptsSplit: true)
        under.perform(.removeWatch(under.ids[0]))
        try under.add("second", acceptsSplit: true)
        #expect(Set(under.boardLines) == ["record DR0+DR2 12 write log", "second DR1+DR3 12 write log"])
        under.perform(.restart)
        #expect(under.board.watches.map(\.expression) == ["record", "second"] && under.refused.isEmpty)
    }

    @Test func aRestartDuringTheStartKeepsWhatWasAskedFor() throws {
        let under = try Under(WatchTests.loop, watches: ["number", "small"])
        under.symbols.isHeld = true
        under.start()
        under.session.perform(.restart)
        under.perform(.restart)
        under.symbols.isHeld = false
        under.settle()
        #expect(under.boardLines == ["number DR0 8 write log", "small DR1 4 write log"])
        #expect(under.story.count { $0 == "started" } == 2 && under.armedCount == 1)
        #expect(under.notices.isEmpty)
    }

    /// The program of the start is what runs again, with the watches that it had.
    @Test func afterAnExecTheFirstProgramsWatchesComeBack() throws {
        let under = try Under([.execute(path: "/next")], watches: ["number"], others: ["/next": WatchTests.loop])
        under.start()
        under.perform(.resume)
        #expect(under.boardLines.isEmpty)
        under.perform(.restart)
        #expect(under.boardLines == ["number DR0 8 write log"])
    }

    @Test func aBatchGoesOnAfterARestartToo() throws {
        let under = try Under([.store(Under.number, 1)], watches: ["number"], resumes: true)
        under.start()
        under.perform(.restart)
        #expect(under.hits.count == 2 && under.story.last == "exited code(0)")
    }
}
