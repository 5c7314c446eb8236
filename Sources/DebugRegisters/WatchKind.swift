/// What a slot may be told to watch for. The hardware has no read-only condition, and Linux refuses I/O ports, so
/// neither can be written down here; what DR7 may *hold* is `AccessCondition`.
public enum WatchKind: UInt8, CaseIterable, Hashable, Sendable, BitwiseCopyable, Codable {
    /// Faults before the instruction at the address runs. Its length is always one.
    case execute
    /// Traps after a store.
    case write
    /// Traps after a load or a store.
    case readWrite
}
