/// Floating-point numbers in the formats of x86-64, as the shortest text that reads back as the same number.
enum FloatingPointText {
    /// - Parameter name: the type's; it tells formats of one size apart.
    /// - Returns: nil for a size that no format has.
    static func text(_ bits: UInt128, byteCount: Int, name: String) -> String? {
        switch byteCount {
        case 2 where name.contains("bf16") || name.contains("bfloat"):
            Float(bitPattern: UInt32(truncatingIfNeeded: bits) << 16).description
        case 2: Float16(bitPattern: UInt16(truncatingIfNeeded: bits)).description
        case 4: Float(bitPattern: UInt32(truncatingIfNeeded: bits)).description
        case 8: Double(bitPattern: UInt64(truncatingIfNeeded: bits)).description
        case 16 where name.contains("128"): quadruple(bits).description
        case 10, 12, 16: extended(bits).description
        default: nil
        }
    }

    /// The x87 format: 80 bits, padded to 12 or 16 bytes. Made from its parts, as there is no bit pattern initializer.
    private static func extended(_ bits: UInt128) -> Float80 {
        Float80(
            sign: bits >> 79 & 1 == 1 ? .minus : .plus,
            exponentBitPattern: UInt(truncatingIfNeeded: bits >> 64) & 0x7FFF,
            significandBitPattern: UInt64(truncatingIfNeeded: bits) & (1 << 63 - 1))
    }

    /// IEEE binary128 has the exponent of the x87 format and 49 bits more of the fraction, which are left off.
    private static func quadruple(_ bits: UInt128) -> Float80 {
        let exponent = UInt(truncatingIfNeeded: bits >> 112) & 0x7FFF
        let fraction = bits & (1 << 112 - 1)
        var significand = UInt64(truncatingIfNeeded: fraction >> 49)
        // What is no number must not become infinity.
        if exponent == 0x7FFF, fraction != 0 { significand |= 1 << 62 }
        return Float80(
            sign: bits >> 127 == 1 ? .minus : .plus, exponentBitPattern: exponent, significandBitPattern: significand)
    }
}
