import CElfutils
import Glibc

/// The named things of a module's debugging information that are seen outside of functions: variables, functions,
/// types with members. One pass over the top levels of all units makes it; the names stay where they are.
final class NameIndex {
    enum Kind { case variable, declaration, function, type }

    struct Entry {
        var entry: DebugEntry
        var nameBytes: UnsafePointer<CChar>
        var kind: Kind
        fileprivate var scope: Int32
        /// Of the module's unit table.
        var unit: Int
        fileprivate var next: Int32
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
    /// The newest entry for a hash of the last component; entries with the same hash are chained.
    private var heads: [UInt64: Int32] = [:]
    /// The scopes of declarations and abstract functions, by the entry's address, for those that refer to them.
    private var scopeOfDeclaration: [UInt: Int32] = [:]
    /// Entries that refer to a declaration, until their unit has been read.
    private var waiting: [(entry: Int, reference: UInt)] = []

    private static let outermost: Int32 = -1
    private static let maximumDepth = 64

    init(units: [CompilationUnit]) {
        for (number, unit) in units.enumerated() {
            visitChildren(of: unit.entry, scope: Self.outermost, unit: number, depth: 0)
            for (entry, reference) in waiting {
                if let scope = scopeOfDeclaration[reference] { entries[entry].scope = scope }
            }
            waiting.removeAll(keepingCapacity: true)
        }
        scopeOfDeclaration = [:]
    }

    /// Everything of this name, with all its components given: `["ns", "counter"]`.
    func find(_ components: [String]) -> [Entry] {
        guard let last = components.last else { return [] }
        var found: [Entry] = []
        last.withCString { name in
            var position = heads[Self.hash(name)] ?? -1
            while position >= 0 {
                let entry = entries[Int(position)]
                if strcmp(entry.nameBytes, name) == 0, matches(entry.scope, components.dropLast()) {
                    found.append(entry)
                }
                position = entry.next
            }
        }
        return found.reversed()
    }

    /// `ns::counter`.
    func qualifiedName(_ entry: Entry) -> String {
        var name = String(cString: entry.nameBytes)
        var scope = entry.scope
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
        switch child.tag {
        case DW_TAG_namespace, DW_TAG_module:
            let inner = add(
                Scope(nameBytes: child.nameBytes, parent: scope, isInline: child.flag(DW_AT_export_symbols)))
            visitChildren(of: child, scope: inner, unit: unit, depth: depth + 1)
        case DW_TAG_structure_type, DW_TAG_class_type, DW_TAG_union_type:
            guard let name = child.nameBytes else { return }
            if !child.has(DW_AT_declaration) { add(child, name, .type, scope, unit) }
            let inner = add(Scope(nameBytes: name, parent: scope, isInline: false))
            visitChildren(of: child, scope: inner, unit: unit, depth: depth + 1)
        case DW_TAG_variable:
            remember(child, scope)
            guard let name = child.nameBytes else { return }
            add(child, name, child.has(DW_AT_declaration) ? .declaration : .variable, scope, unit)
        case DW_TAG_member where child.has(DW_AT_declaration): remember(child, scope)
        case DW_TAG_subprogram:
            remember(child, scope)
            guard !child.has(DW_AT_declaration), let name = child.nameBytes else { return }
            add(child, name, .function, scope, unit)
        default: break
        }
    }

    private func remember(_ child: DebugEntry, _ scope: Int32) {
        guard scope >= 0 else { return }
        scopeOfDeclaration[UInt(bitPattern: child.die.addr)] = scope
    }

    private func add(_ scope: Scope) -> Int32 {
        scopes.append(scope)
        return Int32(scopes.count - 1)
    }

    private func add(
        _ child: DebugEntry, _ name: UnsafePointer<CChar>, _ kind: Kind, _ scope: Int32, _ unit: Int
    ) {
        let hash = Self.hash(name)
        let position = Int32(entries.count)
        entries.append(
            Entry(entry: child, nameBytes: name, kind: kind, scope: scope, unit: unit, next: heads[hash] ?? -1))
        heads[hash] = position
        for reference in [DW_AT_specification, DW_AT_abstract_origin] where child.has(reference) {
            guard var target = child.reference(reference) else { continue }
            // A concrete instance refers to an abstract one, and that perhaps to a declaration in a class.
            if let declaration = target.has(DW_AT_specification) ? target.reference(DW_AT_specification) : nil {
                target = declaration
            }
            waiting.append((Int(position), UInt(bitPattern: target.die.addr)))
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
