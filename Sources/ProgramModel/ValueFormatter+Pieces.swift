extension ValueFormatter {
    /// The parts of a value that some of its bytes belong to, each with its path; empty when they have none.
    func pieces(of root: ValueNode, in window: ByteWindow) -> String {
        var parts = PartList()
        collectPieces(of: root, in: window, into: &parts)
        return parts.text
    }

    private func collectPieces(of node: ValueNode, in window: ByteWindow, into parts: inout PartList) {
        let bytes = node.bytes
        guard bytes.overlaps(window.range), parts.count <= 8 else { return }
        if window.covers(bytes), !node.path.isEmpty, !node.isTransparent {
            parts.append("\(node.path) = \(whole(node, in: window))", bits: node.bits)
            return
        }
        let variant = node.variant(in: window)
        if let children = node.children(overlapping: window.range, variant: variant, limit: 16) {
            if case .active(let member)? = variant {
                let name = DisplayText.sanitized(member.name)
                parts.append(node.path.isEmpty ? name : "\(node.path) = \(name)", bits: 0..<0)
            }
            for child in children { collectPieces(of: child, in: window, into: &parts) }
        } else {
            let (path, text) = reading(of: node, in: window)
            if !path.isEmpty { parts.append("\(path) = \(text)", bits: node.bits) }
        }
    }

    /// A single value of which at least one byte is there. What is there only in part is a hexadecimal number, with its
    /// distance in bytes: `.y+2`; but text reads as text, in part as in whole: `.memo[0…7]`.
    func reading(of leaf: ValueNode, in window: ByteWindow) -> (path: String, text: String) {
        let bytes = leaf.bytes
        if window.covers(bytes) { return (leaf.path, whole(leaf, in: window)) }
        let common = bytes.clamped(to: window.range)
        if case .array(.character(_, let size, _), _) = leaf.type, leaf.type.isText {
            let first = (common.lowerBound - leaf.start + size - 1) / size
            let end = (common.upperBound - leaf.start) / size
            if end - first > 1 {
                let text = string(at: leaf.start + first * size, count: end - first, unit: size, in: window)
                return ("\(leaf.path)[\(first)…\(end - 1)]", text)
            }
            if end - first == 1, common.count == size, case .array(let element, _) = leaf.type,
                let character = ValueNode(type: element, start: leaf.start + first * size)
            {
                return ("\(leaf.path)[\(first)]", whole(character, in: window))
            }
        }
        let skipped = common.lowerBound - bytes.lowerBound
        let path = skipped > 0 && !leaf.path.isEmpty ? "\(leaf.path)+\(skipped)" : leaf.path
        let bits = leaf.bits.clamped(to: common.lowerBound * 8..<common.upperBound * 8)
        if case .bitField = leaf.type, bits.count <= 128,
            let field = BitRange(
                byteCount: common.count, bitOffset: bits.lowerBound - common.lowerBound * 8, bitCount: bits.count)
        {
            return (path, NumberText.hexadecimal(window.bits(field, at: common.lowerBound)))
        }
        return (path, window.hexadecimal(in: common))
    }
}
