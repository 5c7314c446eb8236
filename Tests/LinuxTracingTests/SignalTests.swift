import DebugRegisters
import LinuxTracing
import Testing
import Tracing

extension LiveTests {
    @Suite struct Signals {
        @Test func theProgramsOwnTrapsReachIt() throws {
            let session = try LiveSession("fixture-signals")
            try session.launch("sigtrap")
            try session.watch("counter")
            #expect(try session.resumeToEnd() == .code(2), "both SIGTRAPs were handled")
            #expect(session.signals == [5, 5])
            #expect(session.records.map(\.new) == [1])
        }

        /// An int1 looks like a debug exception whose DR6 was lost; it is not one of ours.
        @Test(.enabled(if: Int1.advances, "an int1 does not advance RIP here, debugger or not"))
        func anInt1IsTheProgramsOwn() throws {
            let session = try LiveSession("fixture-signals")
            try session.launch("int1")
            try session.watch("counter")
            #expect(try session.resumeToEnd() == .code(0))
            #expect(session.signals == [5])
            #expect(session.records.map(\.new) == [1, 2])
        }

        /// Where RIP stays on it, it raises its SIGTRAP for ever, and each one looks the same.
        @Test func anInt1InventsNoHit() throws {
            let session = try LiveSession("fixture-signals")
            try session.launch("int1")
            try session.watch("counter")
            let end = try session.resumeToEnd()
            #expect(end == .code(Int1.advances ? 0 : 9))
            #expect(session.signals == Array(repeating: 5, count: Int1.advances ? 1 : 100))
            #expect(session.records.map(\.new) == (Int1.advances ? [1, 2] : [1]))
            #expect(session.backend.hitLog.missedCount == 0)
        }

        @Test func deathBySignal() throws {
            let session = try LiveSession("fixture-signals")
            try session.launch("segv")
            guard case .signal(let number, _) = try session.resumeToEnd() else {
                Issue.record("did not die of a signal")
                return
            }
            #expect(number == 11)
            #expect(session.signals == [11])
        }

        @Test func signalsArePassedOn() throws {
            let session = try LiveSession("fixture-signals")
            try session.launch("usr1")
            #expect(try session.resumeToEnd() == .code(0))
            #expect(session.signals == [10])
        }

        @Test(arguments: [0, 7, 255]) func exitCodes(code: Int32) throws {
            let session = try LiveSession("fixture-signals")
            try session.launch("exit", "\(code)")
            #expect(try session.resumeToEnd() == .code(code))
        }

        @Test func storesInAHandlerAreHits() throws {
            let session = try LiveSession("fixture-signals")
            try session.launch("handler")
            try session.watch("counter")
            #expect(try session.resumeToEnd() == .code(0))
            #expect(session.records.map(\.new) == [1, 2, 3])
        }

        @Test func trapsOfBothKindsInTurn() throws {
            let session = try LiveSession("fixture-signals")
            try session.launch("mixed", "200")
            try session.watch("counter")
            #expect(try session.resumeToEnd() == .code(0))
            #expect(session.records.count == 200)
            #expect(session.signals.count == 200)
        }

        @Test func aGroupStopIsKeptAndEnded() throws {
            let session = try LiveSession("fixture-signals")
            try session.launch("stop")
            try session.watch("counter")
            let mark = session.mark
            try session.send(.resume)
            try session.wait(for: "SIGSTOP", from: mark) { $0 == .signal(tid: session.pid, number: 19) }
            // Stopped by its signal, and by us on top of it.
            try session.send(.pause)
            try session.send(.resume)
            try session.waitForGroupStop()
            session.signal(18)
            #expect(try session.end(from: mark) == .code(0))
            #expect(session.records.map(\.new) == [1])
        }
    }
}
