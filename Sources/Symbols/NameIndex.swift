import CElfutils
import Glibc

/// The named things of a module's debugging information that are seen outside of functions: variables, functions,
/// types with members. One pass over the top levels of all units makes it; the names stay where they are.
///
/// The pass decides how soon a large program is armed, so it asks each entry as little as it can. Where an entry that
/// completes a declaration belongs (`int Class::counter;`) is found out when its name is asked for.
final class NameIndex {
    enum Kind { case variable, declaration, function, type }

    struct Entry {
        var entry: DebugEntry
        var nameBytes: UnsafePointer<CChar>
        var kind: Kind
        fileprivate var scope: Int32
        /// Of the module's unit table.
        var unit: Int
        fileprivate var hash: UInt64
        fileprivate var next: Int32 = -1
    }

    /// A namespace or a type around names.
    private struct Scope {
        var nameBytes: UnsafePointer<CChar>?
        var parent: Int32
        /// An inline namespace need not be written.
        var isInline: Bool
    }

    private(set) var entries: [Entry] = []
    private var scopes: [Scope] = []
    /// The first entry for the low bits of a name's hash; entries in one bucket are chained. A power of two of them.
    private var buckets: [Int32] = []
    private var abbreviations = AbbreviationCache()
    /// The scopes of entries that belong where their declaration stands, as far as they have been asked for.
    private var scopeOfCompletion: [Int32: Int32] = [:]

    private static let outermost: Int32 = -1
    /// Where the entry's declaration stands; not looked for yet.
    private static let atDeclaration: Int32 = -2
    private static let maximumDepth = 64

    init(units: [CompilationUnit]) {
        for (number, unit) in units.enumerated() {
            visitChildren(of: unit.entry, scope: Self.outermost, unit: number, depth: 0)
        }
        chain()
    }

    /// Everything of this name, with all its components given: `["ns", "counter"]`.
    func find(_ components: [String]) -> [Entry] {
        guard let last = components.last, !entries.isEmpty else { return [] }
        var found: [Entry] = []
        last.withCString { name in
            let hash = Self.hash(name)
            var position = buckets[Int(hash & UInt64(buckets.count - 1))]
            while position >= 0 {
                let entry = entries[Int(position)]
                if entry.hash == hash, strcmp(entry.nameBytes, name) == 0,
                    matches(scope(of: position), components.dropLast())
                {
                    found.append(entry)
                }
                position = entry.next
            }
        }
        return found
    }

    /// `ns::counter` for every entry that is wanted: for suggestions, which may take their time.
    func qualifiedNames(where isWanted: (Entry) -> Bool) -> [(entry: Entry, name: String)] {
        let wanted = entries.indices.filter { isWanted(entries[$0]) }
        findDeclarations(of: wanted)
        return wanted.map { (entries[$0], qualifiedName(Int32($0))) }
    }

    private func qualifiedName(_ position: Int32) -> String {
        var name = String(cString: entries[Int(position)].nameBytes)
        var scope = scope(of: position)
        while scope >= 0 {
            let part = scopes[Int(scope)]
            if !part.isInline {
                name = (part.nameBytes.map { String(cString: $0) } ?? Self.anonymous) + "::" + name
            }
            scope = part.parent
        }
        return name
    }

    // MARK: Reading

    private func visitChildren(of parent: DebugEntry, scope: Int32, unit: Int, depth: Int) {
        guard depth < Self.maximumDepth else { return }
        parent.forEachChild { child in
            visit(child, scope: scope, unit: unit, depth: depth)
            return true
        }
    }

    private func visit(_ child: DebugEntry, scope: Int32, unit: Int, depth: Int) {
        let facts = abbreviations.facts(of: child)
        switch facts.role {
        case .none: return
        case .namespace:
            let inner = add(
                Scope(nameBytes: child.nameBytes, parent: scope, isInline: child.flag(DW_AT_export_symbols)))
            visitChildren(of: child, scope: inner, unit: unit, depth: depth + 1)
        case .type:
            guard let name = child.nameBytes else { return }
            if !facts.isDeclaration { add(child, name, .type, scope, unit) }
            guard facts.hasChildren else { return }
            let inner = add(Scope(nameBytes: name, parent: scope, isInline: false))
            visitChildren(of: child, scope: inner, unit: unit, depth: depth + 1)
        case .variable:
            guard let name = child.nameBytes else { return }
            let place = facts.completesAnother ? Self.atDeclaration : scope
            add(child, name, facts.isDeclaration ? .declaration : .variable, place, unit)
        case .function:
            guard !facts.isDeclaration, let name = child.nameBytes else { return }
            add(child, name, .function, facts.completesAnother ? Self.atDeclaration : scope, unit)
        }
    }

    private func add(_ scope: Scope) -> Int32 {
        scopes.append(scope)
        return Int32(scopes.count - 1)
    }

    private func add(
        _ child: DebugEntry, _ name: UnsafePointer<CChar>, _ kind: Kind, _ scope: Int32, _ unit: Int
    ) {
        entries.append(
            Entry(entry: child, nameBytes: name, kind: kind, scope: scope, unit: unit, hash: Self.hash(name)))
    }

    private func chain() {
        var count = 64
        while count < entries.count { count *= 2 }
        buckets = Array(repeating: -1, count: count)
        // From the last to the first, so that each chain is in the order of the units.
        for position in entries.indices.reversed() {
            let bucket = Int(entries[position].hash & UInt64(count - 1))
            entries[position].next = buckets[bucket]
            buckets[bucket] = Int32(position)
        }
    }

    // MARK: Declarations elsewhere

    private func scope(of position: Int32) -> Int32 {
        let scope = entries[Int(position)].scope
        guard scope == Self.atDeclaration else { return scope }
        if let known = scopeOfCompletion[position] { return known }
        let found = declaration(of: entries[Int(position)].entry).map { declaredScope($0) } ?? Self.outermost
        scopeOfCompletion[position] = found
        return found
    }

    /// What an entry completes: a concrete instance refers to an abstract one, and that perhaps to a declaration in a
    /// class.
    private func declaration(of entry: DebugEntry) -> DebugEntry? {
        for reference in [DW_AT_specification, DW_AT_abstract_origin] where entry.has(reference) {
            guard let target = entry.reference(reference) else { continue }
            return target.has(DW_AT_specification) ? target.reference(DW_AT_specification) : target
        }
        return nil
    }

    /// The scopes around a declaration, by a walk through its unit.
    private func declaredScope(_ declaration: DebugEntry) -> Int32 {
        declaration.enclosingEntries.reversed().reduce(Self.outermost) { outer, entry in
            switch entry.tag {
            case DW_TAG_namespace, DW_TAG_module:
                add(Scope(nameBytes: entry.nameBytes, parent: outer, isInline: entry.flag(DW_AT_export_symbols)))
            case DW_TAG_structure_type, DW_TAG_class_type, DW_TAG_union_type:
                add(Scope(nameBytes: entry.nameBytes, parent: outer, isInline: false))
            default: outer
            }
        }
    }

    /// The same for many at once: one walk through each unit in place of one for each entry.
    private func findDeclarations(of positions: [Int]) {
        var wanted: [UInt: [Int32]] = [:]
        var units: [UInt: DebugEntry] = [:]
        for position in positions where entries[position].scope == Self.atDeclaration {
            guard scopeOfCompletion[Int32(position)] == nil, let target = declaration(of: entries[position].entry),
                let unit = target.unit
            else { continue }
            wanted[UInt(bitPattern: target.die.addr), default: []].append(Int32(position))
            units[UInt(bitPattern: unit.die.addr)] = unit
        }
        for unit in units.values { findDeclarations(wanted, under: unit, scope: Self.outermost, depth: 0) }
    }

    private func findDeclarations(_ wanted: [UInt: [Int32]], under parent: DebugEntry, scope: Int32, depth: Int) {
        guard depth < Self.maximumDepth else { return }
        parent.forEachChild { child in
            for position in wanted[UInt(bitPattern: child.die.addr)] ?? [] { scopeOfCompletion[position] = scope }
            let role = abbreviations.facts(of: child).role
            guard role == .namespace || role == .type else { return true }
            let inner = add(
                Scope(
                    nameBytes: child.nameBytes, parent: scope,
                    isInline: role == .namespace && child.flag(DW_AT_export_symbols)))
            findDeclarations(wanted, under: child, scope: inner, depth: depth + 1)
            return true
        }
    }

    // MARK: Matching

    private static let anonymous = "(anonymous namespace)"

    private func matches(_ scope: Int32, _ components: ArraySlice<String>) -> Bool {
        var scope = scope
        var components = components
        while scope >= 0 {
            let part = scopes[Int(scope)]
            let name = part.nameBytes.map { String(cString: $0) } ?? Self.anonymous
            if components.last == name {
                components.removeLast()
            } else if !part.isInline && part.nameBytes != nil {
                return false
            }
            scope = part.parent
        }
        return components.isEmpty
    }

    /// FNV-1a.
    private static func hash(_ name: UnsafePointer<CChar>) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        var position = name
        while position.pointee != 0 {
            hash = (hash ^ UInt64(UInt8(bitPattern: position.pointee))) &* 0x100_0000_01B3
            position += 1
        }
        return hash
    }
}
