/// The parts of a value one after the other: those with bits of their own after a comma, another reading of the same
/// bits (in a union) after a bar.
struct PartList {
    private(set) var text = ""
    private(set) var count = 0
    private var last: Range<Int>?

    mutating func append(_ part: String, bits: Range<Int>) {
        if let last { text += last.overlaps(bits) ? " | " : ", " }
        text += part
        last = bits
        count += 1
    }
}
