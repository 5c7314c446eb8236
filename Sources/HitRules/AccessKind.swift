/// What an instruction did to the bytes of a slot.
public enum AccessKind: UInt8, CaseIterable, Hashable, Sendable, BitwiseCopyable, Codable {
    case read
    case write
    /// One instruction that did both, such as `add [m], 1` or `lock cmpxchg`.
    case readWrite
    case execute

    public var includesRead: Bool { self == .read || self == .readWrite }
    public var includesWrite: Bool { self == .write || self == .readWrite }
}
