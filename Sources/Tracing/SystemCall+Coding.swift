internal import HitRules

/// The stack is written as one string of hexadecimal digits: thousands of numbers in a list cost milliseconds each way, and a
/// thread that calls without a pause makes a thousand changes a second.
extension SystemCall {
    private enum CodingKeys: String, CodingKey {
        case tid, number, arguments, result, pc, registers, stack
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let stack: [UInt8]
        if let digits = try? values.decode(String.self, forKey: .stack) {
            guard let bytes = Self.bytes(ofHex: digits) else {
                throw DecodingError.dataCorruptedError(
                    forKey: .stack, in: values, debugDescription: "not an even number of hexadecimal digits")
            }
            stack = bytes
        } else {
            // As the first recordings have it.
            stack = try values.decode([UInt8].self, forKey: .stack)
        }
        self.init(
            tid: try values.decode(Int32.self, forKey: .tid), number: try values.decode(UInt64.self, forKey: .number),
            arguments: try values.decode([UInt64].self, forKey: .arguments),
            result: try values.decode(Int64.self, forKey: .result), pc: try values.decode(UInt64.self, forKey: .pc),
            registers: try values.decodeIfPresent(MachineRegisters.self, forKey: .registers), stack: stack)
    }

    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(tid, forKey: .tid)
        try values.encode(number, forKey: .number)
        try values.encode(arguments, forKey: .arguments)
        try values.encode(result, forKey: .result)
        try values.encode(pc, forKey: .pc)
        try values.encodeIfPresent(registers, forKey: .registers)
        try values.encode(Self.hex(of: stack), forKey: .stack)
    }

    private static func hex(of bytes: [UInt8]) -> String {
        String(unsafeUninitializedCapacity: 2 * bytes.count) { buffer in
            for (index, byte) in bytes.enumerated() {
                buffer[2 * index] = digit(byte >> 4)
                buffer[2 * index + 1] = digit(byte & 15)
            }
            return 2 * bytes.count
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 48 + value : 87 + value }

    /// nil when it is no pairs of digits.
    private static func bytes(ofHex text: String) -> [UInt8]? {
        var text = text
        return text.withUTF8 { digits -> [UInt8]? in
            guard digits.count % 2 == 0 else { return nil }
            var bytes: [UInt8] = []
            bytes.reserveCapacity(digits.count / 2)
            for index in stride(from: 0, to: digits.count, by: 2) {
                guard let high = value(digits[index]), let low = value(digits[index + 1]) else { return nil }
                bytes.append(high << 4 | low)
            }
            return bytes
        }
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 48...57: digit - 48
        case 97...102: digit - 87
        default: nil
        }
    }
}
