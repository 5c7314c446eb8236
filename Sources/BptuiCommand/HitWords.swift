import DebugRegisters
import HitRules
import ProgramModel
import Session
import Tracing
import WatchSlots

/// The words of the outputs for what a hit was.
enum HitWords {
    static func name(_ access: AccessKind) -> String {
        switch access {
        case .read: "read"
        case .write: "write"
        case .readWrite: "read/write"
        case .execute: "execute"
        }
    }

    /// nil when it is not known.
    static func name(_ outcome: HitOutcome) -> String? {
        switch outcome {
        case .changed: "changed"
        case .same: "same"
        case .read: "read"
        case .executed: "executed"
        case .written: "written"
        case .unknown: nil
        }
    }
}
