import HitRules
import Testing

@testable import LinuxTracing

/// What the kernel writes into a ring, byte by byte. Nothing of it is trusted.
@Suite struct PerfRecordTests {
    private static func bytes(_ words: [UInt64]) -> [UInt8] {
        words.flatMap { word in (0..<8).map { UInt8(word >> (8 * $0) & 0xff) } }
    }

    /// A record of these words.
    private static func record(_ type: UInt32, _ words: [UInt64], flags: UInt16 = 2) -> [UInt8] {
        bytes([UInt64(type) | UInt64(flags) << 32 | UInt64(8 + 8 * words.count) << 48] + words)
    }

    private func decode(_ bytes: [UInt8], _ layouts: [UInt64: PerfLayout] = [:]) -> PerfRecord? {
        bytes.withUnsafeBytes { PerfRecord($0) { layouts[$0] } }
    }

    private static let identity: [UInt64] = [0x0000_0008_0000_0007, 1234]
    private static let layouts: [UInt64: PerfLayout] = [
        5: PerfLayout(),
        6: PerfLayout(hasKernelChain: true, registerMask: 0x180),
        7: PerfLayout(registerMask: 0xff0fff, hasStack: true),
    ]

    @Test func aPlainSample() {
        let record = Self.record(9, [5, 0x401000] + Self.identity)
        #expect(
            decode(record, Self.layouts)
                == .sample(PerfSample(id: 5, pc: 0x401000, pid: 7, tid: 8, time: 1234, isKernel: false)))
        #expect(decode(record) == .other, "of an event that is not known")
    }

    @Test func aSampleOfTheKernels() throws {
        // The chain begins with the mark of the kernel's context.
        let chain: [UInt64] = [3, UInt64.max - 127, 0xffff_ffff_8100_0000, 0xffff_ffff_8100_0010]
        let record = Self.record(
            9, [6, 0xffff_ffff_8100_0000] + Self.identity + chain + [2, 0x7fff_0000, 0x401234], flags: 1)
        guard case .sample(let sample)? = decode(record, Self.layouts) else {
            Issue.record("no sample")
            return
        }
        #expect(sample.isKernel)
        let evidence = try #require(sample.evidence)
        #expect(evidence.kernelChain == [0xffff_ffff_8100_0000, 0xffff_ffff_8100_0010])
        #expect(evidence.userPC == 0x401234 && evidence.userStackPointer == 0x7fff_0000)
        #expect(evidence.registers.isEmpty, "two are not all")
        #expect(evidence.someRegisters[Int(MachineRegister.rsp.rawValue)] == 0x7fff_0000)
        #expect(evidence.someRegisters[Int(MachineRegister.rdi.rawValue)] == 0)
        // A kernel thread has no registers of a user's.
        let kernelThread = Self.record(9, [6, 1] + Self.identity + [0, 0], flags: 1)
        guard case .sample(let other)? = decode(kernelThread, Self.layouts) else {
            Issue.record("no sample")
            return
        }
        #expect(other.evidence?.userPC == 0 && other.evidence?.someRegisters.isEmpty == true)
    }

    @Test func registersAndStack() throws {
        // rax … r15 are 1 … 20 in perf's order; of 16 bytes of stack 10 were there.
        let registers = (1...20).map { UInt64($0) }
        let stack: [UInt64] = [16, 0x0706_0504_0302_0100, 0x0f0e_0d0c_0b0a_0908, 10]
        let record = Self.record(9, [7, 0x401000] + Self.identity + [2] + registers + stack)
        guard case .sample(let sample)? = decode(record, Self.layouts) else {
            Issue.record("no sample")
            return
        }
        let evidence = try #require(sample.evidence)
        let expected: [MachineRegister: UInt64] = [
            .rax: 1, .rbx: 2, .rcx: 3, .rdx: 4, .rsi: 5, .rdi: 6, .rbp: 7, .rsp: 8, .rip: 9, .rflags: 10, .cs: 11,
            .ss: 12,
            .r8: 13, .r9: 14, .r10: 15, .r11: 16, .r12: 17, .r13: 18, .r14: 19, .r15: 20,
        ]
        for register in MachineRegister.allCases {
            #expect(evidence.registers[Int(register.rawValue)] == expected[register] ?? 0, "\(register)")
        }
        #expect(evidence.stack == Array(0...9))
    }

    @Test func whatElseThereIs() {
        #expect(decode(Self.record(2, [5, 17] + Self.identity + [5])) == .lost(17))
        #expect(
            decode(Self.record(7, [0x0000_0003_0000_0007, 0x0000_0004_0000_0008, 99] + Self.identity + [5]))
                == .forked(PerfBirth(pid: 7, parent: 3, tid: 8, parentThread: 4, time: 99)))
        #expect(
            decode(Self.record(4, [0x0000_0003_0000_0007, 0x0000_0004_0000_0008, 99] + Self.identity + [5]))
                == .ended(pid: 7, tid: 8, time: 99))
        let name: [UInt64] = [0x0000_0008_0000_0007, 0x6e6f_6f6d]
        #expect(
            decode(Self.record(3, name + Self.identity + [5], flags: 1 << 13)) == .executed(pid: 7, tid: 8, time: 1234))
        #expect(
            decode(Self.record(3, name + Self.identity + [5], flags: 0)) == .other, "a name that changed is no exec")
        #expect(decode(Self.record(5, [99, 5, 5])) == .throttled(time: 99))
        #expect(decode(Self.record(77, [1])) == .other)
    }

    /// A record that is cut anywhere, or says anything, is refused or read within its bounds.
    @Test func nothingIsReadBeyondTheEnd() {
        let registers = (1...20).map { UInt64($0) }
        let whole = [
            Self.record(9, [5, 1] + Self.identity), Self.record(9, [6, 1] + Self.identity + [2, 1, 2, 2, 3, 4]),
            Self.record(9, [7, 1] + Self.identity + [2] + registers + [8, 0, 8]), Self.record(2, [5, 17]),
            Self.record(7, [1, 2, 3]), Self.record(3, [1, 2, 3, 4, 5], flags: 1 << 13), Self.record(5, [1]),
        ]
        for record in whole {
            #expect(decode(record, Self.layouts) != nil)
            for count in 0..<record.count { _ = decode(Array(record.prefix(count)), Self.layouts) }
        }
        #expect(decode(Array(whole[0].dropLast(8)), Self.layouts) == nil)
        #expect(decode(Array(whole[2].dropLast(8)), Self.layouts) == nil)
        var random = SystemRandomNumberGenerator()
        for _ in 0..<20_000 {
            var bytes = (0..<Int.random(in: 0...256)).map { _ in UInt8.random(in: 0...255, using: &random) }
            if bytes.count >= 16 {
                bytes[0] = [2, 3, 4, 5, 7, 9].randomElement()!
                for index in 1..<4 { bytes[index] = 0 }
                bytes[8] = UInt8.random(in: 5...7)
                for index in 9..<16 { bytes[index] = 0 }
            }
            _ = decode(bytes, Self.layouts)
        }
    }

    // MARK: The ring

    /// Records of several lengths, from every position of a small ring: each comes whole and in order.
    @Test func recordsCrossTheEndOfTheRing() {
        let records = (0..<12).map { n in Self.record(9, (0..<(n % 5)).map { UInt64(n * 100 + $0) }) }
        let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 8)
        defer { scratch.deallocate() }
        for start in stride(from: UInt64(0), to: 512, by: 8) {
            var ring = [UInt8](repeating: 0xee, count: 512)
            var at = start &+ (UInt64.max - 255)  // The positions wrap as well.
            let tail = at
            for record in records {
                for byte in record {
                    ring[Int(at & 511)] = byte
                    at &+= 1
                }
            }
            var found: [[UInt8]] = []
            let isSound = ring.withUnsafeBytes {
                PerfRingWalk.walk($0, from: tail, to: at, scratch: scratch) { found.append(Array($0)) }
            }
            #expect(isSound && found == records, "from \(start)")
        }
    }

    @Test(arguments: [0, 4, 7, 9, 4096] as [UInt16]) func aLengthThatIsNoneEndsTheWalk(length: UInt16) {
        var ring = [UInt8](repeating: 0, count: 64)
        ring[6] = UInt8(length & 0xff)
        ring[7] = UInt8(length >> 8)
        let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 8)
        defer { scratch.deallocate() }
        ring.withUnsafeBytes { bytes in
            // The 9 bytes of the fourth are there, and the rest then is shorter than a header.
            #expect(!PerfRingWalk.walk(bytes, from: 0, to: 16, scratch: scratch) { _ in })
            #expect(!PerfRingWalk.walk(bytes, from: 0, to: 65, scratch: scratch) { _ in }, "more than the ring has")
        }
    }
}
