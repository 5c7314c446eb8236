import CElfutils

/// A member of a struct, class or union, or a base class.
struct StructMember {
    var entry: DebugEntry
    var type: DebugEntry
    var byteOffset: Int
    var isBase: Bool
    /// Bits of a bit-field; nil for a member that has its bytes for itself.
    var bitCount: Int?
    /// From the first bit of the struct.
    var bitOffset: Int

    var isBitField: Bool { bitCount != nil }

    /// nil for a child that has no place in the struct: a method, a static member, a nested type.
    init?(_ child: DebugEntry) {
        guard child.tag == DW_TAG_member || child.tag == DW_TAG_inheritance, !child.has(DW_AT_declaration),
            !child.has(DW_AT_external), let type = child.type, let offset = child.memberOffset
        else { return nil }
        entry = child
        self.type = type
        byteOffset = offset
        isBase = child.tag == DW_TAG_inheritance
        bitOffset = offset * 8
        guard let bits = child.number(DW_AT_bit_size).flatMap({ Int(exactly: $0) }) else { return }
        bitCount = bits
        if let position = child.number(DW_AT_data_bit_offset).flatMap({ Int(exactly: $0) }) {
            bitOffset = position
        } else if let fromTop = child.number(DW_AT_bit_offset).flatMap({ Int(exactly: $0) }) {
            // DWARF 2 and 3 count from the storage unit's most significant bit.
            let unit = Int(child.number(DW_AT_byte_size) ?? 0)
            bitOffset = offset * 8 + (unit > 0 ? unit : TypeReader.byteCount(of: type)) * 8 - fromTop - bits
        }
    }

    /// The aligned word of the member's type that holds a bit-field: its offset and size in bytes.
    var storage: (byteOffset: Int, byteCount: Int) {
        let size = max(1, TypeReader.byteCount(of: type))
        return (bitOffset / 8 / size * size, size)
    }
}
