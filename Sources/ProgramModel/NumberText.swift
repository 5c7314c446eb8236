/// Numbers as people write them: decimal, or hexadecimal after `0x`.
package enum NumberText {
    /// nil when the text is no number or does not fit in 64 bits.
    package static func unsigned(_ text: some StringProtocol) -> UInt64? {
        let isHexadecimal = text.hasPrefix("0x") || text.hasPrefix("0X")
        let digits = isHexadecimal ? text.dropFirst(2) : text[...]
        // UInt64(_:radix:) would also take a sign.
        guard let first = digits.unicodeScalars.first, first != "+", first != "-" else { return nil }
        return UInt64(digits, radix: isHexadecimal ? 16 : 10)
    }

    /// `0x2a`, without leading zeros.
    package static func hexadecimal(_ value: some BinaryInteger) -> String {
        "0x" + String(value, radix: 16)
    }
}
