/// An enumeration's value by name.
enum EnumerationText {
    /// `GREEN`; flags as `READ|WRITE`, with what has no name as a number: `READ|0x80`; else the number.
    ///
    /// - Parameters:
    ///   - number: the value as its type reads it, signed or not.
    ///   - bits: the same, unsigned.
    static func text(number: Int128, bits: UInt64, cases: [ValueType.EnumerationCase]) -> String {
        if let exact = cases.first(where: { Int128($0.value) == number || UInt64(bitPattern: $0.value) == bits }) {
            return DisplayText.sanitized(exact.name)
        }
        // Names that are single bits make the enumeration a set of flags, if no other name speaks against it.
        let flags = cases.filter { UInt64(bitPattern: $0.value).nonzeroBitCount == 1 }
        let known = flags.reduce(UInt64(0)) { $0 | UInt64(bitPattern: $1.value) }
        let isSetOfFlags = flags.count >= 2 && cases.allSatisfy { UInt64(bitPattern: $0.value) & ~known == 0 }
        guard isSetOfFlags, bits & known != 0 else { return String(number) }
        var seen: UInt64 = 0
        var names: [String] = []
        for flag in flags where UInt64(bitPattern: flag.value) & bits & ~seen != 0 {
            seen |= UInt64(bitPattern: flag.value)
            names.append(DisplayText.sanitized(flag.name))
        }
        if bits & ~known != 0 { names.append(NumberText.hexadecimal(bits & ~known)) }
        return names.joined(separator: "|")
    }
}
