import DebugRegisters
package import HitRules
import ProgramModel
package import Tracing

/// What a hit did to the slot's bytes, as far as it is certain.
package enum HitOutcome: UInt8, Hashable, Sendable, CaseIterable {
    /// A store that left another value.
    case changed
    /// A store of the value that stood there: a silent write.
    case same
    case read
    case executed
    /// A store, of which it is not certain whether it changed the value.
    case written
    /// Neither the instruction nor the value tells a read from a write.
    case unknown
}

extension Hit {
    /// - Parameter site: the hit's own; nil while it is not known.
    package func outcome(_ site: Site?) -> HitOutcome { record.outcome(access: site?.finding?.access) }
}

extension Hit {
    /// A read changes nothing: where it found another value than was seen last, and nobody could store meanwhile, that
    /// value stood there before it, and its change is an event of its own.
    package func foundChanged(access: AccessKind?) -> Hit {
        guard access == .read, record.flags.isSuperset(of: [.hasOld, .hasNew]), !record.flags.contains(.newMayBeLater)
        else { return self }
        var settled = record
        settled.old = record.new
        return Hit(settled, site: site)
    }
}

extension HitRecord {
    /// - Parameter access: what the instruction does to the slot; nil while that is not known.
    package func outcome(access: AccessKind?) -> HitOutcome {
        if kind == .execute { return .executed }
        if access == .read { return .read }
        let isStore = kind == .write || access?.includesWrite == true
        guard flags.isSuperset(of: [.hasOld, .hasNew]) else { return isStore ? .written : .unknown }
        let isCertain = flags.contains(.newIsExact) || !flags.contains(.newMayBeLater)
        if old != new { return isStore || isCertain ? .changed : .unknown }
        guard isStore else { return .unknown }
        return isCertain ? .same : .written
    }
}
