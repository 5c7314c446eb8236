import CLinuxTracing

/// What of perf this process may use, and which setting would give it more. Pure but for `current`.
package struct PerfPrivilege: Hashable, Sendable {
    /// kernel.perf_event_paranoid; nil where the kernel has no perf events.
    package var paranoid: Int?
    /// Effective.
    package var hasPerformanceCapability: Bool
    package var hasAdministration: Bool
    /// A seccomp filter decides about its system calls, as in most containers.
    package var isFiltered: Bool
    /// The kernel is locked down for confidentiality (kernel_lockdown(7)), which forbids kernel perf to root as well.
    package var isLockedDown: Bool

    package init(
        paranoid: Int?, hasPerformanceCapability: Bool = false, hasAdministration: Bool = false,
        isFiltered: Bool = false, isLockedDown: Bool = false
    ) {
        self.paranoid = paranoid
        self.hasPerformanceCapability = hasPerformanceCapability
        self.hasAdministration = hasAdministration
        self.isFiltered = isFiltered
        self.isLockedDown = isLockedDown
    }

    package static func current() -> PerfPrivilege {
        let status = ProcessStatus(of: bt_current_thread())
        let capabilities = status?.capabilities ?? 0
        // capability.h: CAP_SYS_ADMIN 21, CAP_PERFMON 38.
        let isAdministrator = capabilities >> 21 & 1 == 1
        let level = ProcessStatus.text(of: "/proc/sys/kernel/perf_event_paranoid").flatMap {
            Int($0.prefix { $0 != "\n" })
        }
        return PerfPrivilege(
            paranoid: level, hasPerformanceCapability: isAdministrator || capabilities >> 38 & 1 == 1,
            hasAdministration: isAdministrator, isFiltered: status?.isFiltered ?? false,
            isLockedDown: ProcessStatus.text(of: "/sys/kernel/security/lockdown")?.contains("[confidentiality]")
                ?? false)
    }

    /// What somebody wants of perf.
    package enum Wish: Hashable, Sendable {
        /// What the kernel stores for a program of ours.
        case kernelAccesses
        /// An address of the kernel's own, on every processor.
        case kernelAddress
    }

    /// Why a wish is not met, and what would meet it, in one sentence; nil when nothing is known against it.
    ///
    /// - Parameter wasRefused: the kernel has said no, whatever the settings are.
    package func problem(_ wish: Wish, wasRefused: Bool) -> String? {
        guard let paranoid else {
            return "this kernel has no perf events (no kernel.perf_event_paranoid), so nothing of it can be watched"
        }
        if let missing = missing(wish, paranoid) { return missing }
        guard wasRefused else { return nil }
        let subject = Self.subject(wish)
        if isLockedDown {
            return "\(subject): the kernel is locked down for confidentiality — boot it with lockdown=integrity or none"
        }
        if isFiltered {
            return
                "\(subject): a seccomp filter, as containers have it, forbids perf_event_open — run bptui outside of it,"
                + " or start the container with --security-opt seccomp=unconfined --cap-add PERFMON"
        }
        return
            "\(subject): the kernel refuses it in spite of kernel.perf_event_paranoid = \(paranoid) — a security module"
            + " or an outer container forbids perf_event_open"
    }

    /// What by the settings alone cannot be.
    private func missing(_ wish: Wish, _ paranoid: Int) -> String? {
        let level = "kernel.perf_event_paranoid = \(paranoid)"
        switch wish {
        case .kernelAccesses:
            if hasPerformanceCapability || paranoid <= 1 { return nil }
            return "\(Self.subject(wish)): \(level) and no CAP_PERFMON — sysctl kernel.perf_event_paranoid=1, or setcap"
                + " cap_perfmon+ep on bptui"
        case .kernelAddress:
            // hw_breakpoint_parse asks for CAP_SYS_ADMIN, whatever the level is.
            if hasAdministration { return nil }
            return "\(Self.subject(wish)): it takes CAP_SYS_ADMIN, which this process has not — run bptui as root"
        }
    }

    private static func subject(_ wish: Wish) -> String {
        switch wish {
        case .kernelAccesses: "what the kernel stores is not seen"
        case .kernelAddress: "an address of the kernel's cannot be watched"
        }
    }

    /// For a line of a pane: what is missing.
    package var shortProblem: String {
        guard let paranoid else { return "no perf" }
        if !hasPerformanceCapability, paranoid > 1 { return "perf_event_paranoid \(paranoid)" }
        return isLockedDown ? "lockdown" : isFiltered ? "seccomp" : "refused"
    }
}
