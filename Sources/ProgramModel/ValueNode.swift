/// A part of a value: the whole, a member, an element; with the path that leads to it.
struct ValueNode {
    /// `.limits[2].max`; empty for the whole.
    var path: String
    /// Without wrappers, unless it is transparent.
    var type: ValueType
    /// Bytes from the start of the whole value.
    var start: Int
    /// An anonymous union, or a base class: its members carry the path, it has none itself.
    var isTransparent = false

    /// nil when a broken description puts the part outside of any value.
    init?(path: String = "", type: ValueType, start: Int = 0, isTransparent: Bool = false) {
        guard (0...ValueType.maximumByteCount).contains(start) else { return nil }
        self.path = path
        self.type = isTransparent ? type : type.unwrapped
        self.start = start
        self.isTransparent = isTransparent
    }

    /// The bits that have the value, from the start of the whole: without those that a bit-field's word has besides it,
    /// and without what pads an x87 number.
    var bits: Range<Int> {
        switch type {
        case .bitField(_, let byteCount, let bitOffset, let bitCount):
            guard let field = BitRange(byteCount: byteCount, bitOffset: bitOffset, bitCount: bitCount) else { break }
            let first = (start + field.byteOffset) * 8 + field.shift
            return first..<first + field.bitCount
        case .floatingPoint(let name, let byteCount)
        where byteCount == 12 || byteCount == 16 && !name.contains("128"):
            return start * 8..<(start + 10) * 8
        default: break
        }
        return start * 8..<(start + type.byteCount) * 8
    }

    /// The bytes with at least one of `bits`.
    var bytes: Range<Int> {
        let bits = bits
        return bits.lowerBound / 8..<(bits.upperBound + 7) / 8
    }

    // MARK: Parts

    /// The next smaller parts that have a byte in `range`, at most `limit`; nil for what is read as one value.
    ///
    /// - Parameter variant: what is known of a tagged union's variant; only that one's members are parts then.
    func children(overlapping range: Range<Int>, variant: VariantReading?, limit: Int) -> [ValueNode]? {
        switch type {
        case .structure(_, _, let members) where !members.isEmpty:
            var nodes: [ValueNode] = []
            for member in members where nodes.count < limit {
                if member.discriminant != nil {
                    if case .active(let active)? = variant, member != active { continue }
                    // A variant without members has no values.
                    if case .structure(_, _, let inner) = member.type, inner.isEmpty { continue }
                }
                guard let node = child(member), node.bytes.overlaps(range) else { continue }
                nodes.append(node)
            }
            return nodes
        case .array(let element, let count) where !type.isText && element.byteCount > 0:
            let size = element.byteCount
            let first = max(0, range.lowerBound - start) / size
            let last = min(count, (range.upperBound - start + size - 1) / size)
            guard first < last else { return [] }
            return (first..<min(last, first + limit)).compactMap { index in
                ValueNode(path: "\(path)[\(index)]", type: element, start: start + index * size)
            }
        default: return nil
        }
    }

    private func child(_ member: ValueType.Member) -> ValueNode? {
        let position = start.addingReportingOverflow(member.byteOffset)
        guard !position.overflow else { return nil }
        let isUnnamed = member.isTransparent || member.name.isEmpty
        return ValueNode(
            path: isUnnamed ? path : path + "." + DisplayText.sanitized(member.name), type: member.type,
            start: position.partialValue, isTransparent: member.isTransparent)
    }

    // MARK: Variants

    /// Which variant of a tagged union bytes say that it is.
    enum VariantReading {
        case active(ValueType.Member)
        /// The number stands for no variant.
        case invalid
        /// The number's bytes are not among those given.
        case unknown
    }

    /// nil when the type is no tagged union.
    func variant(in window: ByteWindow) -> VariantReading? {
        guard case .structure(_, _, let members) = type else { return nil }
        var isTagged = false
        var other: ValueType.Member?
        for member in members {
            guard let discriminant = member.discriminant else { continue }
            isTagged = true
            guard (1...8).contains(discriminant.byteCount),
                (0...ValueType.maximumByteCount).contains(discriminant.byteOffset)
            else { return .unknown }
            let first = start + discriminant.byteOffset
            guard window.covers(first..<first + discriminant.byteCount) else { return .unknown }
            guard let value = discriminant.value else {
                other = member
                continue
            }
            let unused = UInt64(64 - 8 * discriminant.byteCount)
            if window.bits(at: first, byteCount: discriminant.byteCount) == (value << unused) >> unused {
                return .active(member)
            }
        }
        return isTagged ? other.map { .active($0) } ?? .invalid : nil
    }
}
