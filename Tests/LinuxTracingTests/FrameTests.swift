import DebugRegisters
import HitRules
import LinuxTracing
import Testing
import Tracing
import WatchSlots

extension LiveTests {
    /// Frames of locals where the contract has no script for it.
    @Suite struct Frames {
        /// In an activation of `framed` that is ready: its frame and its local's watch.
        private func enter(
            _ mode: String, _ threads: String = "", _ rounds: String = "",
            terminal: LaunchConfiguration.Terminal = .files(input: nil, output: "/dev/null", error: nil)
        ) throws -> (session: LiveSession, watch: Watch, scope: FrameScope) {
            let session = try LiveSession("fixture-frames")
            try session.launch(mode, threads, rounds, terminal: terminal)
            let stop = try session.runTo("framed")
            guard case .registers(let registers) = try session.send(.readRegisters(thread: stop.tid)) else {
                throw LiveFailure("no registers")
            }
            let pointer = MachineRegisters(values: registers.values)[.rsp]
            let scope = FrameScope(
                tid: stop.tid, frameAddress: pointer + 8, returnAddress: try word(session, LinearAddress(pointer)))
            try session.runTo("ready")
            let address = LinearAddress(try word(session, try session.address("place")))
            let request = WatchRequest(address: address, byteCount: 8, frame: scope)
            guard case .watch(let watch) = try session.send(.addWatch(request)) else { throw LiveFailure("no watch") }
            return (session, watch, scope)
        }

        private func word(_ session: LiveSession, _ address: LinearAddress) throws -> UInt64 {
            guard case .memory(_, let bytes) = try session.send(.readMemory(address, count: 8)) else { return 0 }
            return bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
        }

        private func ends(_ session: LiveSession) -> Int {
            session.kinds.count { if case .frameEnded = $0 { true } else { false } }
        }

        /// A stack that lies above the frame is no sign that the frame is over.
        @Test func aHandlerOnAHigherStackIsInTheFrame() throws {
            let (session, _, scope) = try enter("handler")
            #expect(scope.tid != session.pid)
            #expect(try session.resumeToEnd() == .code(0))
            #expect(session.records.map(\.new) == [2, 3, 6, 4])
            #expect(ends(session) == 1)
        }

        /// Every one of 8000 calls comes by both int3s, and the frame's own thread gets on.
        @Test func aReturnAddressThatOthersUseAtAHighRate() throws {
            let (session, _, _) = try enter("threads", "8", "500")
            #expect(try session.resumeToEnd() == .code(0))
            #expect(session.records.map(\.new) == [2, 3] + Array(repeating: 100, count: 8) + [4])
            #expect(ends(session) == 1)
            #expect(session.signals.isEmpty && session.problems.isEmpty)
        }

        @Test func aWatchThatIsRemovedLeavesNothingInTheCode() throws {
            let (session, watch, _) = try enter("once")
            try session.send(.removeWatch(watch.id))
            #expect(try session.resumeToEnd() == .code(0))
            #expect(session.records.isEmpty && session.signals.isEmpty && ends(session) == 0)
        }

        /// Let go while it runs in the frame: it would die at the first int3 that was left.
        @Test func aProgramThatIsLetGoReturnsUnharmed() throws {
            let terminal = try PseudoTerminal(columns: 80, rows: 24)
            let (session, _, _) = try enter(
                "threads", "4", "200", terminal: .files(input: nil, output: terminal.path, error: nil))
            try session.send(.resume)
            try session.waitForRecords(3)
            do { try session.send(.detach) } catch let error as TracingError {
                // It was faster.
                guard case .state = error.reason else { throw error }
            }
            var text = ""
            try session.waitUntil("its output") {
                if case .bytes(let bytes) = terminal.read() { text += String(decoding: bytes, as: UTF8.self) }
                return text.contains("returned")
            }
        }

        @Test func aPauseBetweenPassesStopsEverybody() throws {
            let (session, _, _) = try enter("threads", "8", "300")
            let mark = session.mark
            for _ in 0..<20 {
                // It may be faster.
                do {
                    try session.send(.resume)
                    try session.send(.pause)
                } catch is TracingError { break }
            }
            do { try session.send(.resume) } catch is TracingError {}
            #expect(try session.end(from: mark) == .code(0))
            #expect(session.records.map(\.new) == [2, 3] + Array(repeating: 100, count: 8) + [4])
            #expect(ends(session) == 1)
        }
    }
}
