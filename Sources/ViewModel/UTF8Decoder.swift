/// Bytes to scalars as they arrive; what is no UTF-8 becomes U+FFFD.
struct UTF8Decoder: Hashable, Sendable {
    private var value: UInt32 = 0
    private var missing = 0
    private var lowest: UInt32 = 0

    /// Bytes of a character have come, and not all of them.
    var isPending: Bool { missing > 0 }

    /// - Returns: whether a character that was begun is broken off by this byte, and the one that ends with it.
    mutating func take(_ byte: UInt8) -> (isBroken: Bool, scalar: Unicode.Scalar?) {
        if missing > 0, byte & 0xC0 == 0x80 {
            value = value << 6 | UInt32(byte & 0x3F)
            missing -= 1
            guard missing == 0 else { return (false, nil) }
            return (false, value >= lowest ? Unicode.Scalar(value) ?? "\u{FFFD}" : "\u{FFFD}")
        }
        let isBroken = flush()
        switch byte {
        case 0..<0x80: return (isBroken, Unicode.Scalar(byte))
        case 0xC2..<0xE0: start(byte & 0x1F, missing: 1, lowest: 0x80)
        case 0xE0..<0xF0: start(byte & 0x0F, missing: 2, lowest: 0x800)
        case 0xF0..<0xF5: start(byte & 0x07, missing: 3, lowest: 0x10000)
        default: return (isBroken, "\u{FFFD}")
        }
        return (isBroken, nil)
    }

    /// Forgets what was begun and will not be ended; whether there was something.
    mutating func flush() -> Bool {
        defer { missing = 0 }
        return missing > 0
    }

    private mutating func start(_ bits: UInt8, missing: Int, lowest: UInt32) {
        value = UInt32(bits)
        self.missing = missing
        self.lowest = lowest
    }
}
