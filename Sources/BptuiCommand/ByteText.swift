import Glibc

/// Text as bytes, appended to without formatting machinery or bounds checks: a batch run writes a line for each of very
/// many hits, and what that costs is taken from the program's own pace when both share a processor.
final class ByteText {
    private var start: UnsafeMutablePointer<UInt8>
    private var room: Int
    private(set) var count = 0

    init(capacity: Int = 1 << 17) {
        room = capacity
        start = .allocate(capacity: capacity)
    }

    deinit { start.deallocate() }

    var isEmpty: Bool { count == 0 }
    var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: start, count: count) }
    var array: [UInt8] { Array(bytes) }

    func removeAll() { count = 0 }

    @inline(__always) private func reserve(_ more: Int) {
        if count + more > room { grow(more) }
    }

    private func grow(_ more: Int) {
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: max(room * 2, count + more))
        larger.update(from: start, count: count)
        start.deallocate()
        start = larger
        room = max(room * 2, count + more)
    }

    @inline(__always) func append(_ text: StaticString) {
        reserve(text.utf8CodeUnitCount)
        memcpy(start + count, text.utf8Start, text.utf8CodeUnitCount)
        count += text.utf8CodeUnitCount
    }

    func append(bytes other: [UInt8]) {
        reserve(other.count)
        other.withUnsafeBufferPointer { buffer in
            if let base = buffer.baseAddress { (start + count).update(from: base, count: buffer.count) }
        }
        count += other.count
    }

    @inline(__always) func append(byte: UInt8) {
        reserve(1)
        start[count] = byte
        count += 1
    }

    func append(decimal value: UInt64, width: Int = 1) {
        reserve(24)
        var digits = 1
        var bound: UInt64 = 10
        while digits < 20, value >= bound {
            digits += 1
            let (next, overflows) = bound.multipliedReportingOverflow(by: 10)
            if overflows {
                if value >= bound { digits = 20 }
                break
            }
            bound = next
        }
        digits = max(digits, width)
        var rest = value
        var at = count + digits
        count = at
        for _ in 0..<digits {
            at -= 1
            start[at] = UInt8(truncatingIfNeeded: rest % 10) &+ 48
            rest /= 10
        }
    }

    func append(decimal value: Int64) {
        if value < 0 { append(byte: 45) }
        append(decimal: value.magnitude)
    }

    func append(decimal value: Int32) { append(decimal: Int64(value)) }

    /// `0x` and the shortest form.
    func append(hex value: UInt64) {
        reserve(18)
        start[count] = 48
        start[count + 1] = 120
        count += 2
        var shift = max(0, (64 - value.leadingZeroBitCount + 3) / 4 * 4 - 4)
        while shift >= 0 {
            let digit = UInt8(truncatingIfNeeded: value >> UInt64(shift) & 0xf)
            start[count] = digit < 10 ? 48 + digit : 87 + digit
            count += 1
            shift -= 4
        }
    }

    /// Nanoseconds as seconds with six decimals.
    func append(seconds nanoseconds: UInt64) {
        append(decimal: nanoseconds / 1_000_000_000)
        append(byte: 46)
        append(decimal: nanoseconds % 1_000_000_000 / 1000, width: 6)
    }

    /// A JSON string with its quotes (RFC 8259, section 7).
    func append(json text: String) {
        append(byte: 34)
        for byte in text.utf8 {
            switch byte {
            case 34, 92:
                append(byte: 92)
                append(byte: byte)
            case 10: append("\\n")
            case 13: append("\\r")
            case 9: append("\\t")
            case 0..<32, 127:
                append("\\u00")
                let low = byte & 0xf
                append(byte: 48 + (byte >> 4))
                append(byte: low < 10 ? 48 + low : 87 + low)
            default: append(byte: byte)
            }
        }
        append(byte: 34)
    }
}
