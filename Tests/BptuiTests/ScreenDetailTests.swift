import TestSupport
import Testing

/// A hit's detail, the stack of a stop and the command line on a real terminal.
@Suite(
    .serialized, .timeLimit(.minutes(10)),
    .enabled(if: Hardware.fires, "the machine's debug registers do not fire (bptui doctor)"))
struct ScreenDetailTests {
    @Test("Enter opens a hit, brackets walk, Escape leaves", arguments: [(80, 24), (120, 36)])
    func detail(width: Int, height: Int) async throws {
        let program = try ScreenPrograms.counting(rounds: 3)
        try await BptuiScreen.run(["-w", "counter,log", program.path], width: width, height: height) { bptui in
            try await bptui.waitForHeader("stopped at")
            try await bptui.wait("the watch is armed") { $0.contains("● write 8") }
            try await bptui.keys("c")
            let end = try await bptui.waitForHeader("exited with")
            #expect(end.header.contains("3 hits"))
            try await bptui.keys("Tab", "Tab", "Tab", "Enter")
            let last = try await bptui.waitForBox("Hit", "tells the last hit") { $0.contains("program.c:8") }
            #expect(last.contains("wrote, value changed"), "\(last)")
            #expect(last.contains(/counter +2 → 3/), "\(last)")
            #expect(last.contains("bump"), "\(last)")
            try await bptui.keys("[")
            try await bptui.waitForBox("Hit", "tells the one before") { $0.contains(/counter +1 → 2/) }
            try await bptui.keys("]", "]")
            try await bptui.waitForFooter("this is the last hit of DR0")
            try await bptui.keys("Escape")
            try await bptui.wait("the detail is gone") { $0.box("Hit") == nil && $0.box("Hits") != nil }
            try await bptui.keys("q")
            try await bptui.expectExit(0)
        }
    }

    @Test("v shows the stopped thread, and says why a running one has nothing to show")
    func stack() async throws {
        try await BptuiScreen.run([BuiltProducts.path("fixture-spin"), "still", "2"]) { bptui in
            try await bptui.waitForHeader("stopped at")
            try await bptui.keys("v")
            try await bptui.waitForBox("Stack", "has registers") {
                $0.contains(/rip +0x0000\w+/) && $0.contains("main")
            }
            try await bptui.keys("q")
            try await bptui.wait("the stack is gone") { $0.box("Stack") == nil }
            try await bptui.keys("c")
            try await bptui.waitForHeader("running")
            try await bptui.keys("v")
            try await bptui.waitForFooter("pause the program first")
            try await bptui.quit()
        }
    }

    @Test("the command line completes, refuses with the text kept, and acts")
    func commands() async throws {
        let program = try ScreenPrograms.counting(rounds: 5)
        try await BptuiScreen.run([program.path]) { bptui in
            try await bptui.waitForHeader("stopped at")
            try await bptui.keys(":")
            try await bptui.waitForBox("Command", "is open") { $0.contains("watch SPEC") }
            try await bptui.terminal.sendLiteral("wtach counter")
            try await bptui.keys("Enter")
            try await bptui.waitForBox("Command", "suggests") {
                $0.contains("did you mean watch?") && $0.contains(": wtach counter")
            }
            try await bptui.keys("C-u")
            try await bptui.terminal.sendLiteral("wa")
            try await bptui.keys("Tab")
            try await bptui.waitForBox("Command", ": watch ")
            try await bptui.terminal.sendLiteral("counter")
            try await bptui.keys("Enter")
            try await bptui.waitForBox("DR0", "● write 8")
            try await command("ignore 3", bptui)
            try await command("once", bptui)
            try await bptui.wait("the prompt is gone") { $0.box("Command") == nil }
            try await command("continue", bptui)
            // Three are ignored, the fourth is the one, the fifth finds the slot disarmed.
            let end = try await bptui.waitForHeader("exited with 3")
            #expect(end.header.contains("1 hit "), "\(end.header)")
            try await bptui.waitForBox("Hits", "shows the fourth store") { $0.contains(/3 → +4/) }
            try await command("quit", bptui)
            try await bptui.expectExit(0)
        }
    }

    private func command(_ text: String, _ bptui: BptuiScreen) async throws {
        try await bptui.keys(":")
        try await bptui.waitForBox("Command", "is open") { _ in true }
        try await bptui.terminal.sendLiteral(text)
        try await bptui.waitForBox("Command", ": " + text)
        try await bptui.keys("Enter")
    }
}
