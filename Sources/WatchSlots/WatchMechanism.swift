/// How the hits of a watch are seen.
public enum WatchMechanism: UInt8, CaseIterable, Hashable, Sendable, BitwiseCopyable, Codable {
    /// The slot's register in each thread, by ptrace: the thread that hit stops for a moment, DR6 says which slots it hit.
    case ptrace
    /// Perf events: nobody stops, the kernel chooses the register, and what the reader is too slow for is only counted.
    case perf
}
