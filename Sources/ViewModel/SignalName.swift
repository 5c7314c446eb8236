/// Signals by their names on Linux x86-64 (asm/signal.h).
package enum SignalName {
    static let names = [
        "SIGHUP", "SIGINT", "SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT", "SIGBUS", "SIGFPE", "SIGKILL", "SIGUSR1",
        "SIGSEGV", "SIGUSR2", "SIGPIPE", "SIGALRM", "SIGTERM", "SIGSTKFLT", "SIGCHLD", "SIGCONT", "SIGSTOP", "SIGTSTP",
        "SIGTTIN", "SIGTTOU", "SIGURG", "SIGXCPU", "SIGXFSZ", "SIGVTALRM", "SIGPROF", "SIGWINCH", "SIGIO", "SIGPWR",
        "SIGSYS",
    ]

    /// `SIGSEGV`; a real-time signal or an unknown one is `signal 34`.
    package static func of(_ number: Int32) -> String {
        let index = Int(number) - 1
        return names.indices.contains(index) ? names[index] : "signal \(number)"
    }

    /// Whether a signal is no news: SIGCHLD, and the SIGWINCH that a resized pane sends.
    package static func isEveryday(_ number: Int32) -> Bool { number == 17 || number == 28 }
}
