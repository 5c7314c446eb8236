import CElfutils
import Glibc

/// A file mapped into the process, with what was read of it so far: each table is made when it is first needed.
final class LoadedModule {
    let handle: OpaquePointer
    /// As the process's memory map has it.
    let path: String
    let range: Range<UInt64>
    let pid: Int32
    /// Whether it is the program itself: its entry lies here.
    let isProgram: Bool

    init(handle: OpaquePointer, path: String, range: Range<UInt64>, pid: Int32, isProgram: Bool) {
        self.handle = handle
        self.path = path
        self.range = range
        self.pid = pid
        self.isProgram = isProgram
    }

    /// As its ELF class says.
    private(set) lazy var mode: MachineMode = {
        var bias: GElf_Addr = 0
        guard let elf = dwfl_module_getelf(handle, &bias) else { return .bits64 }
        return gelf_getclass(elf) == Int32(ELFCLASS32) ? .bits32 : .bits64
    }()

    /// The last component of the path; the vDSO is `[vdso]`.
    var name: String {
        if path.hasPrefix("[vdso") { return "[vdso]" }
        let name = SourcePath.lastComponent(path)
        return name.hasSuffix(ModuleFileFinder.deleted) ? String(name.dropLast(ModuleFileFinder.deleted.count)) : name
    }

    /// Whether the debugging information lies in the file itself, and not in a separate one.
    private(set) lazy var carriesDebugInformation: Bool = {
        var bias: GElf_Addr = 0
        guard let elf = dwfl_module_getelf(handle, &bias) else { return false }
        var names = 0
        guard elf_getshdrstrndx(elf, &names) == 0 else { return false }
        var section: OpaquePointer?
        while let next = elf_nextscn(elf, section) {
            section = next
            var header = GElf_Shdr()
            guard gelf_getshdr(next, &header) != nil, header.sh_type != UInt32(SHT_NOBITS),
                let name = elf_strptr(elf, names, Int(header.sh_name))
            else { continue }
            if strcmp(name, ".debug_info") == 0 || strcmp(name, ".zdebug_info") == 0 { return true }
        }
        return false
    }()

    /// What the debugging information's addresses lack to be those in memory; nil when there is none.
    private(set) lazy var bias: UInt64? = {
        var bias: Dwarf_Addr = 0
        hasLookedForDebugInformation = true
        return dwfl_module_getdwarf(handle, &bias) != nil ? bias : nil
    }()
    private var hasLookedForDebugInformation = false

    /// Whether reading the debugging information costs little. That of the system's libraries lies compressed in files of
    /// its own: for the C library it takes a tenth of a second.
    var isDebugInformationAtHand: Bool { isProgram || hasLookedForDebugInformation || carriesDebugInformation }

    var hasDebugInformation: Bool { bias != nil && !units.units.isEmpty }

    private(set) lazy var symbols = SymbolTable(module: handle)
    lazy var displayNames = DisplayNames(symbols.all)
    private(set) lazy var objects = ObjectTable(symbols.all)
    private(set) lazy var linkageNames = LinkageNames(module: handle)
    private(set) lazy var units = UnitTable(module: handle)
    private(set) lazy var frameExits = findFrameExits()
    private(set) lazy var names = NameIndex(units: bias == nil ? [] : units.units)
    private(set) lazy var typeNames = TypeNameIndex(units: bias == nil ? [] : units.units)

    /// Whether libdwfl could open and understand the file.
    var canBeRead: Bool {
        var bias: GElf_Addr = 0
        return dwfl_module_getelf(handle, &bias) != nil
    }

    /// The compilation unit of an address in memory.
    func unit(at address: UInt64) -> CompilationUnit? {
        bias.flatMap { units.unit(at: address &- $0) }
    }

    /// The first symbol with this linkage name; one that other modules see before one that they do not.
    func symbol(named name: String) -> ElfSymbol? {
        var found: ElfSymbol?
        name.withCString { wanted in
            for symbol in symbols.all where strcmp(symbol.nameBytes, wanted) == 0 {
                if symbol.isGlobal {
                    found = symbol
                    return
                }
                if found == nil { found = symbol }
            }
        }
        return found
    }
}
