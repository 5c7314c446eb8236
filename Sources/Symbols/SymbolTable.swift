import CElfutils
import Glibc

/// The symbols that a mapped file defines, of `.symtab` where it has one, else of `.dynsym`.
struct SymbolTable {
    /// In the file's order.
    let all: [ElfSymbol]
    /// Symbols of code, by address.
    private let code: [ElfSymbol]

    init(module: OpaquePointer) {
        let count = dwfl_module_getsymtab(module)
        var all: [ElfSymbol] = []
        all.reserveCapacity(Int(max(count, 0)))
        var sections = SectionFlags()
        for index in 0..<max(count, 0) {
            var symbol = GElf_Sym()
            var address: GElf_Addr = 0
            var section: GElf_Word = 0
            var elf: OpaquePointer?
            var bias: Dwarf_Addr = 0
            guard let name = dwfl_module_getsym_info(module, index, &symbol, &address, &section, &elf, &bias),
                name[0] != 0, section != 0, Int(section) < Int(SHN_LORESERVE) || Int(section) > Int(SHN_HIRESERVE),
                let kind = Self.kind(symbol.st_info & 0xF)
            else { continue }
            all.append(
                ElfSymbol(
                    address: kind == .threadLocal ? symbol.st_value : address, size: symbol.st_size, nameBytes: name,
                    kind: kind, isGlobal: Int32(symbol.st_info >> 4) != STB_LOCAL,
                    isCode: sections.isCode(section, in: elf)))
        }
        self.all = all
        code = all.filter { $0.isCode && $0.kind != .threadLocal }.sorted {
            $0.address != $1.address ? $0.address < $1.address : Self.rank($0) < Self.rank($1)
        }
    }

    /// The function that contains an address: within its size, or after one without a size (as assemblers leave them)
    /// and before the next.
    func function(at address: UInt64) -> ElfSymbol? {
        var index = code.partitioningIndex { $0.address > address } - 1
        guard index >= 0 else { return nil }
        let nearest = code[index]
        // A larger function can contain a small label: look a little further back.
        var remaining = 32
        while index >= 0, remaining > 0 {
            let symbol = code[index]
            if symbol.size > 0, address &- symbol.address < symbol.size { return symbol }
            index -= 1
            remaining -= 1
        }
        return nearest.size == 0 ? nearest : nil
    }

    /// Whether a function starts exactly here.
    func hasFunction(startingAt address: UInt64) -> Bool {
        var index = code.partitioningIndex { $0.address >= address }
        while index < code.count, code[index].address == address {
            if code[index].kind == .function || code[index].isGlobal { return true }
            index += 1
        }
        return false
    }

    /// Within equal addresses the last is preferred.
    private static func rank(_ symbol: ElfSymbol) -> Int {
        (symbol.kind == .function ? 2 : 0) + (symbol.isGlobal ? 1 : 0)
    }

    private static func kind(_ type: UInt8) -> ElfSymbol.Kind? {
        switch Int32(type) {
        case STT_OBJECT, STT_COMMON: .object
        case STT_FUNC, STT_GNU_IFUNC: .function
        case STT_NOTYPE: .plain
        case STT_TLS: .threadLocal
        default: nil
        }
    }
}

/// Which sections hold code; a symbol's section counts in the file that the symbol came from.
private struct SectionFlags {
    private var known: [OpaquePointer: [UInt32: Bool]] = [:]

    mutating func isCode(_ section: UInt32, in elf: OpaquePointer?) -> Bool {
        guard let elf else { return false }
        if let answer = known[elf]?[section] { return answer }
        var header = GElf_Shdr()
        let answer =
            elf_getscn(elf, Int(section)).flatMap { gelf_getshdr($0, &header) } != nil
            && header.sh_flags & UInt64(SHF_EXECINSTR) != 0
        known[elf, default: [:]][section] = answer
        return answer
    }
}

extension Array {
    /// The first index whose element meets the condition, where all after it meet it too; `count` when none does.
    func partitioningIndex(_ condition: (Element) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if condition(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
