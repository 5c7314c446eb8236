import CElfutils
import Glibc
import ProgramModel

extension ProgramImage {
    /// Where an address of code lies. Of a data access only pc is known, and the instruction ends there: so the byte
    /// before it is looked up, unless pc may be the target of a branch that made the access (a call that pushed its
    /// return address): then only the module is sure.
    func place(of query: PlaceQuery) -> CodePlace {
        if let known = places[query] { return known }
        if module(at: query.pc) == nil { refresh() }
        let found = findPlace(of: query)
        places[query] = found
        return found
    }

    private func findPlace(of query: PlaceQuery) -> CodePlace {
        guard let module = module(at: query.pc) else { return CodePlace() }
        var place = CodePlace(module: DisplayText.sanitized(module.name))
        if !query.isExact && module.symbols.hasFunction(startingAt: query.pc) { return place }
        let address = query.isExact ? query.pc : query.pc &- 1
        if let unit = module.unit(at: address), let bias = module.bias {
            describeSource(of: address &- bias, in: unit, place: &place)
            describeFunction(of: address, in: unit, of: module, bias: bias, pc: query.pc, place: &place)
        }
        if place.function == nil, let symbol = module.symbols.function(at: address) {
            place.function = Demangler.displayName(symbol.nameBytes)
            place.offset = query.pc &- symbol.address
        }
        // A line without a function would be a guess: padding belongs to whatever came before it.
        if place.function == nil {
            place.file = nil
            place.line = nil
        }
        return place
    }

    private func describeSource(of address: UInt64, in unit: CompilationUnit, place: inout CodePlace) {
        var die = unit.skeleton.die
        guard let row = dwarf_getsrc_die(&die, address) else { return }
        var number: Int32 = 0
        // Line 0 is code that the compiler made without a source.
        guard dwarf_lineno(row, &number) == 0, number > 0, let file = dwarf_linesrc(row, nil, nil) else { return }
        place.file = DisplayText.sanitized(SourcePath.lastComponent(String(cString: file)))
        place.line = Int(number)
    }

    /// The innermost function, inlined ones too, around an address.
    private func describeFunction(
        of address: UInt64, in unit: CompilationUnit, of module: LoadedModule, bias: UInt64, pc: UInt64,
        place: inout CodePlace
    ) {
        var die = unit.entry.die
        var scopes: UnsafeMutablePointer<Dwarf_Die>?
        let count = dwarf_getscopes(&die, address &- bias, &scopes)
        guard count > 0, let scopes else { return }
        defer { free(scopes) }
        for index in 0..<Int(count) {
            let scope = DebugEntry(scopes[index])
            guard scope.tag == DW_TAG_subprogram || scope.tag == DW_TAG_inlined_subroutine else { continue }
            let start = functionStart(scope, around: address, bias: bias, in: module)
            if let linkage = scope.attribute(DW_AT_linkage_name)?.string
                ?? scope.attribute(DW_AT_MIPS_linkage_name)?.string
            {
                place.function = Demangler.displayName(linkage)
            } else if let name = scope.name {
                place.function = DisplayText.sanitized(name)
            } else {
                continue
            }
            place.offset = start.flatMap { $0 <= pc ? pc &- $0 : nil }
            return
        }
    }

    /// Where the code of a function starts: the symbol says it best, since the ranges of a function in several parts
    /// are in no useful order. An inlined function has no symbol: its part around the address starts it.
    private func functionStart(_ scope: DebugEntry, around address: UInt64, bias: UInt64, in module: LoadedModule)
        -> UInt64?
    {
        if scope.tag == DW_TAG_subprogram, let symbol = module.symbols.function(at: address) { return symbol.address }
        let range = scope.ranges.first { $0.contains(address &- bias) }
        return range.map { $0.lowerBound &+ bias }
    }
}
