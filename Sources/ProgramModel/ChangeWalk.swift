/// Compares two readings of some bytes of a value, single value by single value.
struct ChangeWalk {
    let old: ByteWindow
    let new: ByteWindow
    let formatter: ValueFormatter
    private(set) var rows: [ValueChange.Row] = []
    /// The bytes of interest: all, or of many those that changed.
    private let interest: Range<Int>
    /// Values that are still looked at.
    private var budget = 1024

    init(old: ByteWindow, new: ByteWindow, formatter: ValueFormatter) {
        self.old = old
        self.new = new
        self.formatter = formatter
        var interest = old.range
        if interest.count > 64,
            let first = zip(old.bytes, new.bytes).enumerated().first(where: { $1.0 != $1.1 })?.offset,
            let last = old.bytes.indices.last(where: { old.bytes[$0] != new.bytes[$0] })
        {
            interest = old.start + first..<old.start + last + 1
        }
        self.interest = interest
    }

    mutating func visit(_ node: ValueNode) {
        guard budget > 0, node.bytes.overlaps(interest) else { return }
        budget -= 1
        let variants = (node.variant(in: old), node.variant(in: new))
        if let (before, after) = changedVariants(variants) {
            let isWhole = old.covers(node.bytes)
            rows.append(
                .init(
                    path: node.path, old: isWhole ? formatter.cut(formatter.whole(node, in: old)) : before,
                    new: isWhole ? formatter.cut(formatter.whole(node, in: new)) : after, isChanged: true))
            return
        }
        if let parts = node.children(overlapping: interest, variant: variants.1, limit: budget) {
            for part in parts { visit(part) }
        } else {
            appendRow(node)
        }
    }

    /// The names of a tagged union's variants before and after, when it became another.
    private func changedVariants(_ readings: (ValueNode.VariantReading?, ValueNode.VariantReading?)) -> (
        String, String
    )? {
        func name(_ reading: ValueNode.VariantReading?) -> String? {
            switch reading {
            case .active(let member)?: DisplayText.sanitized(member.name)
            case .invalid?: "?"
            case .unknown?, nil: nil
            }
        }
        guard let before = name(readings.0), let after = name(readings.1), before != after else { return nil }
        return (before, after)
    }

    private mutating func appendRow(_ leaf: ValueNode) {
        let isChanged = differ(leaf.bits.clamped(to: old.start * 8..<old.end * 8))
        let before = formatter.reading(of: leaf, in: old)
        let after = formatter.reading(of: leaf, in: new)
        guard isChanged, before.text == after.text else {
            rows.append(
                .init(
                    path: before.path, old: formatter.cut(before.text), new: formatter.cut(after.text),
                    isChanged: isChanged))
            return
        }
        // What reads the same and is not: two NaNs, text after its end.
        let common = leaf.bytes.clamped(to: old.range)
        rows.append(
            .init(
                path: before.path, old: formatter.cut(old.hexadecimal(in: common)),
                new: formatter.cut(new.hexadecimal(in: common)), isChanged: true))
    }

    /// Whether bits, counted from the start of the value, are not the same; they must be covered.
    private func differ(_ bits: Range<Int>) -> Bool {
        guard !bits.isEmpty else { return false }
        for byte in bits.lowerBound / 8..<(bits.upperBound + 7) / 8 {
            var difference = old.bytes[byte - old.start] ^ new.bytes[byte - new.start]
            if byte * 8 < bits.lowerBound { difference &= 0xFF << UInt8(bits.lowerBound - byte * 8) }
            if (byte + 1) * 8 > bits.upperBound { difference &= 0xFF >> UInt8((byte + 1) * 8 - bits.upperBound) }
            if difference != 0 { return true }
        }
        return false
    }

    /// Bits that changed and that no value has: padding, or what shares a word with a bit-field.
    mutating func finish() {
        if old.bytes != new.bytes, !rows.contains(where: \.isChanged) {
            appendBytes(path: rows.isEmpty ? "" : "other bits")
        }
    }

    /// The bytes as one number.
    mutating func appendBytes(path: String) {
        rows.append(
            .init(
                path: path, old: formatter.cut(old.hexadecimal(in: old.range)),
                new: formatter.cut(new.hexadecimal(in: new.range)), isChanged: old.bytes != new.bytes))
    }
}
