import HitRules
import WatchSlots

/// A watch's rule made ready, with what it has counted.
final class RuleState {
    let rule: HitRule
    let machine: ConditionMachine?
    /// Hits that are still only counted.
    var ignoreLeft: UInt64
    /// Had its one hit: nothing more is shown until it is armed again.
    var isSpent = false

    /// - Throws: when the condition is none that can be evaluated.
    init(_ rule: HitRule) throws(ConditionProblem) {
        self.rule = rule
        var machine: ConditionMachine?
        if let condition = rule.condition { machine = try ConditionMachine(condition) }
        self.machine = machine
        ignoreLeft = rule.ignoreCount
    }
}
