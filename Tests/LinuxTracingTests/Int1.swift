import Glibc

/// What an int1 instruction does here.
enum Int1 {
    /// Whether RIP goes past it; under some hypervisors it stays there. Tried once, in a program that nobody traces.
    static let advances: Bool = {
        let path = LiveSession.directory + "/fixture-signals"
        var arguments: [UnsafeMutablePointer<CChar>?] = [strdup(path), strdup("int1"), nil]
        var environment: [UnsafeMutablePointer<CChar>?] = [strdup("SWIFT_BACKTRACE=enable=no"), nil]
        defer { for text in arguments + environment { free(text) } }
        var pid: pid_t = 0
        guard posix_spawn(&pid, path, nil, nil, &arguments, &environment) == 0 else { return false }
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        return status == 0
    }()
}
