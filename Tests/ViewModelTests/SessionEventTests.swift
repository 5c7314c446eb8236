import DebugRegisters
import ProgramModel
import Session
import Testing
import Tracing
import ViewModel
import WatchSlots

@Suite struct SessionEventTests {
    @Test func aStartForgetsTheRunBefore() throws {
        var state = try Samples.hits(10)
        _ = state.update(.output(Array("x".utf8)))
        _ = state.update(.session(.missed(3)))
        expect(state, .session(.started(program: "./b", arguments: ["1"], pid: 11, backend: "perf"))) {
            $0.program = RunningProgram(
                path: "./b", arguments: ["1"], pid: 11, backend: "perf", startTime: Samples.second)
            $0.hits = HitStore()
            $0.writers = WriterCounts()
            $0.trapCount = 0
            $0.missedCount = 0
            $0.lastStatus = nil
            $0.statistics = Array(repeating: SlotStatistics(), count: 4)
            $0.output = OutputBuffer()
            $0.bucketStart = nil
        }
    }

    @Test func targetStates() {
        let state = Samples.stopped()
        let running = expect(state, .session(.target(.running))) {
            $0.target = .running
            $0.bucketStart = Samples.second
        }
        expect(running, .session(.target(.stopped(Samples.stop)))) {
            $0.target = .stopped(Samples.stop)
            $0.bucketStart = nil
        }
        expect(running, .session(.target(.lost("gone")))) {
            $0.target = .lost("gone")
            $0.bucketStart = nil
            $0.endTime = Samples.second
        }
        expect(running, .session(.threadCount(7))) { $0.threadCount = 7 }
    }

    @Test func aStepShowsInTheStatusRegister() {
        let stop = Stop(tid: 10, pc: LinearAddress(4), reason: .stepped)
        expect(Samples.stopped(), .session(.target(.stopped(stop)))) {
            $0.target = .stopped(stop)
            $0.lastStatus = StatusRegister(slots: [], singleStep: true)
        }
    }

    @Test func changedBitsCountFromTheLastStop() throws {
        let state = try Samples.watching(running: true)
        #expect(state.changedControlBits == state.board.control.rawValue ^ 0x400)
        expect(state, .session(.target(.stopped(Samples.stop)))) {
            $0.target = .stopped(Samples.stop)
            $0.bucketStart = nil
            $0.controlAtStop = $0.board.control
        }
    }

    @Test func hitsAreCountedBySlot() throws {
        let state = try Samples.watching(running: true)
        let records = [
            Samples.hit(1), Samples.hit(2, old: 2, new: 2), Samples.hit(3), Samples.hit(3, slot: .dr1),
            Samples.hit(4, old: 2, new: 2, flags: [.hasOld, .hasNew, .newMayBeLater]),
        ]
        let after = expect(state, .session(.hits(records))) {
            for record in records {
                $0.hits.append(record)
                $0.writers.count(record)
                $0.statistics[record.slot.number].record(record, isSettled: false, now: Samples.second)
            }
            $0.trapCount = 4
            $0.lastStatus = records[4].status
        }
        #expect(after.statistics[0].hits == 4)
        #expect(after.statistics[0].silent == 1)
        #expect(after.statistics[1].hits == 1)
        #expect(after.isFlashing(.dr1))
        #expect(!after.isFlashing(.dr2))
    }

    @Test func aFlashGoesWithTime() throws {
        let state = try Samples.hits(1)
        expect(state, .tick(Samples.second + 149_000_000)) { $0.now = Samples.second + 149_000_000 }
        var later = state
        _ = later.update(.tick(Samples.second + 150_000_000))
        #expect(state.isFlashing(.dr0))
        #expect(!later.isFlashing(.dr0))
    }

    @Test func ratesAreMeasuredByTicks() throws {
        var state = try Samples.hits(100)
        #expect(state.rate == nil)
        state = expect(state, .tick(Samples.second * 5 / 4)) {
            $0.now = Samples.second * 5 / 4
            $0.bucketStart = Samples.second * 5 / 4
            for index in 0..<4 { $0.statistics[index].rates.advance(by: 1) }
        }
        #expect(state.statistics[0].rates.rate == 400)
        _ = state.update(.tick(Samples.second * 3))
        #expect(state.statistics[0].rates.buckets == [100, 0, 0, 0, 0, 0, 0, 0])
        #expect(state.rate == 0)
        // A clock that goes back is not believed.
        expect(state, .tick(1))
    }

    @Test func anotherWatchInASlotStartsAnew() throws {
        let state = try Samples.hits(5)
        let kindChanged = try Samples.board(kind: .readWrite)
        expect(state, .session(.watches(kindChanged))) { $0.board = kindChanged }
        let moved = try Samples.board(address: 0x404020)
        expect(state, .session(.watches(moved))) {
            $0.board = moved
            $0.statistics[0] = SlotStatistics()
        }
        expect(state, .session(.watches(WatchBoard()))) {
            $0.board = WatchBoard()
            $0.statistics[0] = SlotStatistics()
        }
    }

    @Test func answersFillIn() {
        let query = PlaceQuery(pc: 5, isExact: true)
        let place = CodePlace(function: "main", offset: 0)
        let state = expect(Samples.stopped(), .session(.places([query: place]))) { $0.places = [query: place] }
        let valued = expect(state, .session(.values([.dr0: 7, .dr1: nil]))) { $0.values = [.dr0: 7, .dr1: nil] }
        expect(valued, .session(.target(.running))) {
            $0.values = [:]
            $0.target = .running
            $0.bucketStart = Samples.second
        }
        expect(state, .session(.missed(9))) { $0.missedCount = 9 }
        let summary = SymbolSummary(entry: 1, hasDebugInformation: false, symbolCount: 0, problem: "stripped")
        expect(state, .session(.symbols(summary))) {
            $0.symbols = summary
            $0.toast = Samples.toast(.warning, "stripped")
        }
    }

    @Test func noticesExpire() {
        let state = expect(Samples.stopped(), .session(.notice(Notice(.information, "hello")))) {
            $0.toast = Samples.toast(.information, "hello")
        }
        expect(state, .tick(5 * Samples.second)) {
            $0.now = 5 * Samples.second
            $0.toast = nil
        }
    }

    @Test func rareEventsOfTheProgramAreTold() {
        func event(_ kind: TracingEvent.Kind) -> AppEvent {
            .session(.trace(TracingEvent(after: 0, time: 0, kind: kind)))
        }
        let problem = TracingError(.seize, tid: 3, .state("no"))
        expect(Samples.stopped(), event(.problem(problem))) { $0.toast = Samples.toast(.error, problem.message) }
        for everyday: Int32 in [17, 28] { expect(Samples.stopped(), event(.signal(tid: 3, number: everyday))) { _ in } }
        expect(Samples.stopped(), event(.signal(tid: 3, number: 10))) {
            $0.toast = Samples.toast(.information, "thread 3 got SIGUSR1, which was passed on to it")
        }
        expect(Samples.stopped(), event(.executed(pid: 3, path: "/bin/sh"))) {
            $0.toast = Samples.toast(.information, "process 3 now runs /bin/sh")
        }
        expect(Samples.stopped(), event(.forked(parent: 1, child: 2, sharesMemory: false))) {
            $0.toast = Samples.toast(.information, "process 2 was forked and runs unwatched")
        }
        expect(Samples.stopped(), event(.threadStarted(tid: 4, pid: 1)))
        expect(Samples.stopped(), event(.resumed))
    }

    @Test func aRareWriterIsOneOfAHundred() {
        var statistics = SlotStatistics()
        for trap in 1...99 { statistics.record(Samples.hit(UInt64(trap)), now: 0) }
        statistics.record(Samples.hit(100, pc: 7), now: 0)
        #expect(!statistics.isRare(pc: 7))
        statistics.record(Samples.hit(101), now: 0)
        #expect(statistics.isRare(pc: 7))
        #expect(!statistics.isRare(pc: 0x401180))
    }

    @Test func slotStates() throws {
        var board = try Samples.board()
        #expect(SlotIndex.allCases.map(board.status) == [.armed, .armed, .free, .taken("another debugger")])
        board.installation?.threadCount = 2
        board.installation?.wantedThreads = [2, 2, 0, 0]
        #expect(board.status(of: .dr0) == .pending(armed: 1, of: 2))
        let error = TracingError(.writeDebugRegister, .errno(28))
        board.installation?.failures[0] = error
        #expect(board.status(of: .dr0) == .failed(error))
        board.installation = nil
        #expect(board.status(of: .dr0) == .pending(armed: 0, of: 0))
        #expect(try Samples.board(isEnabled: false).status(of: .dr0) == .disarmed)
    }
}
