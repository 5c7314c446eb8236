/// What a tracer knows of the instruction behind a (pc, slot) pair.
public enum SiteKnowledge: UInt8, Hashable, Sendable, BitwiseCopyable {
    /// Nobody has said anything yet.
    case none
    /// It was looked for, and cannot be known.
    case unknowable
    case read, write, readWrite, execute

    /// - Parameter access: nil when it was looked for and not found.
    public init(_ access: AccessKind?) {
        self =
            switch access {
            case nil: .unknowable
            case .read?: .read
            case .write?: .write
            case .readWrite?: .readWrite
            case .execute?: .execute
            }
    }

    public var includesRead: Bool { self == .read || self == .readWrite }
    public var includesWrite: Bool { self == .write || self == .readWrite }
}
