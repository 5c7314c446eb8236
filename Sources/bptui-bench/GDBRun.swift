import Glibc

/// gdb doing the same, where there is one.
enum GDBRun {
    /// Nanoseconds a hit of a stop handler in Python that reads value and pc, by its own clock.
    static func handler(_ target: String, stores: UInt64) throws -> Double {
        let script = """
            set pagination off
            set confirm off
            break main
            run
            python
            import time
            times = []
            class Watch(gdb.Breakpoint):
                def stop(self):
                    times.append((int(gdb.parse_and_eval("cell")), int(gdb.parse_and_eval("$pc")), time.monotonic_ns()))
                    return False
            Watch("cell", gdb.BP_WATCHPOINT, gdb.WP_WRITE)
            gdb.execute("continue")
            print("PER-HIT", (times[-1][2] - times[0][2]) // (len(times) - 1))
            end
            """
        return try figure(of: run(script, target, stores))
    }

    /// The same of a command list; the time between a short run and a long one.
    static func commands(_ target: String, stores: UInt64) throws -> Double {
        let short: UInt64 = 10
        let script = """
            set pagination off
            set confirm off
            break main
            run
            watch cell
            commands
            silent
            printf "%lu %lx\\n", cell, $pc
            continue
            end
            continue
            """
        let clock = ContinuousClock()
        func time(_ stores: UInt64) throws -> Double {
            let elapsed = try clock.measure { _ = try run(script, target, stores) }.components
            return Double(elapsed.seconds) * 1e9 + Double(elapsed.attoseconds) / 1e9
        }
        let fixed = try time(short)
        return (try time(short + stores) - fixed) / Double(stores)
    }

    /// Nanoseconds from gdb's start to a program that stands at main with the watch set.
    static func start(_ target: String) throws -> Double {
        let clock = ContinuousClock()
        let elapsed = try clock.measure {
            _ = try run("set confirm off\nbreak main\nrun\nwatch cell\nkill\n", target, 1)
        }.components
        return Double(elapsed.seconds) * 1e9 + Double(elapsed.attoseconds) / 1e9
    }

    private static func figure(of output: String) throws -> Double {
        for line in output.split(separator: "\n") where line.hasPrefix("PER-HIT ") {
            if let value = Double(line.dropFirst(8)) { return value }
        }
        throw BenchFailure(message: "no figure from gdb, if there is one")
    }

    private static func run(_ script: String, _ target: String, _ stores: UInt64) throws -> String {
        let base = "/tmp/bptui-bench-\(getpid())"
        let (file, log) = (base + ".gdb", base + ".gdb.log")
        defer {
            unlink(file)
            unlink(log)
        }
        guard let out = fopen(file, "w") else { throw BenchFailure(message: "cannot write \(file)") }
        fputs(script + "\n", out)
        fclose(out)
        var child: pid_t = 0
        let words = ["timeout", "60", "gdb", "-nx", "-q", "-batch", "-x", file, "--args", target, "\(stores)"]
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { for text in arguments { free(text) } }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        guard posix_spawnp(&child, "timeout", &actions, nil, &arguments, environ) == 0 else {
            throw BenchFailure(message: "cannot start gdb")
        }
        var status: Int32 = 0
        waitpid(child, &status, 0)
        guard status & 0xff00 != 127 << 8 else { throw BenchFailure(message: "there is no gdb") }
        guard let read = fopen(log, "r") else { throw BenchFailure(message: "no output from gdb") }
        defer { fclose(read) }
        var text = ""
        var line: UnsafeMutablePointer<CChar>?
        var room = 0
        defer { free(line) }
        while getline(&line, &room, read) > 0, let line { text += String(cString: line) }
        return text
    }
}
