/// Finds the pointers in some bytes of a value.
struct PointerWalk {
    let window: ByteWindow
    private(set) var addresses: [UInt64] = []
    private var budget = 256

    init(window: ByteWindow) { self.window = window }

    mutating func visit(_ node: ValueNode) {
        guard budget > 0, addresses.count < 16, node.bytes.overlaps(window.range) else { return }
        budget -= 1
        if let parts = node.children(overlapping: window.range, variant: node.variant(in: window), limit: budget) {
            for part in parts { visit(part) }
        } else if case .pointer(_, 8) = node.type, window.covers(node.bytes) {
            let address = window.bits(at: node.start, byteCount: 8)
            // Nothing is named in the first page, or above what a program can have.
            if (0x1000..<1 << 47).contains(address), !addresses.contains(address) { addresses.append(address) }
        }
    }
}
