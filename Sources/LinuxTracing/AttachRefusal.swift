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
        /// The effective user of the tracer.
        package var user: Int32
        /// /proc/sys/kernel/yama/ptrace_scope; nil where there is no Yama.
        package var scope: Int?

        package init(pid: Int32, target: ProcessStatus?, user: Int32) {
            self.pid = pid
            self.target = target
            self.user = user
        }
    }

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
        if let target = facts.target, target.user != facts.user, facts.user != 0 {
            return
                "EPERM: it belongs to user \(target.user), you are user \(facts.user) — run bptui as its owner or root"
        }
        switch facts.scope {
        case 1? where facts.user != 0:
            return "EPERM: Yama allows only a program's ancestors (kernel.yama.ptrace_scope = 1)"
                + " — run bptui as root, start the program with bptui, or sysctl kernel.yama.ptrace_scope=0"
        case 2?:
            return "EPERM: Yama allows only administrators (kernel.yama.ptrace_scope = 2)"
                + " — it takes CAP_SYS_PTRACE: run bptui as root, in a container with --cap-add SYS_PTRACE"
        case 3?:
            return "EPERM: Yama allows nobody to attach until the next boot (kernel.yama.ptrace_scope = 3)"
                + " — start the program with bptui after changing it"
        default:
            return "EPERM: it has raised its rights (set-user-ID, file capabilities) or made itself undumpable, or a"
                + " container or sandbox forbids ptrace — run bptui as root outside of the container, or in one started"
                + " with --cap-add SYS_PTRACE"
        }
    }

    private static func named(_ pid: Int32, _ name: String?) -> String { name.map { "\(pid) (\($0))" } ?? "\(pid)" }
}

extension AttachRefusal.Facts {
    /// As things are now. The driver of this tracer is its parent process.
    init(of pid: Int32) {
        self.init(pid: pid, target: pid > 0 ? ProcessStatus(of: pid) : nil, user: bt_effective_user())
        tracerName = target.flatMap { $0.tracer == 0 ? nil : ProcessStatus(of: $0.tracer)?.name }
        parentName = target.flatMap { ProcessStatus(of: $0.parent)?.name }
        scope = ProcessStatus.text(of: "/proc/sys/kernel/yama/ptrace_scope").flatMap { Int($0.prefix { $0 != "\n" }) }
        guard let own = ProcessStatus(of: bt_current_thread()) else { return }
        let name = ProcessStatus(of: own.processID)?.name
        for process in [own.processID, name == "bptui-tracer" ? own.parent : own.processID] {
            ownProcesses.insert(process)
            guard let tracer = ProcessStatus(of: process)?.tracer, tracer != 0 else { continue }
            ownTracers.formUnion([tracer, ProcessStatus(of: tracer)?.processID ?? tracer])
        }
    }
}
