/// Text for the clipboard of the terminal, as OSC 52 (xterm's ctlseqs, "Manipulate Selection Data").
///
/// tmux takes the plain form with `set-clipboard on`, and hands the form within its own DCS on to its terminal with
/// `allow-passthrough on`; what it does not take it swallows. So inside tmux both are sent: where both count, the
/// clipboard is set to the same text twice.
package enum ClipboardSequence {
    package static func bytes(for text: String, isInsideTmux: Bool) -> [UInt8] {
        let plain = Array("\u{1B}]52;c;".utf8) + base64(Array(text.utf8)) + [0x07]
        guard isInsideTmux else { return plain }
        // Within the DCS every escape is doubled.
        let doubled = plain.flatMap { $0 == 0x1B ? [0x1B, 0x1B] : [$0] }
        return plain + Array("\u{1B}Ptmux;".utf8) + doubled + Array("\u{1B}\\".utf8)
    }

    private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func base64(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            var bits = 0
            for byte in group { bits = bits << 8 | Int(byte) }
            bits <<= (3 - group.count) * 8
            for place in 0..<4 {
                result.append(place <= group.count ? digits[bits >> (18 - 6 * place) & 63] : UInt8(ascii: "="))
            }
        }
        return result
    }
}
