import CElfutils
import ProgramModel

/// A thread-local variable: the same place in every thread's own copy of its module's data.
struct ThreadLocalVariable {
    var module: LoadedModule
    /// Bytes from the start of the module's block.
    var offset: UInt64
    var type: DebugEntry?
    var size: UInt64?
}

/// How a thread finds its copy of a module's thread-local data (ELF Handling For Thread-Local Storage, variant II).
enum ThreadLocalBlock {
    /// So many bytes from where FS points to: the program's own, which the linker has placed.
    case fixed(Int64)
    /// By its number in the thread's vector of blocks, whose address lies 8 bytes after where FS points to.
    case dynamic(module: UInt64)

    /// Bytes of an entry of that vector.
    static let entrySize: UInt64 = 16
    /// An entry whose block no access has yet made.
    static let unallocated = UInt64.max
}

extension ProgramImage {
    /// nil when there is no thread-local variable of that name.
    func threadLocal(_ name: SymbolName, column: Int) throws(ExpressionError) -> ThreadLocalVariable? {
        for module in try modules(for: name, column: column) {
            if module.bias != nil, let found = describedThreadLocal(name, in: module) { return found }
            if let symbol = symbols(name, in: module).first(where: { $0.kind == .threadLocal }) {
                return ThreadLocalVariable(
                    module: module, offset: symbol.address, type: declaredType(name, in: module),
                    size: symbol.size == 0 ? nil : symbol.size)
            }
        }
        return nil
    }

    private func describedThreadLocal(_ name: SymbolName, in module: LoadedModule) -> ThreadLocalVariable? {
        var candidates = entries(of: name, in: module).filter { $0.kind == .variable }.map(\.entry)
        if candidates.isEmpty, let last = name.components.last, name.components.count > 1 {
            var function = name
            function.components.removeLast()
            candidates = entries(of: function, in: module).filter { $0.kind == .function }
                .flatMap { LocalVariables(of: $0.entry).all }.filter { $0.name == last }
        }
        for variable in candidates {
            if let offset = variable.threadLocalOffset {
                return ThreadLocalVariable(module: module, offset: offset, type: variable.type)
            }
        }
        return nil
    }

    /// nil when the C library does not say.
    func threadLocalBlock(of module: LoadedModule) -> ThreadLocalBlock? {
        if module === main { return module.threadLocalBlockSize.map { .fixed(-Int64(clamping: $0)) } }
        guard let map = linkMap(of: module), let offset = threadDebugOffset("_thread_db_link_map_l_tls_modid"),
            let number = memory.readNumber(map &+ offset, byteCount: 8), number > 0, number < 1 << 20
        else { return nil }
        return .dynamic(module: number)
    }

    /// The dynamic linker's record of a module (link.h, struct link_map), found through the program's DT_DEBUG entry.
    private func linkMap(of module: LoadedModule) -> UInt64? {
        guard var entry = main?.dynamicSection else { return nil }
        var debug: UInt64?
        for _ in 0..<256 {
            guard let tag = memory.readNumber(entry, byteCount: 8), tag != 0 else { break }
            if tag == UInt64(DT_DEBUG) {
                debug = memory.readNumber(entry &+ 8, byteCount: 8)
                break
            }
            entry &+= 16
        }
        guard let debug, debug != 0, var map = memory.readNumber(debug &+ 8, byteCount: 8) else { return nil }
        for _ in 0..<4096 where map != 0 {
            guard let dynamic = memory.readNumber(map &+ 16, byteCount: 8),
                let next = memory.readNumber(map &+ 24, byteCount: 8)
            else { return nil }
            if module.range.contains(dynamic) { return map }
            map = next
        }
        return nil
    }

    /// Where a field lies in one of the C library's own structures, as it tells libthread_db: three words, of which the
    /// last is the offset (glibc, nptl_db/db_info.c).
    private func threadDebugOffset(_ name: String) -> UInt64? {
        for module in modules {
            guard let symbol = module.symbol(named: name) ?? module.symbol(named: name + "@@GLIBC_PRIVATE") else {
                continue
            }
            return memory.readNumber(symbol.address &+ 8, byteCount: 4)
        }
        return nil
    }
}

extension LoadedModule {
    /// Bytes from the start of the program's thread-local block to where FS points to.
    fileprivate var threadLocalBlockSize: UInt64? {
        header(PT_TLS).map { header, _ in
            let alignment = max(1, header.p_align)
            return (header.p_memsz &+ alignment - 1) / alignment * alignment
        }
    }

    /// Where the dynamic section lies in memory.
    fileprivate var dynamicSection: UInt64? { header(PT_DYNAMIC).map { $0.p_vaddr &+ $1 } }

    private func header(_ type: Int32) -> (GElf_Phdr, bias: UInt64)? {
        var bias: GElf_Addr = 0
        guard let elf = dwfl_module_getelf(handle, &bias) else { return nil }
        var count = 0
        guard elf_getphdrnum(elf, &count) == 0 else { return nil }
        for index in 0..<count {
            var header = GElf_Phdr()
            if gelf_getphdr(elf, Int32(index), &header) != nil, header.p_type == UInt32(type) { return (header, bias) }
        }
        return nil
    }
}

extension DebugEntry {
    /// The constant before `DW_OP_form_tls_address`: bytes from the start of the module's block.
    fileprivate var threadLocalOffset: UInt64? {
        guard case .threadLocal = variablePlace, let location = attribute(DW_AT_location) else { return nil }
        var attribute = location.attribute
        var operations: UnsafeMutablePointer<Dwarf_Op>?
        var count = 0
        guard dwarf_getlocation(&attribute, &operations, &count) == 0, let operations, count >= 2 else { return nil }
        switch Int(operations[0].atom) {
        case DW_OP_const1u...DW_OP_consts, DW_OP_addr: return operations[0].number
        case DW_OP_lit0...DW_OP_lit31: return UInt64(Int(operations[0].atom) - DW_OP_lit0)
        case DW_OP_constx, DW_OP_GNU_const_index, DW_OP_addrx, DW_OP_GNU_addr_index:
            var result = Dwarf_Attribute()
            guard dwarf_getlocation_attr(&attribute, operations, &result) == 0 else { return nil }
            var address: Dwarf_Addr = 0
            return DebugAttribute(result).unsigned ?? (dwarf_formaddr(&result, &address) == 0 ? address : nil)
        default: return nil
        }
    }
}
