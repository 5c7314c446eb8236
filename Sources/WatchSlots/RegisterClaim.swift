/// How a watch claims its registers; the words are those of perf events.
public enum RegisterClaim: UInt8, CaseIterable, Hashable, Sendable, BitwiseCopyable, Codable {
    /// It always holds them, disabled too.
    case pinned
    /// It takes turns with others: it holds registers for a time and then waits, and its count is scaled.
    case flexible
    /// While it is enabled nobody else holds any.
    case exclusive
}
