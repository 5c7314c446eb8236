import Glibc
import TestSupport
import Testing

/// Every way out of the real program, while a traced program stores in a hot loop: the terminal is as before, and no
/// process is left.
@Suite(
    .serialized, .timeLimit(.minutes(10)),
    .enabled(if: Hardware.fires, "the machine's debug registers do not fire (bptui doctor)"))
struct TerminalReturnTests {
    static let bptui = BuiltProducts.path("bptui")
    static let spin = BuiltProducts.path("fixture-spin")

    /// A shell runs bptui, leaves it by `way` and compares the terminal's modes.
    private func leave(
        status: Int32, sourceLocation: SourceLocation = #_sourceLocation,
        by way: (BptuiScreen, _ front: Int32) async throws -> Void
    ) async throws {
        let script = """
            before=$(stty -a); '\(Self.bptui)' -w counter '\(Self.spin)' hot; status=$?
            [ "$before" = "$(stty -a)" ] && echo "modes are equal" || stty -a
            echo "status $status"; read line
            """
        var marker: String?
        try await TmuxSession.run(["bash", "-c", script], width: 120, height: 36) { terminal in
            marker = terminal.marker
            let screen = BptuiScreen(terminal: terminal)
            try await screen.waitForHeader("stopped at")
            try await screen.keys("c")
            try await screen.wait("hits come") { $0.header.contains(/[1-9][\d ]* hits/) }
            #expect(try await terminal.value("#{alternate_on}") == "1", sourceLocation: sourceLocation)
            try await way(screen, try front(of: screen))
            let end = try await terminal.waitFor("status ")
            #expect(end.contains("modes are equal"), "\(end)", sourceLocation: sourceLocation)
            #expect(end.contains("status \(status)"), "\(end)", sourceLocation: sourceLocation)
            // Alternate screen, mouse reports, keypad; cursor.
            let flags = try await terminal.value(
                "#{alternate_on}#{mouse_any_flag}#{keypad_cursor_flag}#{keypad_flag} #{cursor_flag}")
            #expect(flags == "0000 1", sourceLocation: sourceLocation)
            #expect(!end.contains("DR7"), "\(end)", sourceLocation: sourceLocation)
            // The terminal still stands: it was not its loss that they died of.
            let left = await screen.processes(within: .seconds(20), until: \.isEmpty)
            #expect(left == [], "processes are left", sourceLocation: sourceLocation)
        }
        let assignment = try #require(marker)
        let left = await ProcessCensus.survivors { ProcessCensus.marked(assignment) }
        #expect(left == [], "processes are left", sourceLocation: sourceLocation)
    }

    private func front(of screen: BptuiScreen) throws -> Int32 {
        try #require(
            screen.processes().first { $0.executable == Self.bptui && !$0.arguments.contains("__tracer") }
        ).pid
    }

    private func tracer(of screen: BptuiScreen) throws -> Int32 {
        try #require(screen.processes().first { $0.arguments.contains("__tracer") }).pid
    }

    @Test func quitting() async throws {
        try await leave(status: 0) { screen, _ in
            try await screen.keys("q")
            try await screen.waitForBox("Quit", "asks") { $0.contains("y") }
            try await screen.keys("y")
        }
    }

    @Test("a request to end is obeyed, in the midst of a question too", arguments: [SIGTERM, SIGHUP], [false, true])
    func signals(number: Int32, asks: Bool) async throws {
        try await leave(status: 128 + number) { screen, front in
            if asks {
                try await screen.keys("q")
                try await screen.waitForBox("Quit", "asks") { $0.contains("y") }
            }
            kill(front, number)
        }
    }

    @Test("a fault of ours ends it at once", arguments: [SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT])
    func faults(number: Int32) async throws {
        var sent = ContinuousClock.now
        try await leave(status: 128 + number) { _, front in
            sent = .now
            kill(front, number)
        }
        // No backtrace is made first, with the terminal and the target held.
        #expect(ContinuousClock.now - sent < .seconds(10))
    }

    @Test("a killed front takes the tracer and the program with it")
    func killedFront() async throws {
        try await BptuiScreen.run(["-w", "counter", Self.spin, "hot", "2"]) { screen in
            try await screen.waitForHeader("stopped at")
            try await screen.keys("c")
            try await screen.wait("hits come") { $0.header.contains(/[1-9][\d ]* hits/) }
            #expect(screen.processes().count == 3)
            kill(try front(of: screen), SIGKILL)
            try await screen.expectExit(128 + 9)
        }
    }

    @Test("a killed tracer is told, the screen stays usable, and q leaves")
    func killedTracer() async throws {
        try await leave(status: 0) { screen, _ in
            kill(try tracer(of: screen), SIGKILL)
            try await screen.waitForHeader("lost")
            // What was recorded is still there to be read.
            let lost = try await screen.screen()
            #expect(lost.box("Hits")?.contains("program is") == false)
            try await screen.keys("c")
            try await screen.waitForFooter("the tracer is gone")
            try await screen.keys("?")
            try await screen.wait("the help is there") { $0.contains("step one instruction") }
            try await screen.keys("Escape")
            try await screen.wait("the help is gone") { !$0.contains("step one instruction") }
            // The program died with its tracer.
            let left = await screen.processes(within: .seconds(20)) { $0.count == 1 }
            #expect(left.count == 1, "\(left)")
            try await screen.keys("q")
        }
    }

    @Test("the program's death is told, and nothing of it is left")
    func killedProgram() async throws {
        try await leave(status: 0) { screen, _ in
            kill(try #require(screen.processes().first { $0.executable == Self.spin }).pid, SIGKILL)
            try await screen.waitForHeader("killed by SIGKILL")
            try await screen.keys("q")
        }
    }

    @Test("Ctrl-Z and fg: the shell has its terminal in between, and the screen is whole afterwards")
    func suspending() async throws {
        try await TmuxSession.run(["bash", "--norc", "--noprofile", "-i"], width: 120, height: 36) { terminal in
            let screen = BptuiScreen(terminal: terminal)
            try await terminal.sendLiteral(
                "PS1='ready> '; before=$(stty -a); clear; '\(Self.bptui)' -w counter '\(Self.spin)' hot\n")
            try await screen.waitForHeader("stopped at")
            try await screen.keys("c")
            try await screen.wait("hits come") { $0.header.contains(/[1-9][\d ]* hits/) }
            for round in 1...2 {
                try await screen.keys("C-z")
                try await terminal.waitFor("Stopped")
                #expect(try await terminal.value("#{alternate_on}#{mouse_any_flag}") == "00")
                try await terminal.sendLiteral(
                    "clear; [ \"$before\" = \"$(stty -a)\" ] && echo modes-are-$((1+\(round)))\n")
                try await terminal.waitFor("modes-are-\(1 + round)")
                try await terminal.sendLiteral("fg\n")
                try await screen.wait("the whole screen") {
                    $0.header.contains("running") && !$0.contains("modes-are") && $0.footer.contains("q quit")
                        && $0.missing("DR0", "DR1", "DR2", "DR3", "DR7", "DR6", "Hits", "Output") == []
                }
            }
            // Hits go on.
            let count = try await screen.screen().header
            try await screen.wait("more hits come") { $0.header != count && $0.header.contains("hits") }
            try await screen.keys("p")
            try await screen.waitForHeader("paused")
            try await screen.keys("q")
            try await screen.waitForBox("Quit", "asks") { $0.contains("y") }
            try await screen.keys("y")
            // What is typed before bptui has left is lost with it.
            try await terminal.waitFor("the shell's prompt") { $0.split(separator: "\n").last == "ready>" }
            try await terminal.sendLiteral("clear; [ \"$before\" = \"$(stty -a)\" ] && echo modes-are-$((8+1))\n")
            try await terminal.waitFor("modes-are-9")
            let left = await screen.processes(within: .seconds(20), until: \.isEmpty)
            #expect(left == [], "processes are left")
            try await terminal.sendLiteral("exit\n")
        }
    }

    @Test("a vanished terminal ends all of it")
    func vanishing() async throws {
        var marker: String?
        try await TmuxSession.run([Self.bptui, "-w", "counter", Self.spin, "hot"], width: 120, height: 36) { terminal in
            marker = terminal.marker
            let screen = BptuiScreen(terminal: terminal)
            try await screen.waitForHeader("stopped at")
            try await screen.keys("c")
            try await screen.wait("hits come") { $0.header.contains(/[1-9][\d ]* hits/) }
            try await terminal.kill()
        }
        let assignment = try #require(marker)
        let left = await ProcessCensus.survivors { ProcessCensus.marked(assignment) }
        #expect(left == [])
    }

    @Test("a screen that shows an ended program rests: it needs no processor")
    func resting() async throws {
        try await BptuiScreen.run(["-w", "counter", BuiltProducts.path("fixture-stores"), "three"]) { screen in
            try await screen.waitForHeader("stopped at")
            try await screen.keys("c")
            try await screen.waitForHeader("exited with 0")
            let front = try front(of: screen)
            let before = try Self.processorTicks(of: front)
            // The clock of the machine is what is measured against here.
            let start = ContinuousClock.now
            try await screen.wait("a second passes") { _ in ContinuousClock.now - start > .seconds(1) }
            // Of a hundred ticks a second.
            #expect(try Self.processorTicks(of: front) - before < 40)
            try await screen.keys("q")
            try await screen.expectExit(0)
        }
    }

    /// User and system time of a process, in ticks of 10 ms.
    private static func processorTicks(of pid: Int32) throws -> Int {
        let text = try TemporaryFile.read("/proc/\(pid)/stat")
        let fields = text[(try #require(text.lastIndex(of: ")")))...].split(separator: " ")
        return (Int(fields[12]) ?? 0) + (Int(fields[13]) ?? 0)
    }
}
