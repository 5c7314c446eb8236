import Glibc
import TestSupport
import Testing

/// Every way out leaves the terminal as it was: a shell runs the fixture and compares.
@Suite(.timeLimit(.minutes(10)))
struct RestorationTests {
    static let fixture = BuiltProducts.path("terminal-fixture")

    /// Runs the fixture from a shell, leaves it by `way`, and compares the terminal's modes.
    private func restored(
        _ way: (TmuxSession, Int32) async throws -> Void, status: Int32,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let script = """
            before=$(stty -a); SWIFT_BACKTRACE=enable=no '\(Self.fixture)'; status=$?
            [ "$before" = "$(stty -a)" ] && echo "modes are equal" || stty -a
            echo "status $status"; read line
            """
        try await TmuxSession.run(["bash", "-c", script], width: 80, height: 24) { terminal in
            try await terminal.waitFor("size 80x24")
            #expect(try await terminal.value("#{alternate_on}") == "1", sourceLocation: sourceLocation)
            let shell = try await terminal.processID()
            let fixture = try #require(ProcessCensus.children(of: shell).first, sourceLocation: sourceLocation)
            try await way(terminal, fixture.pid)
            let screen = try await terminal.waitFor("status ")
            #expect(screen.contains("modes are equal"), "\(screen)", sourceLocation: sourceLocation)
            #expect(screen.contains("status \(status)"), "\(screen)", sourceLocation: sourceLocation)
            // Alternate screen, mouse and paste reports, keypad, cursor.
            let flags = try await terminal.value(
                "#{alternate_on}#{mouse_any_flag}#{keypad_cursor_flag}#{keypad_flag} #{cursor_flag}")
            #expect(flags == "0000 1", sourceLocation: sourceLocation)
            #expect(!screen.contains("depth"), "\(screen)", sourceLocation: sourceLocation)
        }
    }

    @Test func leavingByKey() async throws {
        try await restored({ terminal, _ in try await terminal.send("q") }, status: 0)
    }

    @Test(arguments: [SIGTERM, SIGHUP, SIGINT, SIGQUIT])
    func leavingBySignal(signal: Int32) async throws {
        try await restored({ _, pid in _ = kill(pid, signal) }, status: 128 + signal)
    }

    @Test(arguments: [SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGTRAP])
    func crashing(signal: Int32) async throws {
        try await restored({ _, pid in _ = kill(pid, signal) }, status: 128 + signal)
    }

    @Test func faulting() async throws {
        try await restored({ terminal, _ in try await terminal.send("!") }, status: 128 + SIGSEGV)
    }

    @Test("Ctrl-Z, a stop from outside and fg: the shell has its terminal in between", arguments: [true, false])
    func suspending(byKey: Bool) async throws {
        try await TmuxSession.run(["bash", "--norc", "--noprofile", "-i"], width: 80, height: 24) { terminal in
            try await terminal.sendLiteral("PS1='ready> '; before=$(stty -a); clear; '\(Self.fixture)'\n")
            try await terminal.waitFor("size 80x24")
            try await terminal.send("x")
            try await terminal.waitFor("1: key")
            let shell = try await terminal.processID()
            let fixture = try #require(ProcessCensus.children(of: shell).first)
            if byKey { try await terminal.send("C-z") } else { _ = kill(fixture.pid, SIGTSTP) }
            try await terminal.waitFor("Stopped")
            #expect(try await terminal.value("#{alternate_on}#{mouse_any_flag}") == "00")
            try await terminal.sendLiteral("[ \"$before\" = \"$(stty -a)\" ] && echo modes-are-$((1+1))\n")
            try await terminal.waitFor("modes-are-2")
            try await terminal.sendLiteral("fg\n")
            try await terminal.waitFor("resumed")
            #expect(try await terminal.value("#{alternate_on}#{mouse_any_flag}") == "11")
            try await terminal.send("Up")
            try await terminal.waitFor("KeyPress.up")
            try await terminal.send("q")
            try await terminal.waitFor("left on q")
            try await terminal.sendLiteral("[ \"$before\" = \"$(stty -a)\" ] && echo modes-are-$((2+1))\n")
            try await terminal.waitFor("modes-are-3")
        }
    }

    @Test("where no shell could say fg, a stop is not obeyed")
    func orphanedStop() async throws {
        try await TmuxSession.run([Self.fixture], width: 80, height: 24) { terminal in
            try await terminal.waitFor("size 80x24")
            try await terminal.send("C-z")
            try await terminal.waitFor("resumed")
            try await terminal.send("q")
            #expect(try await terminal.waitForExit() == 0)
        }
    }

    @Test("a vanished terminal ends the program")
    func vanishing() async throws {
        var marker = ""
        try await TmuxSession.run([Self.fixture], width: 80, height: 24) { terminal in
            try await terminal.waitFor("size 80x24")
            marker = terminal.marker
            #expect(!ProcessCensus.marked(marker).isEmpty)
        }
        let assignment = marker
        #expect(await ProcessCensus.survivors { ProcessCensus.marked(assignment) } == [])
    }
}
