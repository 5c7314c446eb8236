import DebugRegisters

extension WatchKind {
    /// For a column.
    var shortName: String {
        switch self {
        case .execute: "exec"
        case .write: "write"
        case .readWrite: "r/w"
        }
    }
    /// For a title.
    var name: String {
        switch self {
        case .execute: "execute"
        case .write: "write"
        case .readWrite: "read/write"
        }
    }
}
