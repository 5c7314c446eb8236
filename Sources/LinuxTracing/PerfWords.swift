import CLinuxTracing
import DebugRegisters
import HitRules
import WatchSlots

/// Why perf cannot do something, in words that name the reason and the way out.
enum PerfWords {
    /// What speaks against a request before anything is opened; nil when nothing does.
    ///
    /// - Parameters:
    ///   - isObserved: the target is not traced through ptrace at all.
    ///   - keepsRegisters: they are sampled with each hit.
    static func refusal(of request: WatchRequest, isObserved: Bool, keepsRegisters: Bool) -> String? {
        guard request.mechanism == .perf else {
            if isObserved { return "this program is only observed through perf — attach to it with --backend ptrace" }
            if request.isKernelOnly {
                return "ptrace does not see what the kernel stores — use ,perf, or leave ,kernel out"
            }
            return request.every > 1 ? "every=N is perf's: ptrace stops at each hit — use ,perf, or leave it out" : nil
        }
        if request.isKernelOnly, request.kind == .execute {
            return "the kernel executes none of the program's instructions — leave ,kernel out"
        }
        if request.every == 0 { return "every=0 records nothing — give a number from 1" }
        if request.action == .stop, isObserved {
            return "perf alone stops nobody — use log, or attach with --backend ptrace"
        }
        if request.action == .stop, request.claim == .flexible {
            return "a perf watch that stops takes no turns: its signal may come when they are over — use log, or ptrace"
        }
        if request.frame != nil {
            return "a local's watch ends with its frame, which only ptrace can see — use ptrace for this watch"
        }
        if request.thread != nil { return "perf watches every thread — use ptrace for one thread only" }
        if request.rule.changedOnly || request.rule.condition?.needsValues == true {
            return "perf does not know the value at each hit — use ptrace for this watch"
        }
        if request.rule.condition?.needsRegisters == true, !keepsRegisters {
            return "perf records no registers unless it is told to — use --stacks new, or ptrace for this watch"
        }
        return nil
    }

    /// What the kernel's refusal means.
    ///
    /// - Parameters:
    ///   - reserved: registers that ptrace has used in the program's threads and does not use now.
    ///   - used: those that it uses.
    ///   - isKernelOnly: the program's own accesses were left out.
    static func refusal(
        _ error: PerfErrno, reserved: SlotSet, used: SlotSet, eventCount: Int, isKernelOnly: Bool = false
    ) -> String? {
        switch error.number {
        case Errno.noSpace:
            let names = { (slots: SlotSet) in slots.map(\.description).joined(separator: ", ") }
            if !reserved.isEmpty {
                let one = reserved.count == 1
                return
                    "no debug register is free for perf: \(names(reserved)) \(one ? "was" : "were") used through ptrace and"
                    + " \(one ? "stays" : "stay") reserved until the program executes another one or ends"
                    + (used.isEmpty ? "" : "; ptrace uses \(names(used))")
                    + " — leave the watch with ptrace, or restart the program (r)"
            }
            return "no debug register is free: another debugger, a perf session or the program itself holds them"
                + (used.isEmpty ? "" : ", and ptrace uses \(names(used))")
                + " — end that one, or watch fewer places"
        case Errno.accessDenied where isKernelOnly, Errno.notPermitted where isKernelOnly:
            return PerfPrivilege.current().problem(.kernelAccesses, wasRefused: true)
        case Errno.accessDenied, Errno.notPermitted:
            let level = ProcessStatus.text(of: "/proc/sys/kernel/perf_event_paranoid").map { $0.prefix { $0 != "\n" } }
            return "the kernel refuses perf events on this program (kernel.perf_event_paranoid = \(level ?? "?"))"
                + " — run bptui as its owner or root, or sysctl kernel.perf_event_paranoid=2"
        case Errno.tooManyFiles:
            return "too many open files: perf needs one for each thread and processor (\(eventCount) and more)"
                + " — raise ulimit -n, or use ptrace for this watch"
        case 2, 19, 95, 38:
            return "this kernel or machine has no perf breakpoints — use ptrace; bptui doctor says more"
        default: return nil
        }
    }
}

extension Condition {
    /// Whether it asks for the slot's bytes before or after the hit.
    var needsValues: Bool {
        instructions.contains { $0 == .field(.old) || $0 == .field(.new) || $0 == .field(.changed) }
    }
}

extension PerfErrno {
    /// A matter of rights, which a setting would give.
    var isPermission: Bool { number == Errno.accessDenied || number == Errno.notPermitted }
}
