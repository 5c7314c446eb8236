import CElfutils
import Glibc

/// How wide a program's words are: x86-64, or its compatibility mode for 32-bit programs.
enum MachineMode: Hashable, Sendable {
    case bits64, bits32

    /// Bytes of an address.
    var wordSize: Int { self == .bits64 ? 8 : 4 }

    /// From the first bytes of an ELF file (elf(5), `EI_CLASS`).
    init(elfHead head: some Collection<UInt8>) {
        self = Array(head.prefix(5)) == [0x7F, 0x45, 0x4C, 0x46, 1] ? .bits32 : .bits64
    }

    /// Of the program that a process runs.
    init(pid: Int32) {
        let descriptor = open("/proc/\(pid)/exe", O_RDONLY | O_CLOEXEC)
        defer { if descriptor >= 0 { close(descriptor) } }
        let head = [UInt8](unsafeUninitializedCapacity: 5) { buffer, count in
            count = max(0, pread(descriptor, buffer.baseAddress, 5, 0))
        }
        self.init(elfHead: head)
    }

    // MARK: DWARF's register numbers

    /// The number that x86-64 has for a register: tables of 32-bit programs count by the i386 ABI (System V ABI, Intel386
    /// supplement, table 2.14). What has no counterpart is beyond all numbers.
    func frameRegister(_ number: Int) -> Int {
        if self == .bits64 { return number }
        return Self.i386.indices.contains(number) ? Self.i386[number] : Int.max
    }

    /// The other way round; nil for a register that such programs do not have.
    func tableRegister(_ number: Int) -> Int? {
        self == .bits64 ? number : Self.i386.firstIndex(of: number)
    }

    /// eax, ecx, edx, ebx, esp, ebp, esi, edi, eip.
    private static let i386 = [0, 2, 1, 3, 7, 6, 4, 5, 16]
}

extension DwarfExpression.Operation {
    /// The same in terms of x86-64.
    func translated(from mode: MachineMode) -> DwarfExpression.Operation {
        guard mode == .bits32 else { return self }
        var result = self
        switch code {
        case DW_OP_reg0...DW_OP_reg31:
            (result.code, result.first) = (DW_OP_regx, UInt64(mode.frameRegister(code - DW_OP_reg0)))
        case DW_OP_regx: result.first = UInt64(mode.frameRegister(Int(clamping: first)))
        case DW_OP_breg0...DW_OP_breg31:
            result.code = DW_OP_bregx
            (result.first, result.second) = (UInt64(mode.frameRegister(code - DW_OP_breg0)), first)
        case DW_OP_bregx: result.first = UInt64(mode.frameRegister(Int(clamping: first)))
        case DW_OP_deref: (result.code, result.first) = (DW_OP_deref_size, 4)
        default: break
        }
        return result
    }
}
