import TestSupport
import Testing

/// The main job on a real terminal: launch, watch, go on, see who did it.
@Suite(
    .serialized, .timeLimit(.minutes(10)),
    .enabled(if: Hardware.fires, "the machine's debug registers do not fire (bptui doctor)"))
struct ScreenSessionTests {
    @Test("the demo: from launch to the hit, three keys and a name")
    func demo() async throws {
        try await BptuiScreen.run(["demo", "--", "--fast", "--rounds", "12"]) { bptui in
            let start = try await bptui.waitForHeader("stopped at")
            #expect(start.header.contains("bptui") && start.header.contains("ptrace"))
            #expect(start.missing("DR0", "DR1", "DR2", "DR3", "DR7", "DR6", "Hits", "Output") == [])
            #expect(start.box("DR0")?.contains("○ free") == true)
            #expect(start.box("DR7")?.contains("0x00000400") == true)
            #expect(try await bptui.waitForFooter("c continue").footer.contains("q quit"))

            try await bptui.watch("ledger.balance", in: 0)
            let armed = try await bptui.waitForBox("DR0", "= 1000")
            #expect(armed.contains("● write 8") && armed.contains("long"))
            // L0, bit 10, and for slot 0 the condition 01 and the length 10.
            try await bptui.waitForBox("DR7", "0x00090401")

            try await bptui.keys("c")
            let end = try await bptui.waitForHeader("exited with 0")
            #expect(end.header.contains("12 hits"))
            let places = try await bptui.waitForBox("Hits", "names the culprit") {
                $0.contains("note+") && $0.contains("deposit+")
            }
            #expect(places.contains(/write +1180 → +\d+ .*note\+0x\w+ +ledger\.c:\d+/), "\(places)")
            #expect(places.contains(/deposit\+0x\w+ +ledger\.c:\d+/), "\(places)")
            try await bptui.waitForBox("DR6", "B0 ●")
            #expect(end.box("DR6")?.contains("B1 ·") == true)
            // With the focus the output has the whole column.
            try await bptui.keys("BTab")
            try await bptui.waitForBox("Output", "shows the program's last words") { $0.contains("did that") }
            // Nothing lives that a question could save.
            try await bptui.keys("q")
            try await bptui.expectExit(0)
        }
    }

    @Test("kind, length, stop mode, step, disarming and removal of the chosen watch")
    func changes() async throws {
        let program = try ScreenPrograms.counting(rounds: 3)
        try await BptuiScreen.run([program.path]) { bptui in
            try await bptui.waitForHeader("stopped at")
            try await bptui.watch("counter", in: 0)
            try await bptui.keys("t")
            try await bptui.waitForBox("DR0", "● read/write 8")
            try await bptui.waitForBox("DR7", "0x000B0401")
            try await bptui.keys("t")
            try await bptui.waitForBox("DR0", "● read 8")
            try await bptui.keys("t")
            try await bptui.waitForBox("DR0", "● write 8")
            try await bptui.keys("l")
            try await bptui.waitForBox("DR0", "● write 1")
            try await bptui.waitForBox("DR7", "0x00010401")
            // The next length is that after the one shown.
            for length in [2, 4, 8] {
                try await bptui.keys("l")
                try await bptui.waitForBox("DR0", "● write \(length)")
            }
            try await bptui.keys("b")
            try await bptui.waitForBox("DR0", "─ stop ─")

            try await bptui.keys("c")
            try await bptui.waitForHeader("stopped by DR0")
            let first = try await bptui.waitForBox("Hits", "shows the place") { $0.contains("program.c:8") }
            #expect(first.contains(/0 → +1 +bump\+0x\w+ +program\.c:8/), "\(first)")
            try await bptui.keys("s")
            try await bptui.waitForHeader("stepped to")
            try await bptui.waitForBox("DR6", "BS ●")

            try await bptui.keys("Space")
            try await bptui.waitForBox("DR0", "disarmed")
            try await bptui.waitForBox("DR7", "shows no L0") { $0.contains("0400 ") }
            try await bptui.keys("Space")
            try await bptui.waitForBox("DR0", "● write 8")
            try await bptui.keys("c")
            try await bptui.waitForBox("Hits", "shows the second store") { $0.contains(/1 → +2/) }
            try await bptui.waitForHeader("stopped by DR0")

            try await bptui.keys("x")
            try await bptui.waitForBox("DR0", "○ free")
            try await bptui.keys("c")
            let end = try await bptui.waitForHeader("exited with 3")
            #expect(end.header.contains("2 hits"))
            try await bptui.keys("q")
            try await bptui.expectExit(0)
        }
    }

    @Test("a spinning program is paused at once, by p and by Ctrl-C", arguments: ["p", "C-c"])
    func pausing(key: String) async throws {
        try await BptuiScreen.run(["-w", "counter", BuiltProducts.path("fixture-spin"), "still", "2"]) { bptui in
            try await bptui.waitForHeader("stopped at")
            try await bptui.waitForBox("DR0", "● write 8")
            try await bptui.keys("c")
            try await bptui.waitForHeader("running")
            try await bptui.wait("three threads run") { $0.header.contains("3 threads") }
            let start = ContinuousClock.now
            try await bptui.keys(key)
            try await bptui.waitForHeader("paused")
            // With what a terminal, and looking at it, takes on a busy machine.
            #expect(ContinuousClock.now - start < .seconds(5))
            try await bptui.keys("c")
            try await bptui.waitForHeader("running")
            // Watches change while it runs.
            try await bptui.keys("t")
            try await bptui.waitForBox("DR0", "● read/write 8")
            try await bptui.quit()
        }
    }

    @Test("a second watch in a chosen slot; one store that both cover is a hit in both")
    func twoSlots() async throws {
        try await BptuiScreen.run([BuiltProducts.path("fixture-stores"), "overlap"]) { bptui in
            try await bptui.waitForHeader("stopped at")
            try await bptui.watch("pair.x", in: 0)
            try await bptui.keys("2", "Enter")
            try await bptui.waitForBox("Watch", "asks for slot 2") { $0.contains("@2") }
            try await bptui.terminal.sendLiteral("pair.y")
            try await bptui.keys("Enter")
            try await bptui.waitForBox("DR2", "shows the watch") { $0.contains("pair.y") && $0.contains("● write 4") }
            #expect(try await bptui.screen().box("DR1")?.contains("○ free") == true)
            try await bptui.keys("c")
            let end = try await bptui.waitForHeader("exited with 0")
            #expect(end.header.contains("1 hit "))
            let status = try #require(end.box("DR6"))
            #expect(status.contains("B0 ●") && status.contains("B1 ·") && status.contains("B2 ●"))
            #expect(status.contains("0xFFFF0FF5"))
            try await bptui.waitForBox("Hits", "shows both slots") { $0.contains("● 0") && $0.contains("● 2") }
            try await bptui.keys("q")
            try await bptui.expectExit(0)
        }
    }

    @Test("restart keeps the watches; kill asks first")
    func restartAndKill() async throws {
        try await BptuiScreen.run([BuiltProducts.path("fixture-spin"), "hot"]) { bptui in
            try await bptui.waitForHeader("stopped at")
            try await bptui.watch("counter:rw", in: 0)
            try await bptui.keys("1", "Enter")
            try await bptui.waitForBox("Watch", "asks for slot 1") { $0.contains("@1") }
            try await bptui.terminal.sendLiteral("ticks")
            try await bptui.keys("Enter")
            try await bptui.waitForBox("DR1", "● write 8")
            try await bptui.keys("Space")
            try await bptui.waitForBox("DR1", "disarmed")
            try await bptui.keys("c")
            try await bptui.waitForHeader("running")
            try await bptui.wait("hits come") { $0.header.contains(/\d hits/) && !$0.header.contains(" 0 hits") }
            let old = try #require(bptui.processes().first { $0.executable.hasSuffix("fixture-spin") })

            try await bptui.keys("r")
            let again = try await bptui.wait("the program stands at its start again") {
                $0.header.contains("stopped at") && $0.box("DR0")?.contains("● read/write 8") == true
                    && $0.box("DR1")?.contains("disarmed") == true
            }
            #expect(again.header.contains(" 0 hits"))
            let new = try #require(bptui.processes().first { $0.executable.hasSuffix("fixture-spin") })
            #expect(new.pid != old.pid)

            try await bptui.keys("k")
            try await bptui.waitForBox("Kill", "asks") { $0.contains("(\(new.pid))") }
            try await bptui.keys("n")
            try await bptui.wait("the question is gone") { $0.box("Kill") == nil }
            #expect(try await bptui.screen().header.contains("stopped at"))
            try await bptui.keys("k")
            try await bptui.waitForBox("Kill", "asks again") { $0.contains("y") }
            try await bptui.keys("y")
            try await bptui.waitForHeader("killed by SIGKILL")
            try await bptui.keys("q")
            try await bptui.expectExit(0)
        }
    }

    @Test("quit asks while the program lives")
    func quitting() async throws {
        try await BptuiScreen.run([BuiltProducts.path("fixture-spin")]) { bptui in
            try await bptui.waitForHeader("stopped at")
            try await bptui.keys("c")
            try await bptui.waitForHeader("running")
            try await bptui.keys("q")
            try await bptui.waitForBox("Quit", "asks") { $0.contains("y") && $0.contains("n") }
            // No other key answers.
            try await bptui.keys("c", "x", "Enter", "n")
            try await bptui.wait("the question is gone") { $0.box("Quit") == nil }
            #expect(try await bptui.screen().header.contains("running"))
            try await bptui.quit()
        }
    }
}
