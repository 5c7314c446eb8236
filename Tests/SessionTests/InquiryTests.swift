import DebugRegisters
import HitRules
import ProgramModel
import SimulatedTracing
import Testing
import Tracing
import WatchSlots

@testable import Session

/// What is asked of the stopped thread, and which questions wait for it.
@Suite(.timeLimit(.minutes(10))) struct InquiryTests {
    typealias Under = SessionUnderTest

    @Test func namesAreLookedUpInTheStoppedThread() throws {
        let under = try Under([.nothing], watches: ["number"])
        under.start()
        let contexts = under.symbols.requests.compactMap { request -> Int32? in
            if case .expression(_, "number", let context) = request { context?.tid } else { nil }
        }
        #expect(contexts.count == 1, "the question waited for the registers")
    }

    @Test func aRunningProgramHasNoContext() throws {
        let under = try Under([.nothing, .jump(to: 0, times: nil)])
        under.start()
        under.perform(.resume)
        try under.add("number")
        let contexts = under.symbols.requests.compactMap { request -> EvaluationContext?? in
            if case .expression(_, "number", let context) = request { .some(context) } else { nil }
        }
        #expect(contexts.count == 1)
        #expect(contexts.first.map { $0 == nil } == true)
    }

    @Test func namesAreToldForWhatWasTyped() throws {
        let under = try Under([.nothing], watches: ["number"])
        under.start()
        let query = NameQuery(.watch, beginning: "num")
        under.perform(.completeName(query))
        let told = under.all { if case .candidates(query, let candidates) = $0 { candidates.names } else { nil } }
        #expect(told == [["number"]])
        let contexts = under.symbols.requests.compactMap { request -> Int32? in
            if case .candidates(query, let context) = request { context?.tid } else { nil }
        }
        #expect(contexts.count == 1, "with the registers of the stopped thread")
    }

    @Test func anAssignmentThatMeansNothingIsRefusedByName() throws {
        let under = try Under([.nothing])
        under.start()
        under.perform(.assign("numbr=3"))
        let refused = under.all { if case .evaluationRefused(let text, _) = $0 { text } else { nil } }
        #expect(refused == ["numbr=3"])
    }

    @Test func withNoProgramNothingIsAssigned() throws {
        let under = try Under([.exit(0)])
        under.start()
        under.perform(.resume)
        under.perform(.assign("number=3"))
        #expect(under.all { if case .evaluationRefused(let text, _) = $0 { text } else { nil } } == ["number=3"])
        #expect(under.backend.count { if case .writeMemory = $0 { true } else { false } } == 0)
    }

    @Test func theStopIsDescribed() throws {
        let under = try Under([.nothing])
        under.start()
        under.perform(.describeStop)
        let stop = under.session.lastStop?.tid
        #expect(under.all { if case .registers(let tid, _) = $0 { tid } else { nil } } == [stop])
        #expect(under.all { if case .stack(let tid, _) = $0 { tid } else { nil } } == [stop])
    }

    @Test func aStopIsDescribedOnceItsRegistersAreKnown() throws {
        let under = try Under([.nothing, .nothing])
        under.start()
        _ = under.takeEvents()
        under.session.perform(.step)
        var hasStopped = false
        for _ in 0..<100 where !hasStopped {
            hasStopped = under.session.pump().contains { if case .target(.stopped) = $0 { true } else { false } }
        }
        #expect(hasStopped && under.session.asksForContext)
        under.perform(.describeStop)
        let told = under.all { event in
            switch event {
            case .registers: "registers"
            case .stack: "stack"
            default: nil
            }
        }
        #expect(told == ["registers", "stack"])
    }

    @Test func aRunningProgramHasNoStackToShow() throws {
        let under = try Under([.nothing, .jump(to: 0, times: nil)])
        under.start()
        under.perform(.resume)
        under.perform(.describeStop)
        #expect(under.notices.map(\.text) == ["a running thread has no stack to show; pause it first (p)"])
    }

    @Test func aSiteIsDescribed() throws {
        let under = try Under([.store(Under.number, 1)], watches: ["number"], resumes: true)
        under.start()
        let id = try #require(under.hits.first?.site)
        under.perform(.describeSite(id))
        #expect(under.all { if case .siteDetail(let id, _) = $0 { id } else { nil } } == [id])
        // One of an earlier run is not asked about.
        under.perform(.describeSite(SiteID(rawValue: 99)))
        #expect(under.symbols.requests.count { if case .detail = $0 { true } else { false } } == 1)
    }

    @Test func sitesOfARestartAreNewOnes() throws {
        let under = try Under([.store(Under.number, 1)], watches: ["number"], resumes: true)
        under.start()
        let first = try #require(under.hits.first?.site)
        _ = under.takeEvents()
        under.perform(.restart)
        let second = try #require(under.hits.first?.site)
        #expect(second.rawValue > first.rawValue)
    }

    @Test func whoWaitsForADecisionIsAnswered() throws {
        let under = try Under([.nothing], watches: ["number:rw"])
        under.start()
        under.backend.extra = [
            TracingEvent(
                after: 0, time: 0, kind: .sitesAwaited([.init(pc: 0x401104, slot: .dr0), .init(pc: 1, slot: .dr3)]))
        ]
        under.settle()
        let described = under.backend.commands.flatMap { command -> [SiteDescription] in
            if case .describeSites(let sites) = command { sites } else { [] }
        }
        // A slot that nobody watches is answered at once, so that no thread waits for ever.
        #expect(described.map(\.slot) == [3, 0])
        #expect(described.map(\.pc) == [1, 0x401104])
    }

    @Test func aFrameThatEndedIsToldAndItsWatchComesBackWithTheNextRun() throws {
        let under = try Under([.nothing], watches: ["number"])
        under.start()
        let id = try #require(under.ids.first)
        under.perform(.setEnabled(id, false))
        under.backend.extra = [TracingEvent(after: 0, time: 0, kind: .frameEnded(id, tid: 7))]
        under.settle()
        #expect(under.notices.last?.text == "the frame of number in thread 7 has returned: its watch is disarmed")
        under.perform(.restart)
        #expect(under.boardLines == ["number DR0 8 write log"])
    }
}
