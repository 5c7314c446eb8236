import CBareLoop
import Glibc

/// bptui on a terminal of 200×60 that is drained as it draws.
final class ScreenRun {
    /// Drawn in one piece when the program stands at main, be it over "stopped at the start".
    static let atMain = "main  main.c"

    private let pid: Int32
    private let terminal: Int32
    private let start = ScreenRun.now()
    /// What was drawn since the last text that was waited for.
    private var drawn: [UInt8] = []
    /// Bytes that were drawn before those, and up to where questions have been answered.
    private var drawnBefore = 0
    private var asked = 0

    init(_ bptui: String, _ arguments: [String]) throws {
        let texts = ([bptui] + arguments).map { strdup($0) }
        defer { for text in texts { free(text) } }
        var terminal: Int32 = -1
        pid = bare_spawn_terminal(texts.map { UnsafePointer($0) } + [nil], 200, 60, &terminal)
        self.terminal = terminal
        guard pid > 0 else { throw BenchFailure(message: "cannot start \(bptui)") }
    }

    deinit {
        kill(pid, SIGTERM)
        let end = Self.now() + 2_000_000_000
        while waitpid(pid, nil, WNOHANG) == 0 {
            if Self.now() > end { kill(pid, SIGKILL) }
            drain(milliseconds: 5)
        }
        close(terminal)
    }

    /// Waits until a text has been drawn in one piece. Returns the nanoseconds since the start.
    @discardableResult
    func wait(for text: String, seconds: UInt64 = 120) throws -> Double {
        let words = Array(text.utf8)
        let end = Self.now() + seconds * 1_000_000_000
        var from = 0
        while true {
            let last = drawn.count - words.count
            while from <= last {
                if drawn[from] == words[0], drawn[from..<(from + words.count)].elementsEqual(words) {
                    drawnBefore += drawn.count
                    drawn = []
                    return Double(Self.now() - start)
                }
                from += 1
            }
            guard Self.now() < end else { throw BenchFailure(message: "'\(text)' did not appear") }
            drain(milliseconds: 100)
        }
    }

    func type(_ keys: String) { _ = keys.withCString { write(terminal, $0, strlen($0)) } }

    private func drain(milliseconds: Int32) {
        var entry = pollfd(fd: terminal, events: Int16(POLLIN), revents: 0)
        guard poll(&entry, 1, milliseconds) > 0 else { return }
        let bytes = [UInt8](unsafeUninitializedCapacity: 65536) { buffer, count in
            count = max(0, read(terminal, buffer.baseAddress, buffer.count))
        }
        if bytes.isEmpty { usleep(1000) }
        drawn += bytes
        answerQuestion()
    }

    /// As a terminal does that has shown what it was sent (DSR).
    private func answerQuestion() {
        let question = Array("\u{1B}[5n".utf8)
        let last = drawn.count - question.count
        var at = max(0, asked - drawnBefore)
        while at <= last {
            if drawn[at] == question[0], drawn[at..<(at + question.count)].elementsEqual(question) {
                type("\u{1B}[0n")
                at += question.count
            } else {
                at += 1
            }
        }
        asked = drawnBefore + at
    }

    // MARK: Frames

    /// Frames a second: pieces of output with some milliseconds of silence between them.
    func frames(seconds: Double) -> Double {
        let start = Self.now()
        var count = 0
        var last: UInt64 = 0
        while Double(Self.now() - start) < seconds * 1e9 {
            let before = drawn.count
            drain(milliseconds: 1)
            guard drawn.count > before else { continue }
            let now = Self.now()
            if now - last > 3_000_000 { count += 1 }
            last = now
        }
        return Double(count) / seconds
    }

    /// Nanoseconds from a key to the text that it brings.
    func answer(to key: String, with text: String) throws -> Double {
        drawnBefore += drawn.count
        drawn = []
        let start = Self.now()
        type(key)
        try wait(for: text)
        return Double(Self.now() - start)
    }

    /// Nanoseconds of processor time that the front's threads have taken.
    func processorTime() -> UInt64 {
        guard let threads = opendir("/proc/\(pid)/task") else { return 0 }
        defer { closedir(threads) }
        var time: UInt64 = 0
        while let entry = readdir(threads) {
            let tid = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { atoi($0) }
            }
            if tid > 0 { time += Self.processorTime(of: tid, in: pid) }
        }
        return time
    }

    private static func processorTime(of tid: Int32, in pid: Int32) -> UInt64 {
        guard let file = fopen("/proc/\(pid)/task/\(tid)/schedstat", "r") else { return 0 }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        guard fgets(&line, Int32(line.count), file) != nil else { return 0 }
        return strtoull(line, nil, 10)
    }

    /// Nanoseconds a hit, by the program's own clock.
    static func hits(_ bptui: String, _ target: String, stores: UInt64) throws -> Double {
        let file = "/tmp/bptui-bench-\(getpid()).time"
        unlink(file)
        defer { unlink(file) }
        let run = try ScreenRun(bptui, ["-w", "cell", target, "timed", "\(stores)", file])
        try run.wait(for: atMain)
        run.type("c")
        try run.wait(for: "exited")
        let descriptor = open(file, O_RDONLY)
        defer { close(descriptor) }
        var time: UInt64 = 0
        guard read(descriptor, &time, 8) == 8 else { throw BenchFailure(message: "the target gave no time") }
        return Double(time) / Double(stores)
    }

    // MARK: Memory

    /// KiB of this run's front and of its tracer.
    func memory() -> (front: Int, tracer: Int) {
        var tracer = 0
        if let children = fopen("/proc/\(pid)/task/\(pid)/children", "r") {
            var line = [CChar](repeating: 0, count: 256)
            if fgets(&line, 256, children) != nil {
                let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
                tracer = text.split(separator: " ").compactMap { Int32($0) }.map(Self.resident).max() ?? 0
            }
            fclose(children)
        }
        return (Self.resident(pid), tracer)
    }

    /// VmRSS in KiB; 0 when there is no such process.
    static func resident(_ pid: Int32) -> Int {
        guard let file = fopen("/proc/\(pid)/status", "r") else { return 0 }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 4096)
        while fgets(&line, Int32(line.count), file) != nil {
            let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            if text.hasPrefix("VmRSS:") { return Int(text.filter(\.isNumber)) ?? 0 }
        }
        return 0
    }

    private static func now() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
