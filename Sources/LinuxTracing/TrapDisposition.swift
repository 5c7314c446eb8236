/// What a process does with SIGTRAP.
struct TrapDisposition: Hashable, Sendable {
    var isIgnored: Bool
    var isHandled: Bool

    /// SIGTRAP in a set of signals.
    static let bit: UInt64 = 1 << 4

    init(_ status: ProcessStatus) {
        isIgnored = status.ignored & Self.bit != 0
        isHandled = status.handled & Self.bit != 0
    }

    /// Where the kernel has to force a trap on a thread that blocks or ignores it, the default takes the place of both
    /// (kernel/signal.c, force_sig_info_to_task).
    func wasReset(to now: TrapDisposition) -> Bool { (isIgnored || isHandled) && !now.isIgnored && !now.isHandled }
}
