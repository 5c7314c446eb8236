import Glibc

/// What a fault of ours does to this process.
enum FatalSignals {
    /// It ends at once. The Swift runtime would first write a backtrace, for as long as 20 s in which the process neither
    /// lives nor dies and the tracer waits for it; whoever wants one asks for it by SWIFT_BACKTRACE.
    static func endAtOnce() {
        guard getenv("SWIFT_BACKTRACE") == nil else { return }
        for number in [SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP, SIGQUIT] { signal(number, SIG_DFL) }
    }
}
