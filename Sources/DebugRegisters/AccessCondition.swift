/// The four meanings of R/Wn.
public enum AccessCondition: UInt8, CaseIterable, Hashable, Sendable, BitwiseCopyable, Codable {
    case execute = 0b00
    case write = 0b01
    /// I/O port access; needs CR4.DE, and Linux never grants it. Decoded, never encoded.
    case inputOutput = 0b10
    case readWrite = 0b11

    @inlinable public init(_ kind: WatchKind) {
        switch kind {
        case .execute: self = .execute
        case .write: self = .write
        case .readWrite: self = .readWrite
        }
    }

    /// The kind that asks for this condition; nil for I/O, which cannot be asked for.
    @inlinable public var kind: WatchKind? {
        switch self {
        case .execute: .execute
        case .write: .write
        case .inputOutput: nil
        case .readWrite: .readWrite
        }
    }
}
