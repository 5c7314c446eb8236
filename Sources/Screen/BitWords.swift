import DebugRegisters

/// A bit of DR7 in words: what it says, and what it would say if it were the other way round.
struct BitWords {
    private let meaning: String
    /// nil for a bit that cannot be flipped.
    private let flipped: String?
    private let short: String?

    init(_ control: ControlRegister, bit: Int) {
        let field = ControlRegister.field(atBit: bit)
        meaning = control.explanation(ofBit: bit)
        guard !field.isFixed else {
            (flipped, short) = (nil, "it cannot be flipped")
            return
        }
        let other = ControlRegister(rawValue: control.rawValue ^ 1 << UInt32(bit))
        flipped = other.meaning(of: field)
        short = field.bits.count > 1 ? "flipped: \(field.digits(in: other.rawValue))" : nil
    }

    /// As much as there is room for; the meaning is never given up for the other.
    func text(width: Int) -> String {
        let candidates = [flipped.map { "\(meaning) · flipped: \($0)" }, short.map { "\(meaning) · \($0)" }]
        return candidates.compactMap { $0 }.first { DisplayWidth.of($0) <= width }
            ?? TextWrap.line(meaning, width: width)
    }
}
