import CElfutils

/// What entries of the debugging information have in common when they share an abbreviation (DWARF 5, 7.5.3): asked of
/// libdw once for each, and not for each entry. There are some hundred abbreviations to a hundred thousand entries.
struct AbbreviationCache {
    enum Role: UInt8 {
        case none, namespace, type, variable, function
    }

    struct Facts {
        var role = Role.none
        var isDeclaration = false
        /// Refers to a declaration or an abstract instance, to which its name belongs.
        var completesAnother = false
        var hasChildren = false
    }

    private struct Line {
        var key: UInt = 0
        var facts = Facts()
    }

    /// Direct-mapped: a newer abbreviation takes the place of an older one.
    private var lines: [Line]
    private static let lineCount: UInt = 4096

    init() { lines = Array(repeating: Line(), count: Int(Self.lineCount)) }

    mutating func facts(of entry: DebugEntry) -> Facts {
        guard let abbreviation = entry.die.abbrev else { return Self.read(entry) }
        let key = UInt(bitPattern: abbreviation)
        let index = Int((key >> 4) % Self.lineCount)
        if lines[index].key == key { return lines[index].facts }
        let facts = Self.read(entry)
        lines[index] = Line(key: key, facts: facts)
        return facts
    }

    private static func read(_ entry: DebugEntry) -> Facts {
        var facts = Facts(role: role(ofTag: entry.tag))
        guard facts.role != .none else { return facts }
        facts.isDeclaration = entry.has(DW_AT_declaration)
        facts.completesAnother = entry.has(DW_AT_specification) || entry.has(DW_AT_abstract_origin)
        facts.hasChildren = entry.hasChildren
        return facts
    }

    private static func role(ofTag tag: Int) -> Role {
        switch tag {
        case DW_TAG_namespace, DW_TAG_module: .namespace
        case DW_TAG_structure_type, DW_TAG_class_type, DW_TAG_union_type: .type
        case DW_TAG_variable: .variable
        case DW_TAG_subprogram: .function
        default: .none
        }
    }
}
