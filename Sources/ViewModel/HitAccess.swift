package import HitRules
import Session

/// What an access did to the slot, for a column: read or wrote, whatever the values.
package enum HitAccess: Hashable, Sendable {
    case read, write
    /// One instruction, or several of a group, that read and wrote.
    case readWrite
    case execute
    /// At a slot for reads and writes, and the instruction is not known.
    case unknown
    /// None of the program's instructions: the kernel made the access, or it or another process changed the value.
    case kernel
    /// Of a group: some of this and some of that.
    case mixed

    package init(_ hitClass: HitClass, access: AccessKind?) {
        if hitClass == .execute {
            self = .execute
        } else if hitClass.isAtWriteSlot {
            self = .write
        } else {
            switch access {
            case .read: self = .read
            case .write: self = .write
            case .readWrite: self = .readWrite
            case .execute, nil: self = hitClass.outcome(access: nil) == .changed ? .write : .unknown
            }
        }
    }

    /// The one word for both.
    package func merged(with other: HitAccess) -> HitAccess {
        if self == other { return self }
        let data: Set<HitAccess> = [.read, .write, .readWrite]
        return data.contains(self) && data.contains(other) ? .readWrite : .mixed
    }

    package var word: String {
        switch self {
        case .read: "read"
        case .write: "write"
        case .readWrite: "r/w"
        case .execute: "exec"
        case .unknown: "r/w?"
        case .kernel: "kernel"
        case .mixed: "mixed"
        }
    }
}
