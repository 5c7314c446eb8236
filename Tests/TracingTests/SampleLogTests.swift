import DebugRegisters
import HitRules
import Testing
import Tracing

@Suite(.timeLimit(.minutes(10))) struct SampleLogTests {
    private func append(_ trap: UInt64, to log: SampleLog, stackCount: Int = 3) {
        log.append(trap: trap, pid: 7, tid: 8, slot: .dr2, pc: trap &* 3) { registers, stack in
            for index in MachineRegister.allCases.indices { registers[index] = trap &+ UInt64(index) }
            for index in 0..<min(max(0, stackCount), SamplePolicy.stackByteCount) {
                stack.storeBytes(of: UInt8(truncatingIfNeeded: index), toByteOffset: index, as: UInt8.self)
            }
            return stackCount
        }
    }

    @Test func aSampleComesOutAsItWentIn() {
        let log = SampleLog(capacity: 4)
        append(5, to: log)
        let samples = log.drain()
        let registers = MachineRegisters(values: (0..<27).map { 5 + $0 })
        #expect(
            samples == [
                HitSample(trap: 5, pid: 7, tid: 8, slot: .dr2, pc: 15, registers: registers, stack: [0, 1, 2])
            ])
        #expect(samples.first?.registers[.gs] == 31)
        #expect(log.drain().isEmpty)
    }

    @Test func fullIsSaidAndDrainingMakesRoom() {
        let log = SampleLog(capacity: 4)
        for trap in 1...4 as ClosedRange<UInt64> {
            #expect(log.hasRoom)
            append(trap, to: log)
        }
        #expect(!log.hasRoom)
        log.addDropped()
        #expect(log.droppedCount == 1)
        #expect(log.drain().map(\.trap) == [1, 2, 3, 4])
        #expect(log.hasRoom)
        append(5, to: log)
        #expect(log.drain().map(\.trap) == [5])
    }

    @Test func aLengthThatTheOtherSideMadeUpIsCut() {
        let log = SampleLog(capacity: 4)
        append(1, to: log, stackCount: 1 << 20)
        #expect(log.drain().first?.stack.count == SamplePolicy.stackByteCount)
        append(2, to: log, stackCount: -1)
        #expect(log.drain().first?.stack.isEmpty == true)
    }
}
