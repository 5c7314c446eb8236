/// How the hits of a watch are seen.
public enum WatchMechanism: UInt8, CaseIterable, Hashable, Sendable, BitwiseCopyable, Codable {
    /// The slot's register in each thread, by ptrace: the thread that hit stops for a moment, DR6 says which slots it hit.
    case ptrace
    /// Perf events: the kernel chooses the register, a thread stops only where a hit is to stop the program, and what the
    /// reader is too slow for is only counted.
    case perf
}
