import DebugRegisters
import Testing
import Tracing
import WatchSlots

@Suite struct HitLogTests {
    static func record(_ trap: UInt64) -> HitRecord {
        HitRecord(
            trap: trap, time: trap &* 10, pc: 0x401000, old: trap &- 1, new: trap, pid: 1, tid: 2,
            watch: WatchID(rawValue: 3), status: StatusRegister(slots: [.dr1]), slot: .dr1, length: .eight,
            kind: .write,
            flags: [.hasOld, .hasNew])
    }

    static func drained(_ log: HitLog, limit: Int = .max) -> (traps: [UInt64], runs: Int, waits: Bool) {
        var traps: [UInt64] = []
        var runs = 0
        let result = log.drain(limit: limit) {
            traps += $0.map(\.trap)
            runs += 1
        }
        #expect(result.count == traps.count)
        return (traps, runs, result.producerWaits)
    }

    @Test func aRecordIsOneCacheLine() {
        #expect(MemoryLayout<HitRecord>.size == 64 && MemoryLayout<HitRecord>.stride == 64)
        #expect(HitLog.byteCount(capacity: 32) - HitLog.byteCount(capacity: 16) == 16 * 64)
    }

    @Test func recordsComeBackAsTheyWent() {
        let log = HitLog(capacity: 4)
        log.append(Self.record(7))
        log.drain { #expect(Array($0) == [Self.record(7)]) }
        #expect(log.pendingCount == 0 && log.appendedCount == 1)
        log.drain { _ in Issue.record("an empty log called its reader") }
    }

    /// Four records of one trap, wherever in the ring they come to lie: none is seen before all are.
    @Test(arguments: 0..<8 as Range<UInt64>) func aTrapAppearsAsAWhole(start: UInt64) {
        let log = HitLog(capacity: 8)
        for n in 0..<start { log.append(Self.record(n)) }
        log.drain { _ in }
        for offset in 0..<4 {
            log.stage(Self.record(100 + UInt64(offset)), at: offset)
            #expect(log.pendingCount == 0)
        }
        log.publish(4)
        #expect(Self.drained(log).traps == [100, 101, 102, 103])
    }

    /// Every start within the ring, every fill: in order, in at most two runs.
    @Test func wrappingAround() {
        for start: UInt64 in 0..<16 {
            for fill: UInt64 in 0...8 {
                let log = HitLog(capacity: 8)
                for n in 0..<start {
                    log.append(Self.record(n))
                    log.drain { _ in }
                }
                for n in 0..<fill {
                    #expect(log.hasRoom(for: 1))
                    log.append(Self.record(n))
                }
                #expect(log.pendingCount == Int(fill))
                let result = Self.drained(log)
                #expect(result.traps == Array(0..<fill))
                #expect(result.runs == (fill == 0 ? 0 : start % 8 + fill > 8 ? 2 : 1))
            }
        }
    }

    @Test func aLimitLeavesTheRest() {
        let log = HitLog(capacity: 8)
        for n: UInt64 in 0..<8 { log.append(Self.record(n)) }
        #expect(Self.drained(log, limit: 3).traps == [0, 1, 2])
        #expect(Self.drained(log, limit: 0).traps.isEmpty)
        #expect(Self.drained(log, limit: -1).traps.isEmpty)
        #expect(Self.drained(log).traps == [3, 4, 5, 6, 7])
    }

    @Test func aFullRingSaysNoAndTheConsumerHearsOfIt() {
        let log = HitLog(capacity: 4)
        for n: UInt64 in 0..<3 { log.append(Self.record(n)) }
        #expect(log.hasRoom(for: 1))
        #expect(!log.hasRoom(for: 2))
        let first = Self.drained(log, limit: 1)
        #expect(first.waits && first.traps == [0])
        #expect(log.hasRoom(for: 2))
        #expect(!Self.drained(log).waits)
        #expect(!log.hasRoom(for: 5))
    }

    @Test func missedHitsAreCounted() {
        let log = HitLog(capacity: 1)
        log.addMissed(2)
        log.addMissed(3)
        #expect(log.missedCount == 5 && log.appendedCount == 0)
    }

    @Test func twoViewsOfOneMemoryAreOneLog() {
        let count = HitLog.byteCount(capacity: 8)
        let memory = UnsafeMutableRawPointer.allocate(byteCount: count, alignment: 64)
        defer { memory.deallocate() }
        memory.initializeMemory(as: UInt8.self, repeating: 0, count: count)
        let producer = HitLog(memory: memory, capacity: 8)
        let consumer = HitLog(memory: memory, capacity: 8)
        for n: UInt64 in 0..<8 { producer.append(Self.record(n)) }
        #expect(!producer.hasRoom(for: 1))
        producer.addMissed(1)
        #expect(consumer.pendingCount == 8 && consumer.missedCount == 1)
        let result = Self.drained(consumer)
        #expect(result.traps == Array(0..<8) && result.waits)
        #expect(producer.hasRoom(for: 8))
    }

    /// A header that another process has spoilt must not lead the reader out of the ring.
    @Test func aSpoiltHeaderStaysWithinTheRing() {
        let count = HitLog.byteCount(capacity: 4)
        let memory = UnsafeMutableRawPointer.allocate(byteCount: count, alignment: 64)
        defer { memory.deallocate() }
        memory.initializeMemory(as: UInt8.self, repeating: 0, count: count)
        memory.storeBytes(of: UInt64.max, as: UInt64.self)
        var seen = 0
        HitLog(memory: memory, capacity: 4).drain { seen += $0.count }
        #expect(seen == 4)
    }

    @Test(.timeLimit(.minutes(10)), arguments: [4, 64, 4096])
    func aMillionRecordsFromAnotherThreadArriveInOrder(capacity: Int) async {
        let log = HitLog(capacity: capacity)
        let total: UInt64 = capacity == 4 ? 100_000 : 1_000_000
        await withTaskGroup { group in
            group.addTask {
                var next: UInt64 = 0
                while next < total {
                    if log.hasRoom(for: 1) {
                        log.append(Self.record(next))
                        next += 1
                    } else {
                        await Task.yield()
                    }
                }
            }
            group.addTask {
                var expected: UInt64 = 0
                var inOrder = true
                while expected < total, inOrder {
                    let count = log.drain { records in
                        for record in records {
                            inOrder = inOrder && record.trap == expected && record.new == expected
                            expected += 1
                        }
                    }.count
                    if count == 0 { await Task.yield() }
                }
                #expect(inOrder, "record \(expected) came out of order")
            }
        }
        #expect(log.appendedCount == total && log.pendingCount == 0 && log.missedCount == 0)
    }
}
