import Testing
import Tracing

@testable import LinuxTracing

/// Which memory a system call fills.
@Suite struct SystemCallOutputTests {
    /// Memory of 8-byte words.
    private func ranges(
        _ number: UInt64, _ arguments: [UInt64], result: Int64, memory: [UInt64: UInt64] = [:]
    ) -> [Range<UInt64>] {
        let call = SystemCall(
            tid: 1, number: number, arguments: arguments + Array(repeating: 0, count: 6 - arguments.count),
            result: result, pc: 0)
        return SystemCallOutput.ranges(of: call) { address, count in
            memory[address].map { word in (0..<count).map { UInt8(truncatingIfNeeded: word >> (8 * UInt64($0))) } }
        }
    }

    @Test func readFillsWhatItSaysItRead() {
        #expect(ranges(0, [3, 0x1000, 64], result: 10) == [0x1000..<0x100a])
        #expect(ranges(0, [3, 0x1000, 64], result: 0).isEmpty)
        #expect(ranges(0, [3, 0x1000, 64], result: -4).isEmpty)
    }

    @Test func vectorsAreFilledInTheirOrder() {
        let memory: [UInt64: UInt64] = [0x100: 0x1000, 0x108: 16, 0x110: 0x2000, 0x118: 16]
        #expect(ranges(19, [3, 0x100, 2], result: 20, memory: memory) == [0x1000..<0x1010, 0x2000..<0x2004])
        // What cannot be read names nothing.
        #expect(ranges(19, [3, 0x100, 2], result: 20).isEmpty)
    }

    @Test func aMessageIsFilledWithItsNameAndItsControlData() {
        let memory: [UInt64: UInt64] = [
            0x100: 0x5000, 0x108: 16, 0x110: 0x200, 0x118: 1, 0x120: 0x6000, 0x128: 24, 0x200: 0x1000, 0x208: 64,
        ]
        #expect(
            ranges(47, [3, 0x100, 0], result: 8, memory: memory) == [
                0x100..<0x138, 0x5000..<0x5010, 0x1000..<0x1008, 0x6000..<0x6018,
            ])
    }

    @Test func sizesComeFromTheRequestOrFromMemory() {
        // TIOCGWINSZ says nothing, FS_IOC_GETFLAGS says 8.
        #expect(ranges(16, [1, 0x5413, 0x1000], result: 0) == [0x1000..<0x1100])
        #expect(ranges(16, [1, 0x8008_6601, 0x1000], result: 0) == [0x1000..<0x1008])
        #expect(
            ranges(51, [3, 0x1000, 0x2000], result: 0, memory: [0x2000: 28]) == [0x1000..<0x101c, 0x2000..<0x2004])
        #expect(ranges(232, [3, 0x1000, 10, 0], result: 2) == [0x1000..<0x1018])
        #expect(ranges(7, [0x1000, 3, 0], result: 1) == [0x1000..<0x1018])
    }

    @Test func aMappingIsNewFromItsResultOn() {
        #expect(ranges(9, [0, 0x2000, 0, 0, 0, 0], result: 0x7000) == [0x7000..<0x9000])
        #expect(ranges(9, [0, 0x2000, 0, 0, 0, 0], result: -12).isEmpty)
    }

    @Test func anInterruptedSleepSaysWhatIsLeft() {
        #expect(ranges(35, [0x1000, 0x2000], result: -4) == [0x2000..<0x2010])
        #expect(ranges(35, [0x1000, 0x2000], result: -14).isEmpty)
    }

    @Test func othersFillNothing() {
        // write, getpid, and a number that there is none of.
        for number: UInt64 in [1, 39, 5000] { #expect(ranges(number, [1, 0x1000, 64], result: 64).isEmpty) }
        // No address, and one that would go round.
        #expect(ranges(0, [3, 0, 64], result: 10).isEmpty)
        #expect(ranges(0, [3, .max - 3, 64], result: 10).isEmpty)
    }
}
