/// Some bytes of a value: `bytes[0]` lies `start` bytes into it.
struct ByteWindow {
    var bytes: [UInt8]
    var start: Int
    /// Where the whole value starts in memory; nil when it is not known.
    var address: UInt64?

    init(bytes: [UInt8], start: Int, address: UInt64? = nil) {
        self.bytes = bytes
        self.start = start
        self.address = address
    }

    var end: Int { start + bytes.count }
    var range: Range<Int> { start..<end }

    func covers(_ range: Range<Int>) -> Bool { range.lowerBound >= start && range.upperBound <= end }

    /// The bytes as an unsigned little-endian number, at most 16 of them; the range must be covered.
    func wide(at position: Int, byteCount: Int) -> UInt128 {
        var value: UInt128 = 0
        for index in (0..<min(max(byteCount, 0), 16)).reversed() {
            value = value << 8 | UInt128(bytes[position - start + index])
        }
        return value
    }

    func bits(at position: Int, byteCount: Int) -> UInt64 {
        UInt64(truncatingIfNeeded: wide(at: position, byteCount: min(byteCount, 8)))
    }

    /// The bits of a field whose storage starts at `position`; its bytes must be covered.
    func bits(_ field: BitRange, at position: Int) -> UInt128 {
        let value = wide(at: position + field.byteOffset, byteCount: field.byteCount) >> UInt128(field.shift)
        return value & (UInt128.max >> UInt128(128 - field.bitCount))
    }

    /// `0x2a`: the bytes of a covered range as one number, the highest address first. Of very many bytes only the start
    /// is made.
    func hexadecimal(in range: Range<Int>) -> String {
        let parts = bytes[(range.lowerBound - start)..<(range.upperBound - start)].reversed().drop { $0 == 0 }
        guard let first = parts.first else { return "0x0" }
        return parts.dropFirst().prefix(256).reduce("0x" + String(first, radix: 16)) { text, byte in
            text + (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
    }
}
