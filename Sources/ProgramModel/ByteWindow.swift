/// Some bytes of a value: `bytes[0]` lies `start` bytes into it.
struct ByteWindow {
    var bytes: [UInt8]
    var start: Int

    var end: Int { start + bytes.count }

    func covers(_ range: Range<Int>) -> Bool { range.lowerBound >= start && range.upperBound <= end }
    func overlaps(_ range: Range<Int>) -> Bool { range.lowerBound < end && range.upperBound > start }

    /// The bytes as an unsigned little-endian number, at most 16 of them; the range must be covered.
    func wide(at position: Int, byteCount: Int) -> UInt128 {
        var value: UInt128 = 0
        for index in (0..<min(byteCount, 16)).reversed() {
            value = value << 8 | UInt128(bytes[position - start + index])
        }
        return value
    }

    func bits(at position: Int, byteCount: Int) -> UInt64 {
        UInt64(truncatingIfNeeded: wide(at: position, byteCount: min(byteCount, 8)))
    }

    func integer(at position: Int, byteCount: Int, isSigned: Bool) -> String {
        guard (1...16).contains(byteCount) else { return hexadecimal(in: position..<position + byteCount) }
        let value = wide(at: position, byteCount: byteCount)
        guard isSigned else { return String(value) }
        let unused = 128 - 8 * byteCount
        return String(Int128(truncatingIfNeeded: value << UInt128(unused)) >> Int128(unused))
    }

    /// The shortest text that reads back as the same number.
    func floatingPoint(at position: Int, byteCount: Int) -> String {
        let value = wide(at: position, byteCount: byteCount)
        switch byteCount {
        case 2: return Float16(bitPattern: UInt16(truncatingIfNeeded: value)).description
        case 4: return Float(bitPattern: UInt32(truncatingIfNeeded: value)).description
        case 8: return Double(bitPattern: UInt64(truncatingIfNeeded: value)).description
        // The x87 format: 80 bits, padded to 12 or 16 bytes. Made from its parts, as there is no bit pattern initializer.
        case 10, 12, 16:
            let exponent = UInt(truncatingIfNeeded: value >> 64) & 0x7FFF
            let isNegative = (value >> 79) & 1 == 1
            return extended(
                isNegative: isNegative, exponent: exponent, significand: UInt64(truncatingIfNeeded: value)
            ).description
        default: return hexadecimal(in: position..<position + byteCount)
        }
    }

    private func extended(isNegative: Bool, exponent: UInt, significand: UInt64) -> Float80 {
        Float80(
            sign: isNegative ? .minus : .plus, exponentBitPattern: exponent,
            significandBitPattern: significand & (1 << 63 - 1))
    }

    /// `0x2a`: the bytes of a covered range as one number, the highest address first.
    func hexadecimal(in range: Range<Int>) -> String {
        let parts = bytes[(range.lowerBound - start)..<(range.upperBound - start)].reversed().drop { $0 == 0 }
        guard let first = parts.first else { return "0x0" }
        return parts.dropFirst().reduce("0x" + String(first, radix: 16)) { text, byte in
            text + (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
    }
}
