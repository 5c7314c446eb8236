import DebugRegisters
import ProgramModel
import SimulatedTracing
import Testing
import Tracing
import WatchSlots

@testable import Session

/// A program that runs: hits and events in order, and what becomes of it.
@Suite(.timeLimit(.minutes(10))) struct RunTests {
    typealias Under = SessionUnderTest

    @Test func hitsStandBeforeTheEventThatFollowedThem() throws {
        let under = try Under(
            [
                .store(Under.number, 1), .raise(signal: 10, isHandled: true), .store(Under.number, 2),
                .raise(signal: 12, isHandled: true), .store(Under.number, 3),
            ], watches: ["number"], resumes: true)
        under.start()
        let order: [String] = under.all { event in
            switch event {
            case .hits(let records): records.map { "\($0.trap)" }.joined(separator: ",")
            case .trace(let event):
                if case .signal(_, let number) = event.kind { "signal \(number)" } else { nil }
            case .target(.exited): "exited"
            default: nil
            }
        }
        #expect(order == ["1", "signal 10", "2", "signal 12", "3", "exited"])
    }

    @Test func twoSlotsOfOneTrapAreNextToEachOther() throws {
        let under = try Under(
            [.store(Under.number, [UInt8](repeating: 1, count: 16)), .store(Under.number, 1)],
            watches: ["number", "other"], resumes: true)
        under.start()
        #expect(under.hits.map { "\($0.trap) \($0.slot)" } == ["1 DR0", "1 DR1", "2 DR0"])
    }

    @Test func aStoppingSlotStopsAndAStepGoesOn() throws {
        let under = try Under([.store(Under.number, 1), .nothing, .nothing], watches: ["number,stop"])
        under.start()
        _ = under.takeEvents()
        under.perform(.resume)
        #expect(under.story == ["running", "hits 1", "stopped hit 1"])
        _ = under.takeEvents()
        under.perform(.step)
        #expect(under.story == ["stopped stepped"])
    }

    @Test func aRunningProgramIsPaused() throws {
        let under = try Under(WatchTests.loop)
        under.start()
        under.perform(.resume)
        under.perform(.pause)
        #expect(under.story.suffix(2) == ["running", "stopped paused"])
    }

    @Test func aCommandAtTheWrongTimeIsTold() throws {
        let under = try Under()
        under.perform(.resume)
        under.perform(.kill)
        #expect(under.notices.map(\.severity) == [.error, .error])
    }

    @Test func sitesAreAskedForOncePerInstructionAndSlot() throws {
        let under = try Under(
            [.store(Under.number, 1), .jump(to: 0, times: 9), .store(Under.number, 1)], watches: ["number", "main"],
            resumes: true, quantum: 4)
        under.start()
        #expect(under.hits.count == 21)
        let asked = under.symbols.requests.flatMap { request -> [SiteQuery] in
            if case .sites(let queries) = request { queries.sorted { $0.key < $1.key }.map(\.value) } else { [] }
        }
        #expect(asked.map(\.pc) == [0x401100, 0x401104, 0x40110c])
        #expect(asked.map(\.isExact) == [true, false, false])
        let found = under.all { if case .sites(let sites) = $0 { sites } else { nil } }.flatMap { $0 }
        #expect(found.count { $0.finding == nil } == 3)
        #expect(found.count { $0.finding != nil } == 3)
        #expect(Set(under.hits.map(\.site)) == Set(found.map(\.id)))
    }

    @Test func threadsAreCounted() throws {
        let thread = SimulatedInstruction.routine(at: .init(0x402000), [.store(Under.number, 1), .endThread])
        let child = SimulatedInstruction.routine(at: .init(0x403000), [.store(Under.number, 2), .exit(0)])
        let under = try Under(
            [.spawn(thread), .spawn(thread), .join, .vfork(child: child), .nothing], watches: ["number"], resumes: true)
        under.start()
        // A vfork child shares the memory and is armed, yet it is no thread of the process.
        #expect(under.threadCounts == [1, 2, 3, 2, 1, 0])
        #expect(under.hits.count == 3)
    }

    @Test func whatWasMissedIsCounted() throws {
        let under = try Under(
            [.store(Under.number, 1), .jump(to: 0, times: 19)], watches: ["number"], resumes: true, overflow: .drop,
            logCapacity: 4)
        under.start()
        let missed = under.all { if case .missed(let count) = $0 { count } else { nil } }
        #expect(under.hits.count + Int(missed.last ?? 0) == 20)
        #expect(missed == missed.sorted() && Set(missed).count == missed.count && !missed.isEmpty)
    }

    @Test func aFullLogThatWaitsIsDrainedAndLosesNothing() throws {
        let under = try Under(
            [.add(Under.number, .eight, 1), .jump(to: 0, times: 49)], watches: ["number"], resumes: true, logCapacity: 4
        )
        under.start()
        #expect(under.hits.map(\.new) == Array(1...50))
        #expect(under.backend.count { $0 == .logDrained } > 0)
        #expect(under.story.last == "exited code(0)")
    }

    @Test func aKilledProgramHasExited() throws {
        let under = try Under(WatchTests.loop, watches: ["number"])
        under.start()
        under.perform(.resume)
        under.perform(.kill)
        #expect(under.story.last == "exited signal(9, coreDumped: false)")
        #expect(!under.session.isAlive && under.threadCounts.last == 0)
    }

    @Test func anExecTakesTheWatchesAndSaysSoOnce() throws {
        let under = try Under(
            [.store(Under.number, 1), .execute(path: "/next")], watches: ["number", "other"],
            others: ["/next": WatchTests.loop])
        under.start()
        _ = under.takeEvents()
        under.perform(.resume)
        #expect(under.notices.map(\.severity) == [.warning])
        #expect(under.board.watches.isEmpty && under.hits.count == 1)
        #expect(under.symbols.requests.last == .load(pid: 4242, path: "/next"))
        #expect(under.threadCounts.isEmpty)
        // A watch of the same name is another one, in the new program.
        try under.add("other")
        #expect(under.boardLines == ["other DR0 8 write log"])
    }

    @Test func aNameAskedForInTheProgramOfBeforeMeansNothingInTheNext() throws {
        let under = try Under([.nothing, .execute(path: "/next")], others: ["/next": WatchTests.loop])
        under.start()
        under.symbols.isHeld = true
        try under.add("number")
        under.perform(.resume)
        under.symbols.isHeld = false
        under.settle()
        #expect(under.refused == ["number"] && under.added.isEmpty)
    }

    @Test func theTracersDeathIsTheEnd() throws {
        let under = try Under([.store(Under.number, 1), .spawn([]), .jump(to: 0, times: nil)], watches: ["number"])
        under.start()
        // The last hits are still in the shared log when the loss is noticed.
        under.backend.inner.submit(.resume, number: 998)
        _ = under.backend.inner.takeEvents()
        under.backend.extra = [TracingEvent(after: 0, time: 0, kind: .lost(reason: "the tracer is gone"))]
        _ = under.takeEvents()
        under.settle()
        #expect(
            under.story.prefix(2) == ["hits 1", "lost"] || under.story.prefix(1).first?.hasPrefix("hits 1") == true)
        #expect(under.session.state == .lost("the tracer is gone"))
        try under.add("other")
        under.perform(.restart)
        #expect(under.refused == ["other"])
        #expect(under.backend.count { if case .launch = $0 { true } else { false } } == 1)
    }

    @Test func quitClosesBoth() throws {
        let under = try Under(WatchTests.loop)
        under.start()
        under.perform(.quit)
        #expect(under.backend.closeCount == 1 && under.symbols.isClosed)
    }
}
