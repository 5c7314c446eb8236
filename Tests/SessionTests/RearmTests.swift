import ProgramModel
import SimulatedTracing
import Testing
import Tracing
import WatchSlots

@testable import Session

/// An exec of the traced process: what is watched goes over to the new program.
@Suite struct RearmTests {
    private typealias Under = SessionUnderTest

    private func make(_ watches: [String], next: [Under.Operation], stopsAtExec: Bool = true) throws -> Under {
        let under = try Under(
            [.store(Under.number, 1), .execute(path: "/next")], watches: watches, others: ["/next": next],
            stopsAtExec: stopsAtExec)
        under.symbols.expressions["0x404008"] = .init(address: 0x404008, type: nil, byteCount: nil, isFunction: false)
        under.start()
        _ = under.takeEvents()
        return under
    }

    @Test func theWatchesAreArmedAnewAndItGoesOn() throws {
        let under = try make(["number@2,stop", "other"], next: [.store(Under.other, 4), .store(Under.number, 5)])
        under.perform(.resume)
        // The stop of the first program's store.
        under.perform(.resume)
        #expect(under.boardLines == ["number DR2 8 write stop", "other DR0 8 write log"])
        #expect(under.hits.map(\.new) == [1, 4, 5])
        #expect(under.armedCount == 1 && under.notices.isEmpty)
        #expect(under.states.contains(.starting))
        guard case .stopped(let stop)? = under.states.last, case .hit = stop.reason else {
            Issue.record("\(under.story)")
            return
        }
    }

    @Test func whatTheNewProgramLacksIsLostAndSaid() throws {
        let under = try make(
            ["number", "other", "0x404008@3"], next: [.store(Under.number, 5), .store(Under.other, 6)])
        under.symbols.expressions["other"] = nil
        under.perform(.resume)
        #expect(under.hits.map(\.new) == [1, 5])
        #expect(under.story.last == "exited code(0)")
        #expect(under.notices.map(\.severity) == [.warning, .warning])
        #expect(under.notices[0].text.contains("0x404008") && under.notices[0].text.contains("address"))
        #expect(under.notices[1].text.contains("other"))
        #expect(under.refused.isEmpty)
    }

    @Test func withoutWatchesItGoesOnAtOnce() throws {
        let under = try make([], next: [.store(Under.number, 5)])
        under.perform(.resume)
        #expect(under.story.last == "exited code(0)")
        #expect(!under.states.contains { if case .stopped = $0 { true } else { false } })
    }

    @Test func aDisarmedWatchStaysDisarmed() throws {
        let under = try make(["number"], next: [.store(Under.number, 5)])
        under.perform(.setEnabled(under.ids.first ?? WatchID(rawValue: 1), false))
        under.perform(.resume)
        #expect(under.hits.isEmpty && under.story.last == "exited code(0)")
    }

    @Test func aChainOfProgramsKeepsThem() throws {
        let under = try Under(
            [.execute(path: "/second")], watches: ["number"],
            others: [
                "/second": [.store(Under.number, 2), .execute(path: "/third")], "/third": [.store(Under.number, 3)],
            ], stopsAtExec: true)
        under.start()
        under.perform(.resume)
        #expect(under.hits.map(\.new) == [2, 3] && under.story.last == "exited code(0)")
    }
}
