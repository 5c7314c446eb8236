import HitRules
import ProgramModel
import Session
import WatchSlots

/// Which hits of a watch are shown, in short.
enum WatchRuleText {
    /// `if new > 100 · ignore 3 · once`; empty where every hit is shown.
    static func words(_ description: WatchDescription) -> String {
        let rule = description.watch.request.rule
        var words: [String] = []
        if let thread = description.watch.request.thread { words.append("thread \(thread)") }
        // What is counted are records then, not hits.
        let every = description.watch.request.every
        if every > 1 { words.append("1 hit of \(every)") }
        if rule.readsOnly { words.append("reads only") }
        if rule.changedOnly { words.append("changed") }
        if let condition = description.condition { words.append("if " + DisplayText.sanitized(condition)) }
        if rule.ignoreCount > 0 { words.append("ignore \(rule.ignoreCount)") }
        if rule.isOneShot { words.append("once") }
        return words.joined(separator: " · ")
    }
}
