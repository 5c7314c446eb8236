import DebugRegisters
import ProgramModel
import Session
import Testing
import Tracing
import ViewModel
import WatchSlots

/// The matrix of threads and slots, and the watch of one thread.
@Suite struct ThreadTests {
    private static func activity(_ ticks: UInt64) -> ThreadActivity {
        ThreadActivity(name: "w", state: "R", ticks: ticks, processor: 1)
    }

    private func open() throws -> AppState {
        var state = try Samples.watching(running: true)
        #expect(state.update(.key(.character("M"))) == [.session(.describeThreads)])
        #expect(state.keyContext == .threads)
        return state
    }

    @Test func itIsLookedAtTwiceASecondWhileTheProgramRuns() throws {
        var state = try open()
        let start = state.now
        #expect(state.update(.tick(start + 499_000_000)) == [])
        #expect(state.update(.tick(start + 500_000_000)) == [.session(.describeThreads)])
        #expect(state.update(.tick(start + 900_000_000)) == [])
        // A stop is looked at once.
        let stop = Stop(tid: 1, pc: LinearAddress(0), reason: .paused)
        _ = state.update(.session(.target(.stopped(stop))))
        #expect(state.update(.tick(start + 901_000_000)) == [.session(.describeThreads)])
        #expect(state.update(.tick(start + 9_000_000_000)) == [])
        _ = state.update(.key(.escape))
        #expect(state.modal == nil)
        _ = state.update(.session(.target(.running)))
        #expect(state.update(.tick(start + 20_000_000_000)) == [], "closed, it asks for nothing")
    }

    @Test func shareIsWhatWasSpentSinceTheLastLook() throws {
        var state = try open()
        _ = state.update(.session(.threadActivities([7: Self.activity(100), 8: Self.activity(5)])))
        #expect(state.threads.shares.isEmpty)
        _ = state.update(.tick(state.now + 500_000_000))
        _ = state.update(
            .session(.threadActivities([7: Self.activity(125), 8: Self.activity(5), 9: Self.activity(9)])))
        #expect(state.threads.shares == [7: 0.5, 8: 0])
    }

    @Test func aFailureSaysWhy() throws {
        var state = try open()
        let error = TracingError(.writeDebugRegister, tid: 8, .errno(28))
        let threads = [
            ThreadStatus(tid: 7, pid: 7, isStopped: false, slots: [.armed, .free, .free, .free]),
            ThreadStatus(tid: 8, pid: 7, isStopped: false, slots: [.failed(error), .pending, .free, .free]),
        ]
        _ = state.update(.session(.threads(threads)))
        #expect(state.threads.lines == [.thread(threads[0]), .thread(threads[1]), .failure(.dr0, error)])
        #expect(state.threads.count(of: .dr0) == (1, 2) && state.threads.count(of: .dr1) == (0, 1))
    }

    @Test func processesHaveHeadings() throws {
        var state = try open()
        let threads = [(7, 7), (8, 7), (9, 9)].map { tid, pid in
            ThreadStatus(tid: tid, pid: pid, isStopped: false, slots: [.armed, .free, .free, .free])
        }
        _ = state.update(.session(.threads(threads)))
        #expect(
            state.threads.lines == [
                .process(7, threadCount: 2), .thread(threads[0]), .thread(threads[1]), .process(9, threadCount: 1),
                .thread(threads[2]),
            ])
    }

    @Test func aThreadIsChosenForTheSlotsWatch() throws {
        let id = try Samples.watching(running: true).board.watches[0].watch.id
        for (text, expected) in [("4243", 4243 as Int32?), ("all", nil)] {
            var state = try Samples.watching(running: true)
            for key in ":thread \(text)" { _ = state.update(.key(.character(key))) }
            #expect(state.update(.key(.enter)) == [.session(.setThread(id, expected))])
            #expect(state.modal == nil)
        }
        for (text, column) in [("", 7), ("x", 7), ("-1", 7)] {
            var state = try Samples.watching(running: true)
            for key in ":thread \(text)" { _ = state.update(.key(.character(key))) }
            #expect(state.update(.key(.enter)) == [])
            guard case .prompt(let prompt) = state.modal else {
                Issue.record("the prompt is gone")
                return
            }
            #expect(prompt.error?.column.map { $0 >= column } == true)
        }
    }
}
