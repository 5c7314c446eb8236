import CElfutils
import Glibc
import ProgramModel

/// Instructions as they stand in the program's files and memory.
extension ProgramImage {
    /// No function is followed further: what is longer is data, or a table without ends.
    private static let mostBytes: UInt64 = 1 << 20

    /// Bytes of code: of the file where the code is mapped from one, since memory may hold temporary breakpoints of ours.
    func code(_ range: Range<UInt64>) -> ArraySlice<UInt8>? {
        guard !range.isEmpty, range.upperBound - range.lowerBound <= Self.mostBytes + 64 else { return nil }
        if let module = module(at: range.lowerBound), let bytes = module.code(range) { return bytes }
        return memory.read(range.lowerBound, count: Int(range.upperBound - range.lowerBound)).map { $0[...] }
    }

    /// Where an instruction is known to start at or before an address: the row of the unwind table that contains it, which
    /// stripped programs have as well, or its function's symbol.
    func instructionBoundary(before address: UInt64) -> UInt64? {
        guard let module = module(at: address) else { return nil }
        if let row = module.unwindRow(at: address) { return row.lowerBound }
        return module.symbols.function(at: address)?.address
    }

    /// The instructions from a boundary on, up to the one that contains or ends at `end`; nil when the bytes are no code.
    func instructions(from start: UInt64, to end: UInt64) -> [DecodedInstruction]? {
        guard start < end, end - start <= Self.mostBytes, let bytes = code(start..<(end &+ 16)) ?? code(start..<end)
        else { return nil }
        let mode = mode(at: start)
        var found: [DecodedInstruction] = []
        var address = start
        while address < end {
            guard
                let next = DecodedInstruction(
                    bytes.dropFirst(Int(address - start)).prefix(16), at: address, mode: mode)
            else { return nil }
            found.append(next)
            address = next.end
        }
        return found
    }

    /// The instruction that ends exactly at an address, found from a boundary before it.
    func instruction(endingAt end: UInt64) -> DecodedInstruction? {
        guard let start = instructionBoundary(before: end &- 1), let all = instructions(from: start, to: end),
            let last = all.last, last.end == end
        else { return nil }
        return last
    }

    /// The one return of a function that leaves by nothing else: no second one, no jump to another function or to an address
    /// that is computed.
    func onlyReturn(ofFunctionAt start: UInt64) -> DecodedInstruction? {
        guard let symbol = module(at: start)?.symbols.function(at: start), symbol.address == start, symbol.size > 0,
            let all = instructions(from: start, to: start &+ symbol.size)
        else { return nil }
        let range = start..<(start &+ symbol.size)
        var found: DecodedInstruction?
        for instruction in all {
            if instruction.isReturn {
                guard found == nil else { return nil }
                found = instruction
            } else if instruction.isJump {
                guard let target = instruction.target, range.contains(target) else { return nil }
            }
        }
        return found
    }

    func instruction(at address: UInt64) -> DecodedInstruction? {
        guard let bytes = code(address..<(address &+ 16)) ?? code(address..<(address &+ 1)) else { return nil }
        return DecodedInstruction(bytes, at: address, mode: mode(at: address))
    }
}

extension LoadedModule {
    /// Code as the file has it; nil outside of what the file maps.
    func code(_ range: Range<UInt64>) -> ArraySlice<UInt8>? {
        var bias: GElf_Addr = 0
        guard let elf = dwfl_module_getelf(handle, &bias) else { return nil }
        let start = range.lowerBound &- bias
        let end = range.upperBound &- bias
        var count = 0
        guard elf_getphdrnum(elf, &count) == 0 else { return nil }
        for index in 0..<count {
            var header = GElf_Phdr()
            guard gelf_getphdr(elf, Int32(index), &header) != nil, header.p_type == UInt32(PT_LOAD),
                header.p_flags & UInt32(PF_W) == 0, start >= header.p_vaddr,
                start < header.p_vaddr &+ header.p_filesz
            else { continue }
            let last = min(end, header.p_vaddr &+ header.p_filesz)
            guard
                let data = elf_getdata_rawchunk(
                    elf, Int64(header.p_offset &+ (start &- header.p_vaddr)), Int(last &- start), ELF_T_BYTE),
                let bytes = data.pointee.d_buf
            else { return nil }
            return Array(UnsafeRawBufferPointer(start: bytes, count: data.pointee.d_size))[...]
        }
        return nil
    }

    /// Whether the file maps an address as code.
    func isCode(_ address: UInt64) -> Bool {
        var bias: GElf_Addr = 0
        var count = 0
        guard let elf = dwfl_module_getelf(handle, &bias), elf_getphdrnum(elf, &count) == 0 else { return false }
        return (0..<count).contains { index in
            var header = GElf_Phdr()
            return gelf_getphdr(elf, Int32(index), &header) != nil && header.p_type == UInt32(PT_LOAD)
                && header.p_flags & UInt32(PF_X) != 0 && (address &- bias) &- header.p_vaddr < header.p_memsz
        }
    }

    /// The row of the unwind table around an address in memory: it starts at an instruction.
    func unwindRow(at address: UInt64) -> Range<UInt64>? {
        var bias: Dwarf_Addr = 0
        let tables = [
            dwfl_module_eh_cfi(handle, &bias).map { ($0, bias) },
            dwfl_module_dwarf_cfi(handle, &bias).map { ($0, bias) },
        ]
        for case let (table, bias)? in tables {
            var frame: OpaquePointer?
            guard dwarf_cfi_addrframe(table, address &- bias, &frame) == 0, let frame else { continue }
            defer { free(UnsafeMutableRawPointer(frame)) }
            var start: Dwarf_Addr = 0
            var end: Dwarf_Addr = 0
            var isSignal = false
            guard dwarf_frame_info(frame, &start, &end, &isSignal) >= 0, start < end else { continue }
            return (start &+ bias)..<(end &+ bias)
        }
        return nil
    }
}
