import CElfutils

/// A compilation unit.
struct CompilationUnit {
    /// Has the line table and the ranges.
    var skeleton: DebugEntry
    /// Has the names: the same entry, or the one in a split file (`-gsplit-dwarf`).
    var entry: DebugEntry
    /// As it was given to the compiler.
    var nameBytes: UnsafePointer<CChar>?

    /// The folder in which the compiler ran; relative paths start there.
    var compilationFolder: String? { skeleton.attribute(DW_AT_comp_dir)?.string.map { String(cString: $0) } }
}

/// The compilation units of a module and the code that belongs to each. Made from the units' own ranges, since clang
/// and Swift emit no `.debug_aranges`. Addresses are the file's: without the module's bias.
struct UnitTable {
    let units: [CompilationUnit]
    private let ranges: [Span]

    private struct Span {
        var start: UInt64
        var end: UInt64
        var unit: Int
    }

    init(module: OpaquePointer) {
        var units: [CompilationUnit] = []
        var ranges: [Span] = []
        var bias: Dwarf_Addr = 0
        var last: UnsafeMutablePointer<Dwarf_Die>?
        while let next = dwfl_module_nextcu(module, last, &bias) {
            last = next
            let skeleton = DebugEntry(next.pointee)
            for range in skeleton.ranges where range.lowerBound > 0 {
                ranges.append(Span(start: range.lowerBound, end: range.upperBound, unit: units.count))
            }
            let entry = Self.splitEntry(next) ?? skeleton
            // A skeleton leaves the name to the split file.
            units.append(
                CompilationUnit(
                    skeleton: skeleton, entry: entry, nameBytes: skeleton.nameBytes ?? entry.nameBytes))
        }
        ranges.sort { ($0.start, $1.end) < ($1.start, $0.end) }
        self.units = units
        self.ranges = ranges
    }

    func unit(at address: UInt64) -> CompilationUnit? {
        var index = ranges.partitioningIndex { $0.start > address } - 1
        var remaining = 8
        while index >= 0, remaining > 0 {
            if address < ranges[index].end { return units[ranges[index].unit] }
            index -= 1
            remaining -= 1
        }
        return nil
    }

    private static func splitEntry(_ unit: UnsafeMutablePointer<Dwarf_Die>) -> DebugEntry? {
        var kind: UInt8 = 0
        var split = Dwarf_Die()
        guard dwarf_cu_info(unit.pointee.cu, nil, &kind, nil, &split, nil, nil, nil) == 0,
            Int(kind) == DW_UT_skeleton, split.addr != nil
        else { return nil }
        return DebugEntry(split)
    }
}
