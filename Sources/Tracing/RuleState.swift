import DebugRegisters
public import HitRules
import WatchSlots

/// A watch's rule made ready, with what it has counted: the one place where it is decided whether a hit is shown, for
/// every backend.
///
/// Used from the tracer's thread alone. Judging allocates nothing.
public final class RuleState {
    public enum Verdict: Hashable, Sendable {
        case show, hide
        /// It has to be known first whether the instruction reads or writes.
        case wait
    }

    public let rule: HitRule
    private let machine: ConditionMachine?
    /// Hits that are still only counted.
    private var ignoreLeft: UInt64
    /// Had its one hit: nothing more is shown until it is armed again.
    public var isSpent = false

    /// - Throws: when the condition is none that can be evaluated.
    public init(_ rule: HitRule) throws(ConditionProblem) {
        self.rule = rule
        var machine: ConditionMachine?
        if let condition = rule.condition { machine = try ConditionMachine(condition) }
        self.machine = machine
        ignoreLeft = rule.ignoreCount
    }

    /// Whether a hit is shown. What cannot be decided is shown: a hit too many is seen, one too few is not.
    ///
    /// - Parameters:
    ///   - hits: of the watch so far, this one included.
    ///   - registers, load: as for `ConditionMachine.evaluate`.
    public func judge(
        _ record: HitRecord, _ knowledge: SiteKnowledge, hits: UInt64, registers: () -> UnsafePointer<UInt64>?,
        load: (_ address: UInt64, _ byteCount: Int, _ value: inout UInt64) -> Bool
    ) -> Verdict {
        if isSpent { return .hide }
        if record.kind != .execute, knowledge == .none, rule.needsAccess { return .wait }
        if rule.readsOnly, knowledge == .write { return .hide }
        let hasBoth = record.flags.isSuperset(of: [.hasOld, .hasNew])
        let isChanged = hasBoth && record.old != record.new
        let isCertain = hasBoth && (record.flags.contains(.newIsExact) || !record.flags.contains(.newMayBeLater))
        if rule.changedOnly, !isChanged, isCertain { return .hide }
        if let machine {
            var facts = ConditionMachine.Facts()
            facts.old = record.old
            facts.new = record.new
            facts.tid = record.tid
            facts.pid = record.pid
            facts.slot = record.slot.rawValue
            facts.pc = record.pc
            facts.hits = hits
            facts.isChanged = isChanged
            facts.isRead = knowledge.includesRead
            facts.isWrite = knowledge.includesWrite || record.kind == .write
            facts.time = record.time
            if machine.evaluate(facts, registers: registers, load: load) == .fails { return .hide }
        }
        if ignoreLeft > 0 {
            ignoreLeft -= 1
            return .hide
        }
        if rule.isOneShot { isSpent = true }
        return .show
    }
}
