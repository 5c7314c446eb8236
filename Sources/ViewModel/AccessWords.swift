import DebugRegisters
import HitRules
import ProgramModel
package import Session
import Tracing

/// What a hit, or a place, did to its slot, in words for a headline.
package enum AccessWords {
    package static func of(_ hit: Hit, _ site: Site?) -> String {
        if hit.flags.contains(.withoutHit) { return "changed without a hit" }
        if hit.record.isByKernel {
            return hit.kind == .write ? "the kernel wrote" : "the kernel read or wrote"
        }
        let doesBoth = site?.finding?.access == .readWrite
        let isStore = hit.kind == .write || site?.finding?.access?.includesWrite == true
        switch hit.outcome(site) {
        case .changed:
            return doesBoth
                ? "read and wrote, value changed" : isStore ? "wrote, value changed" : "the value changed"
        case .same: return doesBoth ? "read and wrote the same value (silent)" : "wrote the same value (silent)"
        case .read: return "read"
        case .executed: return "executed"
        case .written: return "wrote; whether the value changed is not certain"
        case .unknown: return "read or write: " + reason(site)
        }
    }

    package static func of(_ site: Site?) -> String {
        switch site?.finding?.access {
        case _ where site?.isChange == true: "changes it without a hit"
        case _ where site?.kernel != nil: "the kernel accesses it"
        case .read?: "reads"
        case .write?: "writes"
        case .readWrite?: "reads and writes"
        case .execute?: "is executed"
        case nil: "read or write: " + reason(site)
        }
    }

    private static func reason(_ site: Site?) -> String {
        site?.finding == nil ? "not known yet" : "not known"
    }

    /// Where a hit's new value comes from.
    package static func source(of hit: Hit, _ site: Site?) -> String? {
        guard hit.kind != .execute else { return nil }
        if hit.flags.contains(.withoutHit) { return "as last seen before, and as found" }
        guard hit.flags.contains(.hasNew) else { return "memory could not be read after the access" }
        if hit.flags.contains(.newIsExact) { return "computed from the instruction's source operand" }
        if hit.flags.contains(.newMayBeLater) {
            return "memory as read afterwards; another thread may have stored since"
        }
        return hit.outcome(site) == .read ? "memory as it was read" : "memory as read right after the access"
    }
}
