import CLinuxTracing
internal import Glibc

/// A `fixture-crowd` that runs already, for attaching to it. It dies with this.
package final class Crowd {
    package let pid: Int32
    package static let path = BuiltProducts.path("fixture-crowd")
    private let symbols: ELFSymbols

    package struct Failure: Error, CustomStringConvertible { package let description: String }

    /// - Parameters:
    ///   - pace: how the main thread stores to `counter`: hot, calm, still.
    ///   - trap: what it does with SIGTRAP: block, ignore, handle, or nothing.
    ///   - path: another name of the fixture's file.
    package init(
        _ threads: Int, churners: Int = 0, _ pace: String = "hot", trap: String = "", path: String = Crowd.path
    ) throws {
        symbols = try ELFSymbols(path: path)
        let words = [path, "\(threads)", "\(churners)", pace, trap]
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        var environment: [UnsafeMutablePointer<CChar>?] = [strdup("SWIFT_BACKTRACE=enable=no"), nil]
        defer { for text in arguments + environment { free(text) } }
        var child: pid_t = 0
        let error = posix_spawn(&child, path, nil, nil, &arguments, &environment)
        guard error == 0 else { throw Failure(description: "\(path): errno \(error)") }
        pid = child
        try wait(for: "the crowd to be there") { value(of: "ready", byteCount: 4) == 1 }
    }

    deinit { end() }

    package func end() {
        kill(pid, SIGKILL)
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
    }

    // MARK: What it does

    package func address(of symbol: String) throws -> UInt64 { try symbols.address(of: symbol, in: pid) }

    /// nil when it cannot be read.
    package func value(of symbol: String, byteCount: Int = 8) -> UInt64? {
        guard let address = try? address(of: symbol) else { return nil }
        let memory = open("/proc/\(pid)/mem", O_RDONLY | O_CLOEXEC)
        defer { close(memory) }
        var value: UInt64 = 0
        return pread(memory, &value, byteCount, off_t(address)) == byteCount ? value : nil
    }

    /// Throws when `counter` stands still: then it is dead, stopped, or held.
    package func awaitProgress() throws {
        let before = value(of: "counter") ?? 0
        try wait(for: "process \(pid) to make progress") { (value(of: "counter") ?? 0) > before + 3 }
    }

    package func wait(for what: String, until isSo: () throws -> Bool) throws {
        var rounds = 0
        while !(try isSo()) {
            rounds += 1
            guard rounds < 40_000 else { throw Failure(description: "waited in vain for \(what)") }
            usleep(500)
        }
    }

    // MARK: What the kernel says

    /// A field of a thread's /proc/TID/status, the first one's by default.
    package func status(_ field: String, of thread: Int32? = nil) -> String {
        let text = (try? TemporaryFile.read("/proc/\(thread ?? pid)/status")) ?? ""
        return text.split(separator: "\n").first { $0.hasPrefix(field + ":") }?
            .dropFirst(field.count + 1).drop { $0.isWhitespace }.description ?? ""
    }

    package var threads: [Int32] {
        var found = [Int32](repeating: 0, count: 4096)
        let count = bt_list_directory("/proc/\(pid)/task", &found, Int32(found.count))
        return Array(found.prefix(max(0, Int(count))))
    }

    /// Threads are let go one after the other.
    package var isTraced: Bool { threads.contains { status("TracerPid", of: $0) != "0" } }

    /// The threads in which DR7 is not clear, by a tracer of this thread's own: for a crowd that nobody traces and that
    /// makes no threads.
    package func armedThreads() throws -> [Int32] {
        var armed: [Int32] = []
        for tid in threads {
            var status: Int32 = 0
            var control: UInt64 = 0
            guard bt_seize(tid) >= 0 else { throw Failure(description: "thread \(tid) cannot be looked at") }
            _ = bt_interrupt(tid)
            guard bt_wait_for(tid, &status) >= 0, bt_read_debug_register(tid, 7, &control) >= 0 else {
                throw Failure(description: "thread \(tid) cannot be looked at")
            }
            if control & 0xff != 0 { armed.append(tid) }
            _ = bt_detach(tid, 0)
        }
        return armed
    }
}
