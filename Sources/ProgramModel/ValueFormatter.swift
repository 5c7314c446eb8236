/// Turns bytes of the traced program into the short text that people read.
package struct ValueFormatter: Hashable, Sendable {
    /// The most characters of a value; what is longer ends in `…`.
    package var width: Int
    /// What lies at addresses; a pointer to one of them is followed by the name: `0x555555558010 <config.limits>`.
    package var names: [UInt64: String]

    package init(width: Int = 60, names: [UInt64: String] = [:]) {
        self.width = width
        self.names = names
    }

    /// The reading of `byteCount` (0…8) bytes, given as an unsigned little-endian number, that lie `offset` bytes into
    /// a value of `type`.
    package func text(bits: UInt64, byteCount: Int, type: ValueType?, offset: Int = 0) -> String {
        text(bytes: Self.bytes(of: bits, byteCount: byteCount), type: type, offset: offset)
    }

    /// The reading of bytes, lowest address first, that lie `offset` bytes into a value of `type`.
    ///
    /// A whole value is read as its type says. Of a larger value the members that these bytes belong to are named:
    /// `.y = 3`, `[2].max = 7`. Bytes of which no type is known, or not enough of them, are a hexadecimal number.
    ///
    /// - Parameter address: where the value starts in memory. With it a `std::string` in its own buffer reads as text.
    package func text(bytes: [UInt8], type: ValueType?, offset: Int = 0, address: UInt64? = nil) -> String {
        guard let (root, window) = Self.root(bytes: bytes, type: type, offset: offset, address: address) else {
            let window = ByteWindow(bytes: bytes, start: 0)
            return cut(window.hexadecimal(in: window.range))
        }
        if window.covers(root.bytes) { return cut(whole(root, in: window)) }
        let pieces = pieces(of: root, in: window)
        return cut(pieces.isEmpty ? window.hexadecimal(in: window.range) : pieces)
    }

    /// The addresses in these bytes that may have a name, each once, at most sixteen: for `SymbolRequest.names`.
    package func pointers(in bytes: [UInt8], type: ValueType?, offset: Int = 0) -> [UInt64] {
        guard let (root, window) = Self.root(bytes: bytes, type: type, offset: offset, address: nil) else { return [] }
        var walk = PointerWalk(window: window)
        walk.visit(root)
        return walk.addresses
    }

    /// The same for 0…8 bytes as a little-endian number.
    package func pointers(bits: UInt64, byteCount: Int, type: ValueType?, offset: Int = 0) -> [UInt64] {
        pointers(in: Self.bytes(of: bits, byteCount: byteCount), type: type, offset: offset)
    }

    /// The value as a whole and the bytes that there are of it; nil when it has no type or they lie outside.
    static func root(bytes: [UInt8], type: ValueType?, offset: Int, address: UInt64?) -> (ValueNode, ByteWindow)? {
        guard let type, !bytes.isEmpty, offset >= 0, offset <= type.byteCount - bytes.count,
            let root = ValueNode(type: type)
        else { return nil }
        return (root, ByteWindow(bytes: bytes, start: offset, address: address))
    }

    /// The lowest 0…8 bytes of a number, lowest first.
    static func bytes(of bits: UInt64, byteCount: Int) -> [UInt8] {
        (0..<min(max(byteCount, 0), 8)).map { UInt8(truncatingIfNeeded: bits >> (8 * UInt64($0))) }
    }

    /// The text, sanitized already, at no more than `width` characters.
    func cut(_ text: String) -> String {
        guard text.utf8.count > width, text.count > width else { return text }
        return String(text.prefix(max(width - 1, 0))) + "…"
    }

    /// Bytes of text beyond which a list is not continued, as it will be cut anyway.
    var budget: Int { min(max(width, 0), 1 << 16) * 4 }
}
