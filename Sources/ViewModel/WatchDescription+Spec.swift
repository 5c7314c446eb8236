import DebugRegisters
import HitRules
package import ProgramModel
package import Session
import WatchSlots

extension WatchDescription {
    /// The watch as a person would write it now: what `y` copies, and what an undone removal asks for.
    package var spec: WatchSpec {
        let request = watch.request
        var spec = WatchSpec(expression: expression)
        // A length that was not chosen follows from the type.
        spec.length = request.mayRealign || request.kind == .execute ? nil : request.byteCount
        switch request.kind {
        case .write: spec.kind = .write
        case .readWrite: spec.kind = request.rule.readsOnly ? .read : .readWrite
        case .execute: spec.kind = .execute
        }
        spec.slot = watch.assignments.first?.slot.number
        spec.action = request.action == .stop ? .stop : .log
        spec.isOneShot = request.rule.isOneShot
        spec.changedOnly = request.rule.changedOnly
        spec.ignoreCount = request.rule.ignoreCount
        spec.thread = request.thread
        spec.mechanism = request.mechanism == .perf ? .perf : nil
        spec.every = request.every
        spec.condition = condition
        return spec
    }
}

extension WatchSpec {
    /// As it is written for `-w`; what a default says is left out.
    package var written: String {
        var text = expression
        if let length { text += "/\(length)" }
        if let kind { text += ":\(kind.rawValue)" }
        if let slot { text += "@\(slot)" }
        if action == .stop { text += ",stop" }
        if isOneShot { text += ",once" }
        if changedOnly { text += ",changed" }
        if ignoreCount > 0 { text += ",ignore=\(ignoreCount)" }
        if let thread { text += ",thread=\(thread)" }
        if let mechanism { text += ",\(mechanism.rawValue)" }
        if every > 1 { text += ",every=\(every)" }
        if let condition { text += " if \(condition)" }
        return text
    }
}
