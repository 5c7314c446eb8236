internal import Glibc
internal import Subprocess
internal import Synchronization

/// A real terminal for a test: a tmux server of its own, in which a program runs.
///
/// The server listens on a private socket, reads no configuration and is gone when `run` returns, whatever happened.
/// Nothing waits for a time: `waitFor` looks until it sees, or fails with the last screen.
package struct TmuxSession: Sendable {
    /// `NAME=value` in the environment of every process of this session, for `ProcessCensus.marked`.
    package let marker: String
    private let socket: String

    /// Keeps the program's exit status, which tmux 3.3 loses when the terminal is closed before the process is reaped.
    private static let keeper = #"trap : INT QUIT; "$@"; tmux set-option -g @status $?"#
    private static let counter = Atomic<Int>(0)

    /// Runs a program in a terminal of a size for as long as `body` takes, then ends them both.
    /// - Parameters:
    ///   - command: The program and its arguments; its pane stays to be looked at after it has ended.
    ///   - term: The terminal that tmux calls itself.
    ///   - environment: Added to the tests' own; nil takes a variable out. The locale is C.UTF-8 unless named here.
    package static func run<Result>(
        _ command: [String], width: Int = 120, height: Int = 36, term: String = "tmux-256color",
        environment: [String: String?] = [:], _ body: (TmuxSession) async throws -> Result
    ) async throws -> Result {
        let number = counter.add(1, ordering: .relaxed).newValue
        let name = "bptui-test-\(getpid())-\(number)"
        let session = TmuxSession(marker: "BPTUI_TEST_SESSION=\(name)", socket: name)
        // What the user of this machine has set up must not matter, and nothing may be left there.
        let home = TemporaryFolder()
        defer { home.remove() }
        var variables: [String: String?] = [
            "LC_ALL": "C.UTF-8", "COLORTERM": "truecolor", "BPTUI_TEST_SESSION": name,
            "XDG_CONFIG_HOME": home.path + "/config", "XDG_STATE_HOME": home.path + "/state",
        ]
        // What the terminal around the tests is must not matter.
        for inherited in ["NO_COLOR", "STY", "TMUX"] { variables.updateValue(nil, forKey: inherited) }
        variables.merge(environment) { $1 }
        do {
            try await session.tmux(
                [
                    "start-server", ";", "set-option", "-g", "default-terminal", term, ";",
                    "set-option", "-g", "remain-on-exit", "on", ";",
                    "set-option", "-g", "remain-on-exit-format", "", ";", "set-option", "-s", "escape-time", "0", ";",
                    "set-option", "-g", "status", "off", ";",
                    "new-session", "-d", "-x", "\(width)", "-y", "\(height)",
                ] + ["--", "sh", "-c", keeper, "sh"] + command, environment: variables)
            let result = try await body(session)
            await session.end()
            return result
        } catch {
            await session.end()
            throw error
        }
    }

    // MARK: Input

    /// Sends keys by tmux's names: `Up`, `F5`, `C-a`, `Escape`, `Enter`, `x`.
    package func send(_ keys: String...) async throws { try await tmux(["send-keys"] + keys) }

    /// Types text as it stands.
    package func sendLiteral(_ text: String) async throws { try await tmux(["send-keys", "-l", "--", text]) }

    /// Sends bytes, such as the report of a mouse, as if the terminal had.
    package func sendBytes(_ bytes: [UInt8]) async throws {
        try await tmux(["send-keys", "-H"] + bytes.map { String($0, radix: 16) })
    }

    /// Pastes text, between the marks of bracketed paste where the program asked for them.
    package func paste(_ text: String) async throws {
        try await tmux(["set-buffer", "--", text, ";", "paste-buffer", "-p"])
    }

    package func resize(width: Int, height: Int) async throws {
        try await tmux(["resize-window", "-x", "\(width)", "-y", "\(height)"])
    }

    /// Kills the server, and with it the terminal, as closing a window does.
    package func kill() async throws { try await tmux(["kill-server"]) }

    // MARK: Output

    /// The screen as text, one line a row, without trailing spaces.
    package func capture() async throws -> String { try await tmux(["capture-pane", "-p"]) }

    /// The screen with the escape sequences of its colours and attributes.
    package func captureStyled() async throws -> String { try await tmux(["capture-pane", "-e", "-p"]) }

    /// Looks at the screen until `condition` holds and gives it.
    ///
    /// - Parameter isStyled: with the escape sequences of its colours and attributes.
    @discardableResult
    package func waitFor(
        _ what: String, timeout: Duration = .seconds(60), isStyled: Bool = false, _ condition: (String) -> Bool
    ) async throws -> String {
        let deadline = ContinuousClock.now + timeout
        while true {
            let screen = try await isStyled ? captureStyled() : capture()
            if condition(screen) { return try await settled(screen, isStyled, condition) }
            guard ContinuousClock.now < deadline else { throw NotSeen(awaited: what, screen: screen) }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    /// A terminal may be looked at while it takes a frame in: the rest of that frame is waited for.
    ///
    /// - Returns: the last of the screens that follow each other and for which the condition holds.
    private func settled(_ first: String, _ isStyled: Bool, _ condition: (String) -> Bool) async throws -> String {
        var screen = first
        for _ in 0..<4 {
            let next = try? await isStyled ? captureStyled() : capture()
            guard let next, next != screen, condition(next) else { break }
            screen = next
        }
        return screen
    }

    /// Looks at the screen until it shows `text`, and gives it.
    @discardableResult
    package func waitFor(_ text: String, timeout: Duration = .seconds(60)) async throws -> String {
        try await waitFor(text, timeout: timeout) { $0.contains(text) }
    }

    /// Waits for the program to end and gives its exit status, or 128 and the number of the signal that it died of.
    package func waitForExit(timeout: Duration = .seconds(60)) async throws -> Int {
        let deadline = ContinuousClock.now + timeout
        while true {
            if let status = Int(try await value("#{@status}")) { return status }
            guard ContinuousClock.now < deadline else {
                throw NotSeen(awaited: "the program's end", screen: try await capture())
            }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    /// Process id of the program that runs in the terminal; 0 when it has ended.
    package func processID() async throws -> Int32 {
        let keeper = Int32(try await value("#{pane_pid}")) ?? 0
        let deadline = ContinuousClock.now + .seconds(5)
        while true {
            if let program = ProcessCensus.children(of: keeper).first { return program.pid }
            guard ContinuousClock.now < deadline, ProcessCensus.record(of: keeper) != nil else { return 0 }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    /// A format of tmux's, such as `#{alternate_on}`, of the pane.
    package func value(_ format: String) async throws -> String {
        try await tmux(["display-message", "-p", format]).split(separator: "\n").first.map(String.init) ?? ""
    }

    /// Asks for a format until it has this value: a terminal takes what follows a frame a moment later.
    package func waitFor(_ format: String, toBe wanted: String, timeout: Duration = .seconds(60)) async throws {
        let deadline = ContinuousClock.now + timeout
        while try await value(format) != wanted {
            guard ContinuousClock.now < deadline else {
                throw NotSeen(awaited: "\(format) is \(wanted)", screen: try await capture())
            }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    /// Sets one of tmux's own options.
    package func setServerOption(_ name: String, _ value: String) async throws {
        try await tmux(["set-option", "-s", name, value])
    }

    /// What was last copied to tmux.
    package func buffer() async throws -> String { try await tmux(["show-buffer"]) }

    // MARK: The server

    /// The screen that did not come to show what a test waits for.
    package struct NotSeen: Error, CustomStringConvertible {
        package let awaited: String
        package let screen: String
        package var description: String { "not seen: \(awaited)\nThe screen shows:\n\(screen)" }
    }

    package struct Failure: Error, CustomStringConvertible {
        package let arguments: [String]
        package let message: String
        package var description: String { "tmux \(arguments.joined(separator: " ")): \(message)" }
    }

    @discardableResult
    private func tmux(_ arguments: [String], environment: [String: String?] = [:]) async throws -> String {
        var changes: [Environment.Key: String?] = [:]
        for (name, value) in environment { changes[Environment.Key(stringLiteral: name)] = value }
        let result = try await Subprocess.run(
            .name("tmux"), arguments: Arguments(["-L", socket, "-f", "/dev/null"] + arguments),
            environment: .inherit.updating(changes), output: .string(limit: 1 << 20), error: .string(limit: 1 << 16))
        guard result.terminationStatus.isSuccess else {
            throw Failure(arguments: arguments, message: "\(result.terminationStatus) \(result.standardError)")
        }
        return result.standardOutput
    }

    private func end() async {
        // A cancelled test must clean up as well, and a cancelled task starts no process.
        await Task.detached { _ = try? await tmux(["kill-server"]) }.value
        // tmux leaves the socket's file where it was.
        let folder = getenv("TMUX_TMPDIR").map { String(cString: $0) } ?? "/tmp"
        unlink("\(folder)/tmux-\(getuid())/\(socket)")
    }
}
