/// Characters of several scalars that the output holds, each kept once.
struct OutputClusters: Hashable, Sendable {
    private var texts: [String] = []
    private var numbers: [String: UInt32] = [:]

    /// Marks beyond these stay away.
    private static let limit = 4096
    private static let scalarLimit = 4

    /// A cell's content with a mark more; nil where it can have none.
    mutating func joining(_ content: UInt32, with mark: Unicode.Scalar) -> UInt32? {
        var text = ""
        append(content, to: &text)
        guard !text.isEmpty, text.unicodeScalars.count < Self.scalarLimit else { return nil }
        text.unicodeScalars.append(mark)
        guard text.count == 1 else { return nil }
        if let number = numbers[text] { return number }
        guard texts.count < Self.limit else { return nil }
        let number = OutputCell.firstCluster + UInt32(texts.count)
        texts.append(text)
        numbers[text] = number
        return number
    }

    func append(_ content: UInt32, to text: inout String) {
        if content >= OutputCell.firstCluster {
            text += texts[Int(content - OutputCell.firstCluster)]
        } else if content >= 0x20, let scalar = Unicode.Scalar(content) {
            text.unicodeScalars.append(scalar)
        }
    }

    func character(of content: UInt32) -> Character? {
        switch content {
        case OutputCell.continuation: nil
        case OutputCell.filler: " "
        case OutputCell.firstCluster...: texts[Int(content - OutputCell.firstCluster)].first
        default: Unicode.Scalar(content).map { Character($0) }
        }
    }
}
