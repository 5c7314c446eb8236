import CLinuxTracing

/// A set of processors, as an affinity mask has it.
package struct ProcessorSet: Hashable, Sendable {
    private var words = [UInt64](repeating: 0, count: Int(bt_processor_words))

    package init(_ processors: [Int32] = []) {
        for processor in processors where processor >= 0 && processor < Int32(words.count * 64) {
            words[Int(processor / 64)] |= 1 << UInt64(processor % 64)
        }
    }

    package var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }
    package var isEmpty: Bool { words.allSatisfy { $0 == 0 } }
    /// The lowest.
    package var first: Int32? {
        words.firstIndex { $0 != 0 }.map { Int32($0 * 64 + words[$0].trailingZeroBitCount) }
    }

    package func contains(_ processor: Int32) -> Bool {
        processor >= 0 && processor < Int32(words.count * 64)
            && words[Int(processor / 64)] & 1 << UInt64(processor % 64) != 0
    }

    package func intersection(_ other: ProcessorSet) -> ProcessorSet {
        var result = self
        for index in words.indices { result.words[index] &= other.words[index] }
        return result
    }

    // MARK: Of threads; 0 is the calling one

    /// Where a thread may run, processors that are switched off included; nil when it is gone.
    package init?(allowedTo tid: Int32) {
        guard bt_allowed_processors(tid, &words) >= 0, !isEmpty else { return nil }
    }

    /// Where a thread may run now; nil when it is gone.
    package init?(of tid: Int32) {
        guard bt_processors(tid, &words) >= 0 else { return nil }
    }

    /// - Returns: 0 or -errno.
    func keep(_ tid: Int32) -> Int32 { bt_set_processors(tid, words) }
}
