import CElfutils
import Glibc

/// The functions of others that a module calls through words of memory (its global offset table): for which symbol the
/// dynamic linker fills each word.
struct LinkageNames {
    /// The symbol's name by the word's address in the file.
    private var names: [UInt64: UnsafePointer<CChar>] = [:]
    private var bias: UInt64 = 0

    private static let mostRelocations = 1 << 20

    init(module: OpaquePointer) {
        var bias: GElf_Addr = 0
        guard let elf = dwfl_module_getelf(module, &bias) else { return }
        self.bias = bias
        var section: OpaquePointer?
        while let next = elf_nextscn(elf, section) {
            section = next
            var header = GElf_Shdr()
            guard gelf_getshdr(next, &header) != nil, header.sh_type == UInt32(SHT_RELA), header.sh_entsize > 0,
                let symbols = elf_getscn(elf, Int(header.sh_link)), let data = elf_getdata(next, nil)
            else { continue }
            read(
                data, count: min(Int(clamping: header.sh_size / header.sh_entsize), Self.mostRelocations), symbols, elf)
        }
    }

    private mutating func read(
        _ data: UnsafeMutablePointer<Elf_Data>, count: Int, _ symbols: OpaquePointer, _ elf: OpaquePointer
    ) {
        var header = GElf_Shdr()
        guard gelf_getshdr(symbols, &header) != nil, header.sh_type == UInt32(SHT_DYNSYM),
            let symbolData = elf_getdata(symbols, nil)
        else { return }
        for index in 0..<count {
            var relocation = GElf_Rela()
            var symbol = GElf_Sym()
            guard gelf_getrela(data, Int32(index), &relocation) != nil else { return }
            let kind = Int32(truncatingIfNeeded: relocation.r_info)
            guard kind == R_X86_64_JUMP_SLOT || kind == R_X86_64_GLOB_DAT,
                gelf_getsym(symbolData, Int32(truncatingIfNeeded: relocation.r_info >> 32), &symbol) != nil,
                let name = elf_strptr(elf, Int(header.sh_link), Int(symbol.st_name)), name[0] != 0
            else { continue }
            names[relocation.r_offset] = UnsafePointer(name)
        }
    }

    /// - Parameter word: an address in memory.
    func name(ofWordAt word: UInt64) -> String? { names[word &- bias].map { Demangler.displayName($0) } }
}
