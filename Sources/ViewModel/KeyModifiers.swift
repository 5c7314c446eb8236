/// What is held down with a key that sends no character.
package struct KeyModifiers: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package static let shift = KeyModifiers(rawValue: 1)
    package static let alt = KeyModifiers(rawValue: 2)
    package static let control = KeyModifiers(rawValue: 4)

    /// All there are but none, in the order of xterm's numbers for them: 2 to 8.
    package static var combinations: [KeyModifiers] { (1...7).map { KeyModifiers(rawValue: $0) } }
}

extension KeyPress {
    /// The bytes that xterm sends for a cursor, editing or function key with modifiers: `ESC [ 1 ; m letter` and
    /// `ESC [ n ; m ~` (ctlseqs, "PC-Style Function Keys"), whatever DECCKM says. Other keys send what they send alone.
    package func bytes(with modifiers: KeyModifiers) -> [UInt8] {
        let plain = bytes
        guard !modifiers.isEmpty, plain.count > 2, plain[0] == 0x1B, let final = plain.last else { return plain }
        let number = final == UInt8(ascii: "~") ? Array(plain[2..<plain.count - 1]) : [UInt8(ascii: "1")]
        return [0x1B, 0x5B] + number + Array(";\(modifiers.rawValue + 1)".utf8) + [final]
    }
}
