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
    /// Of the struct; nil when it is not known.
    private var structByteCount: Int?

    var isBitField: Bool { bitCount != nil }

    /// nil for a child that has no place in the struct: a method, a static member, a nested type.
    init?(_ child: DebugEntry, of structure: DebugEntry? = nil) {
        guard child.tag == DW_TAG_member || child.tag == DW_TAG_inheritance, !child.has(DW_AT_declaration),
            !child.has(DW_AT_external), let type = child.type, let offset = child.memberOffset
        else { return nil }
        entry = child
        self.type = type
        byteOffset = offset
        isBase = child.tag == DW_TAG_inheritance
        bitOffset = offset * 8
        guard let bits = child.number(DW_AT_bit_size).flatMap({ Int(exactly: $0) }), bits < 1 << 16 else { return }
        bitCount = bits
        structByteCount = structure.map { TypeReader.byteCount(of: $0) }
        if let position = child.number(DW_AT_data_bit_offset).flatMap({ Int(exactly: $0) }) {
            bitOffset = min(position, 1 << 50)
        } else if let fromTop = child.number(DW_AT_bit_offset).flatMap({ Int64(bitPattern: $0) }) {
            // DWARF 2 and 3 count from the storage unit's most significant bit. Below 0 for a field that reaches over it.
            let unit = Int(clamping: child.number(DW_AT_byte_size) ?? 0)
            let size = unit > 0 ? min(unit, 1 << 20) : TypeReader.byteCount(of: type)
            bitOffset = offset * 8 + size * 8 - Int(max(-1 << 20, min(fromTop, 1 << 20))) - bits
        }
    }

    /// The word of memory that holds a bit-field: its offset and size in bytes. It is the aligned word of the member's
    /// type; for a packed field that reaches over it, or when the struct is smaller, it is the bytes with a bit of it.
    var storage: (byteOffset: Int, byteCount: Int) {
        let size = max(1, TypeReader.byteCount(of: type))
        let start = bitOffset / 8 / size * size
        let end = bitOffset + (bitCount ?? size * 8)
        if end <= (start + size) * 8, start + size <= structByteCount ?? .max { return (start, size) }
        return (bitOffset / 8, max(1, (end + 7) / 8 - bitOffset / 8))
    }
}
