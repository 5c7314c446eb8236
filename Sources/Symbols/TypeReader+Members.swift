import CElfutils
import ProgramModel

extension TypeReader {
    /// The members of a struct in their order, a base class as one member with its name. Left out are members without
    /// data, and what the compiler added (the pointer to virtual functions).
    func members(of structure: DebugEntry, depth: Int) -> [ValueType.Member] {
        var members: [ValueType.Member] = []
        structure.forEachChild { child in
            if child.tag == DW_TAG_variant_part {
                members += variants(of: child, depth: depth)
            } else if let member = StructMember(child, of: structure), !child.has(DW_AT_artificial),
                let read = self.member(member, depth: depth)
            {
                members.append(read)
            }
            return members.count < Self.maximumMembers
        }
        return members
    }

    private func member(_ member: StructMember, depth: Int) -> ValueType.Member? {
        if member.isBitField { return bitField(member, depth: depth) }
        let type = valueType(of: TypePosition(member.type), depth: depth)
        // Rust has members without data as well, such as PhantomData.
        if type.isEmptyClass { return nil }
        return .init(
            name: member.isBase ? name(of: member.type, depth: depth) : Self.name(member.entry),
            byteOffset: member.byteOffset, type: type, isBase: member.isBase)
    }

    /// A member at the word that holds the field; nil for one of no bits, or of no name, which only fills.
    private func bitField(_ member: StructMember, depth: Int) -> ValueType.Member? {
        let name = Self.name(member.entry)
        guard let bits = member.bitCount, bits > 0, member.bitOffset >= 0, !name.isEmpty else { return nil }
        let word = member.storage
        return .init(
            name: name, byteOffset: word.byteOffset,
            type: .bitField(
                of: valueType(of: TypePosition(member.type), depth: depth), byteCount: word.byteCount,
                bitOffset: member.bitOffset - word.byteOffset * 8, bitCount: bits))
    }

    // MARK: Tagged unions

    /// The variants of a Rust enum, each with what tells it from the others.
    private func variants(of part: DebugEntry, depth: Int) -> [ValueType.Member] {
        let tag = part.reference(DW_AT_discr).flatMap { StructMember($0) }
        let tagByteCount = tag.map { Self.byteCount(of: $0.type) } ?? 0
        var members: [ValueType.Member] = []
        part.forEachChild { variant in
            guard variant.tag == DW_TAG_variant else { return true }
            let value = variant.number(DW_AT_discr_value)
            // A list of numbers, or one of more than 64 bits, is not told from the others here.
            let isKnown = value != nil || !variant.has(DW_AT_discr_value) && !variant.has(DW_AT_discr_list)
            for child in variant.children {
                guard let member = StructMember(child, of: part) else { continue }
                let discriminant = tag.map {
                    ValueType.Discriminant(
                        byteOffset: $0.byteOffset, byteCount: isKnown ? tagByteCount : 0, value: value)
                }
                members.append(
                    .init(
                        name: Self.name(child), byteOffset: member.byteOffset,
                        type: valueType(of: TypePosition(member.type), depth: depth), discriminant: discriminant))
            }
            return members.count < Self.maximumMembers
        }
        return members
    }
}
