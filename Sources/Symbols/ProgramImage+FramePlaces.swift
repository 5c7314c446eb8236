import CElfutils
import ProgramModel

/// The functions at an address of code, those inlined there by themselves.
extension ProgramImage {
    /// The row of the unwind table for an address; nil where there is none.
    func unwindRow(at address: UInt64) -> UnwindRow? {
        frameTables.row(at: address) { module(at: address)?.row(at: address) }
    }

    /// Whether the code is `jmp [rip+…]`, after `endbr64` perhaps, as the linker makes it for functions of others.
    func isLinkageStub(at address: UInt64) -> Bool {
        guard var bytes = module(at: address)?.code(address..<(address &+ 11)) else { return false }
        if bytes.starts(with: [0xF3, 0x0F, 0x1E, 0xFA]) { bytes = bytes.dropFirst(4) }
        if bytes.first == 0xF2 { bytes = bytes.dropFirst() }
        return bytes.starts(with: [0xFF, 0x25]) || bytes.starts(with: [0xFF, 0xA3])
    }

    /// The scopes around an address, innermost first; empty without debugging information.
    func scopes(at address: UInt64) -> CodeScopes? {
        guard let module = module(at: address), let unit = module.unit(at: address), let bias = module.bias else {
            return nil
        }
        return CodeScopes(at: address &- bias, functions: frameTables.functions(of: unit))
    }

    /// Innermost first, never empty; the last is the one that the code belongs to.
    ///
    /// - Parameter query: exact for an instruction at pc; otherwise it ends there.
    func framePlaces(of query: PlaceQuery) -> [FramePlace] {
        frameTables.places(of: query) { findFramePlaces(of: query, byNameAlone: false) }
    }

    /// The same for a caller's frame: in a library whose debugging information is not at hand it has its function's name
    /// alone.
    func callerPlaces(of query: PlaceQuery) -> [FramePlace] {
        if module(at: query.pc)?.isDebugInformationAtHand != false { return framePlaces(of: query) }
        return frameTables.callerPlaces(of: query) { findFramePlaces(of: query, byNameAlone: true) }
    }

    private func findFramePlaces(of query: PlaceQuery, byNameAlone: Bool) -> [FramePlace] {
        guard let module = module(at: query.pc) else { return [FramePlace(place: CodePlace(), isInlined: false)] }
        let address = query.isExact ? query.pc : query.pc &- 1
        var place = CodePlace(module: DisplayText.sanitized(module.name))
        let symbol = module.symbols.function(at: address)
        var found: [FramePlace] = []
        if !byNameAlone, let bias = module.bias, let scopes = scopes(at: address) {
            if let source = sourceLine(of: address) {
                place.file = DisplayText.sanitized(SourcePath.lastComponent(source.path))
                place.line = source.line
            }
            for scope in scopes.all where scope.tag != DW_TAG_lexical_block {
                let isInlined = scope.tag == DW_TAG_inlined_subroutine
                guard isInlined || scope.tag == DW_TAG_subprogram else { continue }
                place.function = scope.displayName(symbol: isInlined ? nil : symbol)
                var start = scope.ranges.first { $0.contains(address &- bias) }.map { $0.lowerBound &+ bias }
                if !isInlined, let symbol { start = symbol.address }
                place.offset = start.flatMap { $0 <= query.pc ? query.pc &- $0 : nil }
                found.append(FramePlace(place: place, isInlined: isInlined))
                (place.file, place.line) = scope.callSite
            }
        }
        if found.isEmpty {
            // A line without a function would be a guess: padding belongs to whatever came before it.
            place.file = nil
            place.line = nil
            place.function = symbol.map { Demangler.displayName($0.nameBytes) }
            place.offset = symbol.map { query.pc &- $0.address }
            found = [FramePlace(place: place, isInlined: false)]
        }
        return found
    }

    /// The source line of an instruction, with the file's path as the debugging information has it.
    func sourceLine(of address: UInt64) -> (path: String, line: Int)? {
        guard let module = module(at: address), let unit = module.unit(at: address), let bias = module.bias else {
            return nil
        }
        var die = unit.skeleton.die
        var number: Int32 = 0
        // Line 0 is code that the compiler made without a source.
        guard let row = dwarf_getsrc_die(&die, address &- bias), dwarf_lineno(row, &number) == 0, number > 0,
            let file = dwarf_linesrc(row, nil, nil)
        else { return nil }
        return (String(cString: file), Int(number))
    }
}

extension DebugEntry {
    /// A function's name for people; nil when it has none.
    ///
    /// - Parameter symbol: the ELF symbol of its code, which has the namespaces where the entry has no linkage name.
    func displayName(symbol: ElfSymbol? = nil) -> String? {
        let linkage =
            attribute(DW_AT_linkage_name)?.string ?? attribute(DW_AT_MIPS_linkage_name)?.string ?? symbol?.nameBytes
        if let linkage, Demangler.isMangled(linkage) { return Demangler.displayName(linkage) }
        return nameBytes.map { DisplayText.sanitized(String(cString: $0)) }
    }

    /// Where an inlined function was called: the last component of the file's path, and the line.
    fileprivate var callSite: (file: String?, line: Int?) {
        guard let line = number(DW_AT_call_line).flatMap({ Int(exactly: $0) }), line > 0,
            let number = number(DW_AT_call_file).flatMap({ Int(exactly: $0) })
        else { return (nil, nil) }
        var die = die
        var unit = Dwarf_Die()
        var files: OpaquePointer?
        var count = 0
        guard dwarf_diecu(&die, &unit, nil, nil) != nil, dwarf_getsrcfiles(&unit, &files, &count) == 0,
            number < count, let path = dwarf_filesrc(files, number, nil, nil)
        else { return (nil, line) }
        return (DisplayText.sanitized(SourcePath.lastComponent(String(cString: path))), line)
    }
}
