/// Text as bytes, appended to without formatting machinery: a batch run writes a line for each of many hits.
struct ByteText {
    private(set) var bytes: [UInt8] = []

    var count: Int { bytes.count }
    var isEmpty: Bool { bytes.isEmpty }

    mutating func reserve(_ count: Int) { bytes.reserveCapacity(count) }
    mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

    mutating func append(_ text: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }
    mutating func append(bytes other: [UInt8]) { bytes.append(contentsOf: other) }
    mutating func append(byte: UInt8) { bytes.append(byte) }

    mutating func append(decimal value: UInt64, width: Int = 1) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var at = 20
            var rest = value
            repeat {
                at -= 1
                digits[at] = UInt8(truncatingIfNeeded: rest % 10) + 48
                rest /= 10
            } while rest > 0 || 20 - at < width
            bytes.append(contentsOf: digits[at...])
        }
    }

    mutating func append(decimal value: Int32) {
        if value < 0 { bytes.append(45) }
        append(decimal: UInt64(value.magnitude))
    }

    /// `0x` and the shortest form.
    mutating func append(hex value: UInt64) {
        bytes.append(48)
        bytes.append(120)
        var shift = max(0, (64 - value.leadingZeroBitCount + 3) / 4 * 4 - 4)
        while shift >= 0 {
            let digit = UInt8(truncatingIfNeeded: value >> UInt64(shift) & 0xf)
            bytes.append(digit < 10 ? 48 + digit : 87 + digit)
            shift -= 4
        }
    }

    /// Nanoseconds as seconds with six decimals.
    mutating func append(seconds nanoseconds: UInt64) {
        append(decimal: nanoseconds / 1_000_000_000)
        bytes.append(46)
        append(decimal: nanoseconds % 1_000_000_000 / 1000, width: 6)
    }

    /// A JSON string with its quotes (RFC 8259, section 7).
    mutating func append(json text: String) {
        bytes.append(34)
        for byte in text.utf8 {
            switch byte {
            case 34, 92:
                bytes.append(92)
                bytes.append(byte)
            case 10: append("\\n")
            case 13: append("\\r")
            case 9: append("\\t")
            case 0..<32, 127:
                append("\\u00")
                let high = byte >> 4
                let low = byte & 0xf
                bytes.append(48 + high)
                bytes.append(low < 10 ? 48 + low : 87 + low)
            default: bytes.append(byte)
            }
        }
        bytes.append(34)
    }
}
