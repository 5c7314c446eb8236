import CLinuxTracing

/// Why a process cannot be attached to, in words that name the reason and the way out.
package enum AttachRefusal {
    /// What is known of the target and its surroundings.
    package struct Facts: Hashable, Sendable {
        package var pid: Int32
        /// nil when there is no such process.
        package var target: ProcessStatus?
        /// The name of the target's tracer, and that of its parent.
        package var tracerName: String?
        package var parentName: String?
        /// The tracer's process and the one that drives it.
        package var ownProcesses: Set<Int32> = []
        /// Who traces those.
        package var ownTracers: Set<Int32> = []
        /// Whose children those are, and theirs in turn: a shell, a terminal, the init process.
        package var ancestors: Set<Int32> = []
        /// The effective user of the tracer.
        package var user: Int32
        /// What the tracer may do besides; nil when that is not known.
        package var capabilities: UInt64?
        /// The tracer runs under a seccomp filter, as in most containers.
        package var isFiltered = false
        /// /proc/sys/kernel/yama/ptrace_scope; nil where there is no Yama.
        package var scope: Int?

        package init(pid: Int32, target: ProcessStatus?, user: Int32) {
            self.pid = pid
            self.target = target
            self.user = user
        }

        /// Root mostly has it; in a container it may not.
        var mayTraceAll: Bool { capabilities.map { $0 & AttachRefusal.ptraceCapability != 0 } ?? (user == 0) }
    }

    /// CAP_SYS_PTRACE (linux/capability.h).
    package static let ptraceCapability: UInt64 = 1 << 19

    /// What speaks against it before it is tried; nil when nothing does.
    package static func beforehand(_ facts: Facts) -> String? {
        guard facts.pid > 0, let target = facts.target else {
            return "there is no such process — it may have ended; ps -e lists them"
        }
        if facts.ownProcesses.contains(target.processID) { return "that is bptui itself — choose another process" }
        if target.processID != facts.pid {
            return "it is a thread of process \(target.processID) — attach to that: -p \(target.processID)"
        }
        if facts.ownTracers.contains(facts.pid) {
            return "it traces bptui, and each would wait for the other — run bptui without it"
        }
        if facts.ancestors.contains(facts.pid) {
            return
                "bptui was started by it or by a child of it (\(target.name)): with it stopped, nobody could type or see"
                + " anything here — attach from a terminal that does not belong to it"
        }
        // A leader that ended before its threads is a zombie of a living process.
        if "ZX".contains(target.state), target.threadCount <= 1 {
            return
                "it has ended and is a zombie, waiting for its parent \(named(target.parent, facts.parentName)) to take"
                + " note — there is nothing left to watch"
        }
        if !target.hasMemory, !"ZX".contains(target.state) {
            return "it is a kernel thread (\(target.name)) — only programs can be traced"
        }
        if target.tracer != 0 {
            return "it is traced already, by \(named(target.tracer, facts.tracerName)) — a process has one tracer;"
                + " let that one detach first"
        }
        return nil
    }

    /// What the kernel's EPERM most likely means.
    package static func forbidden(_ facts: Facts) -> String {
        if let target = facts.target, target.user != facts.user, !facts.mayTraceAll {
            if facts.user == 0 { return "EPERM: it belongs to user \(target.user), and " + Self.powerlessRoot }
            return
                "EPERM: it belongs to user \(target.user), you are user \(facts.user) — run bptui as its owner or root"
        }
        switch facts.scope {
        case 1? where !facts.mayTraceAll && facts.user == 0:
            return "EPERM: Yama allows only a program's ancestors (kernel.yama.ptrace_scope = 1), and "
                + Self.powerlessRoot
        case 1? where !facts.mayTraceAll:
            return "EPERM: Yama allows only a program's ancestors (kernel.yama.ptrace_scope = 1)"
                + " — run bptui as root, start the program with bptui, or sysctl kernel.yama.ptrace_scope=0"
        case 2?:
            return "EPERM: Yama allows only administrators (kernel.yama.ptrace_scope = 2)"
                + " — it takes CAP_SYS_PTRACE: run bptui as root, in a container with --cap-add SYS_PTRACE"
        case 3?:
            return "EPERM: Yama allows nobody to attach until the next boot (kernel.yama.ptrace_scope = 3)"
                + " — start the program with bptui after changing it"
        case _ where facts.user == 0 && !facts.mayTraceAll: return "EPERM: " + Self.powerlessRoot
        case _ where facts.mayTraceAll && facts.isFiltered:
            return
                "EPERM: a seccomp filter, as containers and sandboxes have it, forbids ptrace here — run bptui outside"
                + " of it, or start the container with --security-opt seccomp=unconfined"
        default:
            return "EPERM: it has raised its rights (set-user-ID, file capabilities) or made itself undumpable, or a"
                + " container or sandbox forbids ptrace — run bptui as root outside of the container, or in one started"
                + " with --cap-add SYS_PTRACE"
        }
    }

    private static let powerlessRoot =
        "root has no CAP_SYS_PTRACE here — run bptui outside of the container, or in one started with --cap-add SYS_PTRACE"

    private static func named(_ pid: Int32, _ name: String?) -> String { name.map { "\(pid) (\($0))" } ?? "\(pid)" }
}

extension AttachRefusal.Facts {
    /// As things are now.
    init(of pid: Int32) {
        self.init(pid: pid, target: pid > 0 ? ProcessStatus(of: pid) : nil, user: bt_effective_user())
        let own = TracerFamily.own
        (ownProcesses, ownTracers, ancestors) = (own.processes, own.tracers, own.ancestors)
        (capabilities, isFiltered) = (own.status?.capabilities, own.status?.isFiltered ?? false)
    }

    /// What only a refusal needs.
    mutating func complete() {
        tracerName = target.flatMap { $0.tracer == 0 ? nil : ProcessStatus(of: $0.tracer)?.name }
        parentName = target.flatMap { ProcessStatus(of: $0.parent)?.name }
        scope = ProcessStatus.text(of: "/proc/sys/kernel/yama/ptrace_scope").flatMap { Int($0.prefix { $0 != "\n" }) }
    }
}
