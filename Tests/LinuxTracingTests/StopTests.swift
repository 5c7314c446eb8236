import DebugRegisters
import Glibc
import Testing
import Tracing
import WatchSlots

extension LiveTests {
    @Suite struct Stops {
        @Test func launchStopsBeforeTheFirstInstruction() throws {
            let session = try LiveSession("fixture-stores")
            let stop = try session.launch("three")
            #expect(stop.reason == .launched && stop.tid == session.pid)
            guard case .launched? = session.kinds.first else {
                Issue.record("launched comes first")
                return
            }
            #expect(session.kinds.last == .completed(1, .done))
        }

        @Test func aStopAtEachHit() throws {
            let session = try LiveSession("fixture-stores")
            try session.launch("three")
            try session.watch("counter", action: .stop)
            for trap: UInt64 in 1...3 {
                let stop = try session.resumeToStop()
                #expect(stop.reason == .hit(trap: trap, slots: SlotSet(.dr0), alsoStep: false))
                #expect(session.records.last?.trap == trap && session.records.last?.pc == stop.pc.rawValue)
                #expect(session.records.last?.flags.contains(.stopped) == true)
            }
            #expect(try session.resumeToEnd() == .code(0))
            #expect(session.records.count == 3)
        }

        @Test(arguments: [1, 4, 8]) func everyHitOfEveryThreadStopsOnce(threads: Int) throws {
            let session = try LiveSession("fixture-threads")
            try session.launch("\(threads)", "25")
            try session.watch("counter", action: .stop)
            var traps: [UInt64] = []
            for _ in 0..<(threads * 25) {
                guard case .hit(let trap, _, _) = try session.resumeToStop().reason else {
                    Issue.record("not a hit")
                    return
                }
                traps.append(trap)
            }
            #expect(traps.sorted() == (1...UInt64(threads * 25)).map { $0 })
            #expect(try session.resumeToEnd() == .code(0))
            #expect(session.records.count == threads * 25)
            let counts = Dictionary(grouping: session.records, by: \.tid).values.map(\.count)
            #expect(counts.allSatisfy { $0 == 25 })
        }

        @Test(arguments: [0, 7]) func pauseIsPrompt(threads: Int) throws {
            let session = try LiveSession("fixture-spin")
            try session.launch("cold", "\(threads)")
            var times: [Double] = []
            for _ in 0..<20 {
                let mark = session.mark
                try session.send(.resume)
                let start = LiveSession.now()
                try session.send(.pause)
                times.append(LiveSession.now() - start)
                #expect(try session.nextStop(from: mark).reason == .paused)
            }
            // A thread stops when it next gets a processor, and many tests share two; alone it takes less than 0.1 ms.
            #expect(times.sorted()[10] < 1, "\(times)")
            try session.send(.pause)
            try session.send(.kill)
            #expect(session.kinds.contains(.exited(pid: session.pid, .signal(9, coreDumped: false))))
        }

        @Test func hitsKeepComingUntilThePause() throws {
            let session = try LiveSession("fixture-spin")
            try session.launch("hot", "3")
            try session.watch("counter")
            var last = 0
            for _ in 0..<10 {
                let mark = session.mark
                try session.send(.resume)
                try session.waitForRecords(last + 100)
                try session.send(.pause)
                _ = try session.nextStop(from: mark)
                let count = session.records.count
                #expect(session.records.map(\.trap) == (1...UInt64(count)).map { $0 })
                last = count
            }
            #expect(session.signals.isEmpty)
        }

        @Test func stepsAndAHitThatIsBoth() throws {
            let session = try LiveSession("fixture-stores")
            try session.launch("three")
            try session.runTo("three")
            try session.watch("counter")
            var reasons: [Stop.Reason] = []
            while session.records.isEmpty, reasons.count < 20 { reasons.append(try session.step().reason) }
            #expect(reasons.last == .hit(trap: 1, slots: SlotSet(.dr0), alsoStep: true))
            #expect(reasons.dropLast().allSatisfy { $0 == .stepped })
            #expect(session.records.last?.flags.contains(.steppedOn) == true)
            #expect(try session.resumeToEnd() == .code(0))
            #expect(session.records.map(\.new) == [1, 2, 3])
        }

        @Test func stepsIntoASignalHandler() throws {
            let session = try LiveSession("fixture-signals")
            try session.launch("handler")
            try session.runTo("store")
            let pc = try session.address("store").rawValue
            try session.watch("counter")
            var moved = pc
            for _ in 0..<3 { moved = try session.step().pc.rawValue }
            #expect(moved > pc && moved < pc + 32)
            #expect(try session.resumeToEnd() == .code(0))
            #expect(session.records.count == 3)
        }

        /// From the first instruction on, each moves the pc, through system calls too.
        @Test func aThousandStepsFromTheStart() throws {
            let session = try LiveSession("fixture-signals")
            try session.launch("sigtrap")
            for _ in 0..<1000 { #expect(try session.step().reason == .stepped) }
            #expect(try session.resumeToEnd() == .code(2))
        }

        /// Through raise, handlers and returns from them. (Not so for SIGTRAP: raise blocks all signals, and Linux resets
        /// a blocked SIGTRAP to its default when a step's own comes.)
        @Test func stepsThroughHandlers() throws {
            let session = try LiveSession("fixture-signals")
            try session.launch("handler")
            try session.runTo("main")
            try session.watch("counter")
            var steps = 0
            while session.records.count < 3, steps < 20_000 {
                _ = try session.step()
                steps += 1
            }
            #expect(session.records.map(\.new) == [1, 2, 3])
            #expect(session.records.allSatisfy { $0.flags.contains(.steppedOn) })
            #expect(try session.resumeToEnd() == .code(0))
            #expect(session.signals == [10, 10, 10])
        }

        @Test func anExecuteSlotLetsItsInstructionPass() throws {
            let session = try LiveSession("fixture-stores")
            try session.launch("call", "3")
            let called = try session.address("called")
            try session.watch("called", 1, kind: .execute, action: .stop)
            for trap: UInt64 in 1...2 {
                let stop = try session.resumeToStop()
                #expect(stop.pc == called)
                #expect(stop.reason == .hit(trap: trap, slots: SlotSet(.dr0), alsoStep: false))
                let next = try session.step()
                #expect(next.reason == .stepped && next.pc.rawValue > called.rawValue)
            }
            #expect(try session.resumeToStop().pc == called)
            #expect(try session.resumeToEnd() == .code(0))
            #expect(session.records.count == 3)
        }

        @Test func runToReachesOnceAndLeavesNothing() throws {
            let session = try LiveSession("fixture-stores")
            try session.launch("call", "5")
            let called = try session.address("called")
            for _ in 0..<5 {
                // From the second on the thread stands on the address and has to step over it.
                let stop = try session.runTo("called")
                #expect(stop.reason == .reached && stop.pc == called)
                guard case .memory(_, let bytes) = try session.send(.readMemory(called, count: 4)) else {
                    Issue.record("no memory")
                    return
                }
                #expect(bytes[0] != 0xcc)
            }
            #expect(try session.resumeToEnd() == .code(0))
            #expect(session.signals.isEmpty)
        }

        @Test func runToAnExecuteSlotsAddressIsOneHit() throws {
            let session = try LiveSession("fixture-stores")
            try session.launch("call", "2")
            try session.watch("called", 1, kind: .execute)
            #expect(try session.runTo("called").reason == .reached)
            try session.resumeToEnd()
            #expect(session.records.count == 2)
        }

        @Test func anExecuteSlotArmedWhereAStopIsStillFires() throws {
            let session = try LiveSession("fixture-stores")
            try session.launch("call", "2")
            try session.runTo("called")
            try session.watch("called", 1, kind: .execute)
            try session.resumeToEnd()
            #expect(session.records.count == 2)
        }

        @Test func runToWithManyThreads() throws {
            let session = try LiveSession("fixture-threads")
            try session.launch("8", "100")
            let stop = try session.runTo("body")
            #expect(stop.reason == .reached)
            try session.watch("counter")
            #expect(try session.resumeToEnd() == .code(0))
            #expect(session.records.count == 800)
            #expect(session.signals.isEmpty)
        }

        @Test func anUnreadableAddressIsRefused() throws {
            let session = try LiveSession("fixture-stores")
            try session.launch("three")
            let error = #expect(throws: TracingError.self) { try session.send(.runTo([LinearAddress(0x10)])) }
            #expect(error?.operation == .runTo && error?.reason == .errno(EIO))
            #expect(try session.resumeToEnd() == .code(0))
        }
    }
}
