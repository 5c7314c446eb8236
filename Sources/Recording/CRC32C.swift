/// The Castagnoli checksum (RFC 3720, appendix B.4), eight bytes at a step.
package enum CRC32C {
    /// The reversed polynomial.
    private static let polynomial: UInt32 = 0x82F6_3B78

    /// Eight tables of 256: the first of a byte, each further one of a byte that so many others follow.
    private static let tables: [UInt32] = {
        var tables = [UInt32](repeating: 0, count: 8 * 256)
        for byte in 0..<256 {
            var value = UInt32(byte)
            for _ in 0..<8 { value = value & 1 == 0 ? value >> 1 : value >> 1 ^ polynomial }
            tables[byte] = value
        }
        for index in 256..<tables.count {
            let before = tables[index - 256]
            tables[index] = before >> 8 ^ tables[Int(before & 0xff)]
        }
        return tables
    }()

    /// - Parameter sum: of the bytes before these, so that pieces give the sum of the whole.
    package static func of(_ bytes: UnsafeRawBufferPointer, after sum: UInt32 = 0) -> UInt32 {
        tables.withUnsafeBufferPointer { tables in
            var value = ~sum
            var at = 0
            while at + 8 <= bytes.count {
                let word =
                    UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self)) ^ UInt64(value)
                value =
                    tables[1792 + Int(word & 0xff)] ^ tables[1536 + Int(word >> 8 & 0xff)]
                    ^ tables[1280 + Int(word >> 16 & 0xff)] ^ tables[1024 + Int(word >> 24 & 0xff)]
                    ^ tables[768 + Int(word >> 32 & 0xff)] ^ tables[512 + Int(word >> 40 & 0xff)]
                    ^ tables[256 + Int(word >> 48 & 0xff)] ^ tables[Int(word >> 56)]
                at += 8
            }
            while at < bytes.count {
                value = value >> 8 ^ tables[Int((value ^ UInt32(bytes[at])) & 0xff)]
                at += 1
            }
            return ~value
        }
    }
}
