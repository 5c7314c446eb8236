import DebugRegisters
import LinuxTracing
import Testing
import Tracing
import WatchSlots

extension LiveTests {
    /// `--non-stop`: only the thread of a stop stands still.
    @Suite struct NonStop {
        private func ticks(_ session: LiveSession) throws -> UInt64 {
            guard case .memory(_, let bytes) = try session.send(.readMemory(session.address("ticks"), count: 8)) else {
                throw LiveFailure("no memory")
            }
            return bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
        }

        private func launch() throws -> LiveSession {
            let session = try LiveSession("fixture-lines")
            try session.launch("pair", stopsAllThreads: false)
            try session.watch("counter", action: .stop)
            return session
        }

        @Test func theOthersRunOnAndStopsWaitTheirTurn() throws {
            let session = try launch()
            let first = try session.resumeToStop()
            try session.waitForRecords(2)
            let before = try ticks(session)
            try session.waitUntil("main runs on") { try ticks(session) > before }
            #expect(session.kinds.filter(\.isStop).count == 2, "the launch and the first; the second waits")
            let second = try session.resumeToStop()
            #expect(first.tid != second.tid)
            #expect(first.reason == .hit(trap: 1, slots: [.dr0], alsoStep: false))
            #expect(second.reason == .hit(trap: 2, slots: [.dr0], alsoStep: false))
            #expect(try session.resumeToEnd() == .code(0))
        }

        @Test func aStepStopsThemAll() throws {
            let session = try launch()
            let first = try session.resumeToStop()
            try session.waitForRecords(2)
            let stepped = try session.step()
            // The second stop was there before: it is shown in place of the step.
            let second = stepped.reason == .stepped ? stepped : try session.step()
            #expect(second.tid != 0 && first.tid != 0)
            let still = try ticks(session)
            #expect(try ticks(session) == still)
            var end: ProcessEnd?
            while end == nil {
                let mark = session.mark
                try session.send(.resume)
                let next = try session.wait(for: "a stop or the end", from: mark) {
                    switch $0 {
                    case .stopped, .exited: true
                    default: false
                    }
                }
                if case .exited(_, let code) = next { end = code }
            }
            #expect(end == .code(0))
        }

        @Test func registersOfTheStoppedThreadCanBeRead() throws {
            let session = try launch()
            let stop = try session.resumeToStop()
            guard case .registers(let registers) = try session.send(.readRegisters(thread: 0)) else {
                Issue.record("no registers")
                return
            }
            #expect(registers.tid == stop.tid)
        }

        @Test func aPauseStopsTheRest() throws {
            let session = try launch()
            _ = try session.resumeToStop()
            let mark = session.mark
            try session.send(.pause)
            #expect(try session.nextStop(from: mark).reason == .paused)
            let still = try ticks(session)
            #expect(try ticks(session) == still)
        }

        @Test func itIsLetGoUnharmed() throws {
            let session = try launch()
            _ = try session.resumeToStop()
            try session.send(.detach)
            #expect(session.kinds.contains(.detached(pid: session.pid)))
        }
    }
}
