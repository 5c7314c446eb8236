import CElfutils
import Glibc
import ProgramModel

/// The names of a module's debugging information that `NameIndex` leaves out: typedefs, base types and enumerations, with
/// their enumerators. Made in one pass when a cast or an enumerator is first named.
final class TypeNameIndex {
    struct Entry {
        var entry: DebugEntry
        /// The enumeration of an enumerator.
        var enumeration: DebugEntry?
        fileprivate var nameBytes: UnsafePointer<CChar>
        fileprivate var scope: Int
        fileprivate var next: Int
    }

    /// A namespace, a type, or an enumeration around names.
    private struct Scope {
        var nameBytes: UnsafePointer<CChar>?
        var parent: Int
        /// Need not be written: an inline or anonymous namespace, an enumeration that is no `enum class`.
        var isTransparent: Bool
    }

    private var entries: [Entry] = []
    private var scopes: [Scope] = []
    /// The newest entry for a name's bytes; others are chained.
    private var heads: [String: Int] = [:]

    init(units: [CompilationUnit]) {
        for unit in units { visitChildren(of: unit.entry, scope: -1, depth: 0) }
    }

    /// Types of that name, with all its components given.
    func types(_ components: [String]) -> [DebugEntry] {
        find(components).filter { $0.enumeration == nil }.map(\.entry)
    }

    func enumerators(_ components: [String]) -> [Entry] { find(components).filter { $0.enumeration != nil } }

    private func find(_ components: [String]) -> [Entry] {
        guard let last = components.last else { return [] }
        var found: [Entry] = []
        var position = heads[last] ?? -1
        while position >= 0 {
            let entry = entries[position]
            if matches(entry.scope, components.dropLast()) { found.append(entry) }
            position = entry.next
        }
        return found.reversed()
    }

    private func matches(_ scope: Int, _ components: ArraySlice<String>) -> Bool {
        var scope = scope
        var components = components
        while scope >= 0 {
            let part = scopes[scope]
            if let wanted = components.last, let name = part.nameBytes, strcmp(name, wanted) == 0 {
                components.removeLast()
            } else if !part.isTransparent {
                return false
            }
            scope = part.parent
        }
        return components.isEmpty
    }

    // MARK: Reading

    private func visitChildren(of parent: DebugEntry, scope: Int, depth: Int) {
        guard depth < 64 else { return }
        parent.forEachChild { child in
            visit(child, scope: scope, depth: depth)
            return true
        }
    }

    private func visit(_ child: DebugEntry, scope: Int, depth: Int) {
        switch child.tag {
        case DW_TAG_namespace, DW_TAG_module:
            let isTransparent = child.flag(DW_AT_export_symbols) || child.nameBytes == nil
            visitChildren(of: child, scope: add(scope, child, isTransparent: isTransparent), depth: depth + 1)
        case DW_TAG_structure_type, DW_TAG_class_type, DW_TAG_union_type:
            visitChildren(
                of: child, scope: add(scope, child, isTransparent: child.nameBytes == nil), depth: depth + 1)
        case DW_TAG_typedef, DW_TAG_base_type:
            add(child, nil, scope)
        case DW_TAG_enumeration_type:
            if !child.has(DW_AT_declaration) { add(child, nil, scope) }
            let inner = add(scope, child, isTransparent: !child.flag(DW_AT_enum_class))
            child.forEachChild { enumerator in
                if enumerator.tag == DW_TAG_enumerator { add(enumerator, child, inner) }
                return true
            }
        default: break
        }
    }

    private func add(_ parent: Int, _ entry: DebugEntry, isTransparent: Bool) -> Int {
        scopes.append(Scope(nameBytes: entry.nameBytes, parent: parent, isTransparent: isTransparent))
        return scopes.count - 1
    }

    private func add(_ entry: DebugEntry, _ enumeration: DebugEntry?, _ scope: Int) {
        guard let name = entry.nameBytes else { return }
        let key = String(cString: name)
        entries.append(
            Entry(entry: entry, enumeration: enumeration, nameBytes: name, scope: scope, next: heads[key] ?? -1))
        heads[key] = entries.count - 1
    }
}

extension ProgramImage {
    /// A type by its name: in the program before its libraries.
    func typeEntry(_ name: SymbolName, keyword: String?) -> DebugEntry? {
        let tags: Set<Int>? =
            switch keyword {
            case "struct", "class": [DW_TAG_structure_type, DW_TAG_class_type]
            case "union": [DW_TAG_union_type]
            case "enum": [DW_TAG_enumeration_type]
            default: nil
            }
        for module in modulesWithTypes(name) {
            let found =
                module.names.find(name.components).filter { $0.kind == .type }.map(\.entry)
                + module.typeNames.types(name.components)
            if let entry = found.first(where: { tags?.contains($0.tag) ?? true }) { return entry }
        }
        return nil
    }

    /// An enumerator by its name, with its value and its enumeration.
    func enumerator(_ name: SymbolName) -> (value: Int64, enumeration: DebugEntry)? {
        for module in modulesWithTypes(name) {
            for found in module.typeNames.enumerators(name.components) {
                guard let attribute = found.entry.attribute(DW_AT_const_value), let enumeration = found.enumeration
                else { continue }
                let isSigned = attribute.form == DW_FORM_sdata || attribute.form == DW_FORM_implicit_const
                let value = isSigned ? attribute.signed : attribute.unsigned.map { Int64(bitPattern: $0) }
                if let value { return (value, enumeration) }
            }
        }
        return nil
    }

    private func modulesWithTypes(_ name: SymbolName) -> [LoadedModule] {
        let all = (main.map { [$0] } ?? []) + modules.filter { $0 !== main }
        return all.filter { module in
            module.bias != nil && (name.module.map { module.name == $0 || module.name.hasPrefix($0 + ".") } ?? true)
        }
    }
}
