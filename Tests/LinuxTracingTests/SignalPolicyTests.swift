import DebugRegisters
import LinuxTracing
import Testing
import Tracing

extension LiveTests {
    /// What becomes of the program's own signals, and of its handler of SIGTRAP.
    @Suite struct SignalPolicies {
        private func dropped(_ session: LiveSession) -> [Int32] {
            session.kinds.compactMap { if case .signalDropped(_, let number) = $0 { number } else { nil } }
        }

        @Test func aFaultStopsAndIsDelivered() throws {
            let session = try LiveSession("fixture-lines")
            try session.send(.setSignalPolicy([11: .stop]))
            try session.launch("segv")
            let stop = try session.resumeToStop()
            #expect(stop.reason == .signal(11))
            #expect(session.signals == [], "it has not been passed on yet")
            #expect(try session.resumeToEnd() == .code(3))
            #expect(session.signals == [11])
        }

        @Test func aSignalIsTakenAway() throws {
            let session = try LiveSession("fixture-signals")
            try session.send(.setSignalPolicy([10: .stop]))
            try session.launch("usr1")
            #expect(try session.resumeToStop().reason == .signal(10))
            let mark = session.mark
            try session.send(.resumeWithoutSignal)
            #expect(try session.end(from: mark) == .code(1), "the handler has not run")
            #expect(dropped(session) == [10])
            #expect(session.signals == [])
        }

        @Test func anIgnoredSignalIsTold() throws {
            let session = try LiveSession("fixture-signals")
            try session.launch("usr1")
            try session.send(.setSignalPolicy([10: .ignore]))
            #expect(try session.resumeToEnd() == .code(1))
            #expect(dropped(session) == [10])
        }

        /// Its own SIGTRAP is a signal like another; ours is never one.
        @Test func itsOwnTrapsStop() throws {
            let session = try LiveSession("fixture-signals")
            try session.send(.setSignalPolicy([5: .stop]))
            try session.launch("sigtrap")
            try session.watch("counter")
            #expect(try session.resumeToStop().reason == .signal(5))
            #expect(try session.resumeToStop().reason == .signal(5))
            #expect(try session.resumeToEnd() == .code(2))
            #expect(session.records.map(\.new) == [1])
        }

        @Test func aStepEntersTheHandlerOfAPendingSignal() throws {
            let session = try LiveSession("fixture-signals")
            try session.send(.setSignalPolicy([10: .stop]))
            try session.launch("handler")
            let stop = try session.resumeToStop()
            #expect(stop.reason == .signal(10))
            let entered = try session.step()
            #expect(entered.reason == .stepped)
            #expect(entered.pc != stop.pc)
        }

        /// A hit in its own SIGTRAP handler, where SIGTRAP is blocked, makes the kernel reset the handler.
        @Test func aHitInItsOwnTrapHandlerIsTold() throws {
            let session = try LiveSession("fixture-lines")
            try session.launch("traps")
            try session.watch("counter")
            let end = try session.resumeToEnd()
            let resets = session.kinds.filter { if case .dispositionReset = $0 { true } else { false } }
            #expect(resets.count == 1)
            #expect(end == .signal(5, coreDumped: false) || end == .signal(5, coreDumped: true))
        }
    }
}
