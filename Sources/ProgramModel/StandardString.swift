/// `std::string` of libstdc++, as its debugging information describes it: a pointer, a length, and a buffer for short
/// texts, whose bytes are the text when the pointer points there.
enum StandardString {
    /// The text of a string that keeps it in its own buffer.
    ///
    /// - Returns: nil when the type is another, when the text lies elsewhere, or when it is not known where the string
    ///   itself lies.
    static func text(of members: [ValueType.Member], at start: Int, in window: ByteWindow) -> String? {
        guard let address = window.address, members.count >= 3, window.covers(start..<start + 32),
            members[0].name == "_M_dataplus", members[0].byteOffset == 0, members[0].type.byteCount == 8,
            members[1].name == "_M_string_length", members[1].byteOffset == 8, members[1].type.byteCount == 8,
            let unit = unitByteCount(of: members[2])
        else { return nil }
        let length = window.bits(at: start + 8, byteCount: 8)
        let buffer = address &+ UInt64(start) &+ 16
        guard window.bits(at: start, byteCount: 8) == buffer, length < UInt64(16 / unit) else { return nil }
        let units = (0..<Int(length)).map { window.bits(at: start + 16 + $0 * unit, byteCount: unit) }
        return CharacterText.string(units, unit)
    }

    /// Bytes of a character in the buffer; nil when the member is no such buffer.
    private static func unitByteCount(of member: ValueType.Member) -> Int? {
        guard member.byteOffset == 16, case .structure(_, _, let readings) = member.type else { return nil }
        for reading in readings where reading.name == "_M_local_buf" {
            if case .array(.character(_, let size, _), _) = reading.type, [1, 2, 4].contains(size) { return size }
        }
        return nil
    }
}
