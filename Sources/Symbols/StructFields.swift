import CElfutils

/// The fields that can be named in a struct: its own, those of anonymous members and those of its base classes.
struct StructFields {
    struct Field {
        var member: StructMember
        /// From the start of the outer struct.
        var byteOffset: Int
        var depth: Int
    }

    private var fields: [(name: String, field: Field)] = []
    /// Base classes whose own fields the debugging information does not tell.
    private(set) var unknownBases: [String] = []

    /// `definition` finds the definition of a class that is only declared in its unit.
    init(of structure: DebugEntry, definition: (DebugEntry) -> DebugEntry?) {
        visit(structure, offset: 0, depth: 0, definition: definition)
    }

    var names: [String] { fields.map(\.name) }

    /// The field of that name; one of a derived class hides one of its base.
    func find(_ name: String) -> Field? {
        fields.filter { $0.name == name }.min { $0.field.depth < $1.field.depth }?.field
    }

    private mutating func visit(
        _ structure: DebugEntry, offset: Int, depth: Int, definition: (DebugEntry) -> DebugEntry?
    ) {
        guard depth < 32 else { return }
        for child in structure.children {
            guard let member = StructMember(child, of: structure) else { continue }
            let position = offset + member.byteOffset
            if !member.isBase, let name = child.name, !name.isEmpty {
                fields.append((name, Field(member: member, byteOffset: position, depth: depth)))
            } else if !member.isBitField {
                let declared = TypeReader.peel(member.type).entry
                let inner = declared.has(DW_AT_declaration) ? definition(declared) ?? declared : declared
                if member.isBase {
                    // A base can be named as well: `object.Base`.
                    if let name = inner.name {
                        fields.append((name, Field(member: member, byteOffset: position, depth: depth)))
                        if inner.has(DW_AT_declaration) { unknownBases.append(name) }
                    }
                }
                visit(inner, offset: position, depth: member.isBase ? depth + 1 : depth, definition: definition)
            }
        }
    }
}
