import CLinuxTracing
import HitRules

extension PerfRecord {
    // linux/perf_event.h: perf_event_type and the bits of perf_event_header.misc.
    private static let lostType: UInt32 = 2
    private static let commType: UInt32 = 3
    private static let exitType: UInt32 = 4
    private static let throttleType: UInt32 = 5
    private static let forkType: UInt32 = 7
    private static let sampleType: UInt32 = 9
    private static let modeMask: UInt16 = 7
    private static let kernelMode: UInt16 = 1
    private static let isExec: UInt16 = 1 << 13

    static let headerByteCount = 8
    /// The identity at the end of every record but samples: pid, tid, time, id.
    private static let trailerByteCount = 24

    /// Decodes one record, its header included; nil when it is shorter than it has to be.
    ///
    /// - Parameter layout: of the samples of an event; nil for an event that is not known, whose sample is `.other`.
    init?(_ bytes: UnsafeRawBufferPointer, layout: (_ id: UInt64) -> PerfLayout?) {
        guard bytes.count >= Self.headerByteCount else { return nil }
        let type = bytes.loadUnaligned(as: UInt32.self)
        let flags = bytes.loadUnaligned(fromByteOffset: 4, as: UInt16.self)
        var reader = PerfFieldReader(bytes)
        switch type {
        case Self.sampleType:
            guard let id = reader.word() else { return nil }
            guard let layout = layout(id) else {
                self = .other
                return
            }
            let isKernel = flags & Self.modeMask == Self.kernelMode
            guard let sample = reader.sample(id, layout, isKernel: isKernel) else { return nil }
            self = .sample(sample)
        case Self.lostType:
            guard reader.word() != nil, let count = reader.word() else { return nil }
            self = .lost(count)
        case Self.forkType, Self.exitType:
            guard let (pid, parent) = reader.pair(), let (tid, parentThread) = reader.pair(), let time = reader.word()
            else { return nil }
            self =
                type == Self.exitType
                ? .ended(pid: pid, tid: tid, time: time)
                : .forked(PerfBirth(pid: pid, parent: parent, tid: tid, parentThread: parentThread, time: time))
        case Self.commType:
            guard flags & Self.isExec != 0 else {
                self = .other
                return
            }
            guard let (pid, tid) = reader.pair(), bytes.count >= reader.position + Self.trailerByteCount else {
                return nil
            }
            let time = bytes.loadUnaligned(
                fromByteOffset: bytes.count - Self.trailerByteCount + 8, as: UInt64.self)
            self = .executed(pid: pid, tid: tid, time: time)
        case Self.throttleType:
            guard let time = reader.word() else { return nil }
            self = .throttled(time: time)
        default: self = .other
        }
    }
}

/// Takes the fields of a record one after the other, never beyond its end.
private struct PerfFieldReader {
    let bytes: UnsafeRawBufferPointer
    var position = PerfRecord.headerByteCount

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    mutating func word() -> UInt64? {
        guard bytes.count - position >= 8 else { return nil }
        defer { position += 8 }
        return bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)
    }

    mutating func pair() -> (Int32, Int32)? {
        word().map { (Int32(truncatingIfNeeded: $0), Int32(truncatingIfNeeded: $0 >> 32)) }
    }

    private mutating func words(_ count: UInt64) -> [UInt64]? {
        guard count <= UInt64(bytes.count - position) / 8 else { return nil }
        return (0..<count).map { _ in word()! }
    }

    mutating func sample(_ id: UInt64, _ layout: PerfLayout, isKernel: Bool) -> PerfSample? {
        guard let pc = word(), let (pid, tid) = pair(), let time = word() else { return nil }
        var sample = PerfSample(id: id, pc: pc, pid: pid, tid: tid, time: time, isKernel: isKernel)
        if layout.isPlain { return sample }
        // Of an access by the program itself only all of the registers tell more than the program counter.
        if !isKernel, layout.registerMask != UInt64(bt_perf_all_registers) {
            return skipEvidence(layout) ? sample : nil
        }
        guard let evidence = evidence(layout) else { return nil }
        sample.evidence = evidence
        return sample
    }

    private mutating func skip(_ byteCount: UInt64) -> Bool {
        guard byteCount <= UInt64(bytes.count - position) else { return false }
        position += Int(byteCount)
        return true
    }

    /// Passes over what `evidence` reads.
    ///
    /// - Returns: whether it is all there.
    private mutating func skipEvidence(_ layout: PerfLayout) -> Bool {
        if layout.hasKernelChain {
            guard let count = word(), count <= UInt64(bytes.count) / 8, skip(count * 8) else { return false }
        }
        if layout.registerMask != 0 {
            guard let kind = word() else { return false }
            if kind != 0, !skip(UInt64(layout.registerMask.nonzeroBitCount) * 8) { return false }
        }
        guard layout.hasStack else { return true }
        guard let count = word(), skip(count) else { return false }
        return count == 0 || word() != nil
    }

    private mutating func evidence(_ layout: PerfLayout) -> PerfEvidence? {
        var chain: [UInt64] = []
        if layout.hasKernelChain {
            guard let count = word(), let entries = words(count) else { return nil }
            // Marks of the context (PERF_CONTEXT_KERNEL and so on) are the highest 4095 numbers.
            chain = entries.filter { $0 < UInt64.max - 4094 }
        }
        var values: [UInt64] = []
        if layout.registerMask != 0 {
            guard let kind = word() else { return nil }
            if kind != 0 {
                guard let found = words(UInt64(layout.registerMask.nonzeroBitCount)) else { return nil }
                values = found
            }
        }
        var stack: [UInt8] = []
        if layout.hasStack {
            guard let count = word(), count <= UInt64(bytes.count - position) else { return nil }
            if count > 0 {
                let first = position
                position += Int(count)
                guard let used = word() else { return nil }
                stack = Array(bytes[first..<first + Int(min(used, count))])
            }
        }
        return PerfEvidence(registers: values, mask: layout.registerMask, chain: chain, stack: stack)
    }
}

extension PerfEvidence {
    /// Bit of a perf register (asm/perf_regs.h) → place in `MachineRegister`'s order.
    private static let order: [(bit: UInt64, register: MachineRegister)] = [
        (0, .rax), (1, .rbx), (2, .rcx), (3, .rdx), (4, .rsi), (5, .rdi), (6, .rbp), (7, .rsp), (8, .rip), (9, .rflags),
        (10, .cs), (11, .ss), (16, .r8), (17, .r9), (18, .r10), (19, .r11), (20, .r12), (21, .r13), (22, .r14),
        (23, .r15),
    ]

    /// - Parameters:
    ///   - registers: those of `mask` by ascending bit; empty when the thread has no user mode.
    fileprivate convenience init(registers: [UInt64], mask: UInt64, chain: [UInt64], stack: [UInt8]) {
        var values = [UInt64](repeating: 0, count: MachineRegister.allCases.count)
        var taken = 0
        for (bit, register) in Self.order where mask & 1 << bit != 0 && taken < registers.count {
            values[Int(register.rawValue)] = registers[taken]
            taken += 1
        }
        let isWhole = mask == UInt64(bt_perf_all_registers) && !registers.isEmpty
        self.init(
            kernelChain: chain, registers: isWhole ? values : [], someRegisters: registers.isEmpty ? [] : values,
            userPC: values[Int(MachineRegister.rip.rawValue)],
            userStackPointer: values[Int(MachineRegister.rsp.rawValue)], stack: stack)
    }
}
