package import Session

/// A finished recording's hits, by their place in it.
package final class RecordingArchive: HitArchive {
    private let reader: RecordingReader

    package init(_ reader: RecordingReader) { self.reader = reader }

    package var ordinals: Range<Int> { reader.goneCount..<max(reader.goneCount, reader.hitCount) }
    package var isOpen: Bool { false }

    package func hit(at ordinal: Int) -> Hit? { reader.hit(at: ordinal) }

    package func hits(from ordinal: Int, count: Int) -> [Hit] { reader.hits(from: ordinal, count: count) }
}

extension RecordingReader {
    /// A single hit; its block's checksum is not looked at. nil when it is not there or cannot be read.
    package func hit(at ordinal: Int) -> Hit? { hits(from: ordinal, count: 1).first }

    /// Hits from an ordinal on, as many as are asked for; fewer, or none, where they cannot be read.
    package func hits(from ordinal: Int, count: Int) -> [Hit] {
        var hits: [Hit] = []
        hits.reserveCapacity(count)
        while hits.count < count, let block = block(of: ordinal + hits.count) {
            let index = ordinal + hits.count - block.position
            let wanted = min(count - hits.count, block.hitCount - index)
            let offset = block.offset + UInt64(RecordingFrame.byteCount + index * Hit.byteCount)
            guard let payload = bytes.read(at: offset, count: wanted * Hit.byteCount),
                let some = RecordingCursor.hits(payload)
            else { break }
            hits += some
        }
        return hits
    }

    private func block(of ordinal: Int) -> Block? {
        var (low, high) = (0, hitBlocks.count)
        while low < high {
            let middle = (low + high) / 2
            if hitBlocks[middle].position <= ordinal { low = middle + 1 } else { high = middle }
        }
        guard low > 0, ordinal - hitBlocks[low - 1].position < hitBlocks[low - 1].hitCount else { return nil }
        return hitBlocks[low - 1]
    }
}
