/// Why a perf watch does not see what the kernel stores.
public struct KernelBlindness: Hashable, Sendable, Codable {
    /// What is missing, in a few letters: `perf_event_paranoid 2`.
    public var short: String
    /// What is missing and which setting would give it, in a sentence.
    public var words: String

    public init(short: String, words: String) {
        self.short = short
        self.words = words
    }
}
