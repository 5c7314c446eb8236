import DebugRegisters
import HitRules
import LinuxTracing
import Testing
import Tracing
import WatchSlots

extension LiveTests {
    /// The next line and the end of a frame, by what lies in the middle.
    @Suite struct Lines {
        /// A program that stands at the begin of its line.
        private func atLine(_ mode: String) throws -> (LiveSession, FrameScope, TracingCommand) {
            let session = try LiveSession("fixture-lines")
            try session.launch(mode)
            let stop = try session.runTo("line_begin")
            guard case .registers(let registers) = try session.send(.readRegisters(thread: stop.tid)) else {
                throw LiveFailure("no registers")
            }
            // Compiled without optimization: a frame has its pointer.
            let pointer = registers.registers[.rbp]
            func word(_ address: UInt64) throws -> UInt64 {
                guard case .memory(_, let bytes) = try session.send(.readMemory(.init(address), count: 8)) else {
                    throw LiveFailure("no memory")
                }
                return bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
            }
            let scope = FrameScope(
                tid: stop.tid, frameAddress: pointer + 16, returnAddress: try word(pointer + 8),
                exits: [try word(try session.address("exit_function").rawValue)])
            let range = TracingCommand.AddressRange(
                start: try session.address("line_begin").rawValue, end: try session.address("line_end").rawValue)
            return (session, scope, .stepLine(thread: 0, ranges: [range], frame: scope))
        }

        private func run(_ session: LiveSession, _ command: TracingCommand) throws -> Stop {
            let mark = session.mark
            try session.send(command)
            return try session.nextStop(from: mark)
        }

        /// What the program's code is now: no int3 of ours may be left in it.
        private func expectNoBreakpoint(_ session: LiveSession, _ scope: FrameScope) throws {
            let memory = try #require(FileHandleMemory(pid: session.pid))
            #expect(memory.byte(at: scope.returnAddress) != 0xcc)
            #expect(memory.byte(at: try session.address("line_end").rawValue) != 0xcc)
        }

        @Test(arguments: ["call", "recursion", "raise", "wait"]) func aCallIsSteppedOver(mode: String) throws {
            let (session, scope, next) = try atLine(mode)
            try session.watch("counter")
            let stop = try run(session, next)
            #expect(stop.reason == .stepped)
            #expect(stop.pc == (try session.address("line_end")))
            #expect(session.kinds.filter(\.isStop).count == 3, "the launch, the place, and the line")
            let seen: [UInt64] =
                switch mode {
                case "call": [1, 2, 3, 4]
                // Each of the deeper activations stores behind its own line.
                case "recursion": [100, 100, 100]
                case "raise": [7]
                default: []
                }
            if mode != "wait" { #expect(session.records.map(\.new) == seen, "hits meanwhile are recorded") }
            try expectNoBreakpoint(session, scope)
            #expect(try session.resumeToEnd() == .code(0))
        }

        @Test(arguments: ["call", "recursion", "raise"]) func aFrameIsFinished(mode: String) throws {
            let (session, scope, _) = try atLine(mode)
            let stop = try run(session, .finish(scope))
            #expect(stop.reason == .returned)
            #expect(stop.pc == (try session.address("line_returned")))
            try expectNoBreakpoint(session, scope)
            #expect(try session.resumeToEnd() == .code(0))
        }

        @Test func oneInstructionStepsOverItsCall() throws {
            let (session, scope, _) = try atLine("call")
            let next = TracingCommand.stepLine(thread: 0, ranges: [], frame: scope)
            var stop = try run(session, next)
            while stop.pc.rawValue < (try session.address("line_end").rawValue) { stop = try run(session, next) }
            #expect(stop.pc == (try session.address("line_end")), "no stop inside of what is called")
        }

        @Test func aLongJumpEndsTheLineWhereItLands() throws {
            let (session, _, next) = try atLine("jump")
            let stop = try run(session, next)
            #expect(stop.reason == .stepped)
            #expect(try session.resumeToEnd() == .code(0))
        }

        @Test func aLongJumpFinishesTheFrame() throws {
            let (session, scope, _) = try atLine("jump")
            #expect(try run(session, .finish(scope)).reason == .returned)
            #expect(try session.resumeToEnd() == .code(0))
        }

        @Test(arguments: [true, false]) func theProgramsEndEndsIt(isLine: Bool) throws {
            let (session, scope, next) = try atLine("exit")
            let mark = session.mark
            try session.send(isLine ? next : .finish(scope))
            #expect(try session.end(from: mark) == .code(3))
        }

        @Test(arguments: [true, false]) func anExecStopsAtTheNewProgram(isLine: Bool) throws {
            let (session, scope, next) = try atLine("exec")
            #expect(try run(session, isLine ? next : .finish(scope)).reason == .stepped)
            #expect(try session.resumeToEnd() == .code(7))
        }

        @Test(arguments: [true, false]) func theEndOfTheThreadStopsTheOthers(isLine: Bool) throws {
            let (session, scope, next) = try atLine("thread")
            let stop = try run(session, isLine ? next : .finish(scope))
            #expect(stop.reason == .paused)
            #expect(stop.tid != scope.tid)
            #expect(try session.resumeToEnd() == .code(0))
        }

        @Test(arguments: [true, false]) func aPauseEndsIt(isLine: Bool) throws {
            let (session, scope, next) = try atLine("spin")
            let mark = session.mark
            try session.send(isLine ? next : .finish(scope))
            try session.send(.pause)
            #expect(try session.nextStop(from: mark).reason == .paused)
            try expectNoBreakpoint(session, scope)
            #expect(try session.step().reason == .stepped, "what ended so is not taken up again")
        }

        @Test func aChangeOfWatchesOnTheWayDoesNotEndIt() throws {
            let (session, scope, next) = try atLine("call")
            let mark = session.mark
            _ = session.submit(next)
            try session.watch("ticks")
            #expect(try session.nextStop(from: mark).pc == (try session.address("line_end")))
            try expectNoBreakpoint(session, scope)
        }

        @Test func aHitOfAStoppingSlotEndsIt() throws {
            let (session, scope, next) = try atLine("call")
            try session.watch("counter", action: .stop)
            let stop = try run(session, next)
            guard case .hit(_, let slots, _) = stop.reason else {
                Issue.record("stopped for \(stop.reason)")
                return
            }
            #expect(slots == [.dr0])
            try expectNoBreakpoint(session, scope)
        }

        @Test func aFaultIsDeliveredOnTheWay() throws {
            let (session, _, next) = try atLine("segv")
            let mark = session.mark
            try session.send(next)
            #expect(try session.end(from: mark) == .code(3))
            #expect(session.signals == [11])
        }

        @Test func aFrameThatIsOverIsRefused() throws {
            let (session, scope, _) = try atLine("call")
            _ = try run(session, .finish(scope))
            #expect(try session.refusal(of: .finish(scope)) == "the frame has returned already")
        }
    }
}
