import DebugRegisters
import LinuxTracing
import Testing
import Tracing
import WatchSlots

extension LiveTests {
    @Suite struct Hits {
        @Test func threeStoresAreThreeHits() throws {
            let session = try LiveSession("fixture-stores")
            try session.launch("three")
            let watch = try session.watch("counter")
            #expect(session.installation?.armedThreads == [1, 0, 0, 0])
            #expect(try session.resumeToEnd() == .code(0))
            #expect(session.records.map(\.old) == [0, 1, 2])
            #expect(session.records.map(\.new) == [1, 2, 3])
            #expect(session.records.map(\.trap) == [1, 2, 3])
            let seen = session.records.filter { !$0.flags.contains(.statusWasLost) }
            #expect(seen.allSatisfy { $0.status.rawValue == 0xffff_0ff1 })
            for record in session.records {
                #expect(record.flags.subtracting(.statusWasLost) == [.hasOld, .hasNew])
                #expect(record.pid == session.pid && record.tid == session.pid)
                #expect(record.watch == watch.id && record.kind == .write && record.length == .eight)
            }
            let function = try session.address("three").rawValue
            #expect(session.records.allSatisfy { $0.pc > function && $0.pc < function + 100 })
            #expect(session.records.map(\.time) == session.records.map(\.time).sorted())
            #expect(session.problems.isEmpty)
        }

        @Test func fourSlotsFireInOrder() throws {
            let session = try LiveSession("fixture-stores")
            try session.launch("four-slots")
            for (name, count) in [("a", 4), ("b", 4), ("c", 8), ("d", 8)] { try session.watch(name, UInt64(count)) }
            #expect(session.installation?.armedThreads == [1, 1, 1, 1])
            #expect(throws: TracingError.self) { try session.watch("counter") }
            try session.resumeToEnd()
            #expect(session.records.map(\.slot) == [.dr0, .dr1, .dr2, .dr3])
            #expect(session.records.map(\.new) == [10, 11, 12, 13])
        }

        @Test func oneStoreOverTwoSlotsIsOneTrap() throws {
            let session = try LiveSession("fixture-stores")
            try session.launch("overlap")
            try session.watch("pair", 4, slot: .dr1)
            try session.watch("pair", 4, slot: .dr3, offset: 4)
            try session.resumeToEnd()
            #expect(session.records.map(\.slot) == [.dr1, .dr3])
            #expect(session.records.map(\.trap) == [1, 1])
            #expect(session.records.map(\.new) == [1, 2])
            #expect(session.records.allSatisfy { $0.status.slots == SlotSet([.dr1, .dr3]) })
        }

        @Test func equalStoresAllCount() throws {
            let session = try LiveSession("fixture-stores")
            try session.launch("silent")
            try session.watch("counter")
            try session.resumeToEnd()
            #expect(session.records.count == 500)
            #expect(session.records.allSatisfy { $0.old == 0 && $0.new == 0 })
        }

        @Test func theKernelsStoreIsNoHit() throws {
            let session = try LiveSession("fixture-stores")
            try session.launch("read-syscall")
            try session.watch("counter")
            #expect(try session.resumeToEnd() == .code(0))
            #expect(session.records.map(\.new) == [7])
            #expect(session.records.map(\.old) == [0], "old is what the tracer last read, not what the kernel stored")
        }

        @Test func loadsCountForReadWriteOnly() throws {
            for (kind, count) in [(WatchKind.readWrite, 100), (.write, 0)] {
                let session = try LiveSession("fixture-stores")
                try session.launch("reads", "100")
                try session.watch("counter", kind: kind)
                try session.resumeToEnd()
                #expect(session.records.count == count)
            }
        }

        @Test func executeSlotsFireOnceACall() throws {
            let session = try LiveSession("fixture-stores")
            try session.launch("call", "50")
            let called = try session.address("called")
            try session.watch("called", 1, kind: .execute)
            try session.watch("d")
            try session.resumeToEnd()
            #expect(session.records.count == 100)
            let calls = session.records.filter { $0.slot == .dr0 }
            #expect(calls.count == 50)
            #expect(calls.allSatisfy { $0.pc == called.rawValue && $0.flags.isDisjoint(with: [.hasOld, .hasNew]) })
        }

        @Test(arguments: [1, 4, 8, 32]) func everyThreadsHitsAreExact(threads: Int) throws {
            let session = try LiveSession("fixture-threads")
            try session.launch("\(threads)", "250")
            try session.watch("counter")
            #expect(try session.resumeToEnd() == .code(0))
            let byThread = Dictionary(grouping: session.records, by: \.tid)
            #expect(byThread.count == threads)
            #expect(byThread.values.allSatisfy { $0.count == 250 })
            #expect(Set(session.records.map(\.trap)).count == threads * 250)
            let started = session.kinds.filter { if case .threadStarted = $0 { true } else { false } }.count
            let ended = session.kinds.filter { if case .threadEnded = $0 { true } else { false } }.count
            #expect(started == threads && ended == threads)
            #expect(session.problems.isEmpty)
            if threads > 1 { #expect(session.records.contains { $0.flags.contains(.newMayBeLater) }) }
        }

        @Test func aFullLogHoldsTheThreadsBack() throws {
            let session = try LiveSession("fixture-threads", capacity: 8)
            session.drains = false
            try session.launch("4", "100")
            try session.watch("counter")
            let mark = session.mark
            try session.send(.resume)
            // The log fills; every thread then waits, and the program can still be paused.
            try session.send(.pause)
            _ = try session.nextStop(from: mark)
            try session.send(.resume)
            session.drains = true
            #expect(try session.end(from: mark) == .code(0))
            try session.waitForRecords(400)
            #expect(session.records.map(\.trap) == Array(1...400))
            #expect(session.backend.hitLog.missedCount == 0)
        }

        @Test func aFullLogMayDropAndCount() throws {
            let session = try LiveSession("fixture-stores", capacity: 64)
            session.drains = false
            try session.launch("loop", "1000", overflow: .drop)
            try session.watch("counter")
            try session.resumeToEnd()
            #expect(session.records.count == 64)
            #expect(session.backend.hitLog.missedCount == 936)
        }
    }
}
