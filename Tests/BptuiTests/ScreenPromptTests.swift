import TestSupport
import Testing

/// What a user types for a watch: mistakes are answered where they were made.
@Suite(
    .serialized, .timeLimit(.minutes(10)),
    .enabled(if: Hardware.fires, "the machine's debug registers do not fire (bptui doctor)"))
struct ScreenPromptTests {
    @Test("an unknown name keeps the text and suggests a near one; Escape leaves")
    func unknownName() async throws {
        let program = try ScreenPrograms.counting(rounds: 1)
        try await BptuiScreen.run([program.path]) { bptui in
            try await bptui.waitForHeader("stopped at")
            try await bptui.keys("a")
            try await bptui.prompt("conter")
            try await bptui.keys("Enter")
            let refusal = try await bptui.waitForBox("Watch", "did you mean")
            #expect(refusal.contains("› conter") && refusal.contains("counter"), "\(refusal)")
            // The text is mended where it stands, by the keys of a line.
            try await bptui.keys("C-a", "Right", "Right")
            try await bptui.terminal.sendLiteral("u")
            try await bptui.waitForBox("Watch", "is without the refusal") {
                $0.contains("› counter") && !$0.contains("did you mean")
            }
            try await bptui.keys("Enter")
            try await bptui.wait("it is armed") {
                $0.box("Watch") == nil && $0.box("DR0")?.contains("● write 8") == true
            }

            try await bptui.keys("a")
            try await bptui.prompt("nothing at all")
            try await bptui.cancelPrompt()
            try await bptui.quit()
        }
    }

    @Test(
        "what cannot be watched says why",
        arguments: [
            ("counter/3", "length 3"), ("counter+1/8", "not aligned"), ("counter@7", "slot"), ("counter:q", "q"),
            ("record.nothing", "nothing"), ("0xffff888000000000/8", "not in the program's memory"), ("", "give a name"),
        ])
    func refusals(text: String, words: String) async throws {
        let program = try ScreenPrograms.counting(rounds: 1)
        try await BptuiScreen.run([program.path]) { bptui in
            try await bptui.waitForHeader("stopped at")
            try await bptui.keys("a")
            try await bptui.prompt(text)
            try await bptui.keys("Enter")
            try await bptui.waitForBox("Watch", "says \(words)") {
                $0.dropFirst(3).contains(words) && !$0.contains("looking")
            }
            #expect(try await bptui.screen().box("Watch")?.contains("› \(text)") == true)
            try await bptui.cancelPrompt()
            try await bptui.quit()
        }
    }

    @Test("a range over several slots shows its plan, and arms on the second Enter")
    func plan() async throws {
        let program = try ScreenPrograms.counting(rounds: 1)
        try await BptuiScreen.run([program.path]) { bptui in
            try await bptui.waitForHeader("stopped at")
            try await bptui.keys("a")
            try await bptui.prompt("buffer")
            try await bptui.keys("Enter")
            let plan = try await bptui.waitForBox("Watch", "8+8+8")
            #expect(plan.contains("24 bytes") && plan.contains("DR0, DR1, DR2"), "\(plan)")
            let before = try await bptui.screen()
            #expect(before.box("DR0")?.contains("○ free") == true)
            try await bptui.keys("Enter")
            let armed = try await bptui.wait("all three are armed") { screen in
                ["DR0", "DR1", "DR2"].allSatisfy {
                    screen.box($0)?.contains("● write 8") == true && screen.box($0)?.contains("of 3") == true
                }
            }
            #expect(armed.box("DR3")?.contains("○ free") == true)
            // One of them goes, all go: it is one watch.
            try await bptui.keys("x")
            try await bptui.wait("all are free") { screen in
                ["DR0", "DR1", "DR2"].allSatisfy { screen.box($0)?.contains("○ free") == true }
            }
            try await bptui.quit()
        }
    }

    @Test("a fifth watch is refused with the way out")
    func fifth() async throws {
        try await BptuiScreen.run(
            ["-w", "a", "-w", "b", "-w", "c", BuiltProducts.path("fixture-stores"), "four-slots"]
        ) { bptui in
            try await bptui.waitForHeader("stopped at")
            try await bptui.watch("d", in: 3)
            try await bptui.keys("a")
            try await bptui.waitForFooter("all four slots are taken")
            #expect(try await bptui.screen().box("Watch") == nil)
            // Two slots wanted, one free.
            try await bptui.keys("3", "x")
            try await bptui.waitForBox("DR3", "○ free")
            try await bptui.watch("pair/8,log", in: 3)
            try await bptui.waitForBox("DR3", "● write 8")
            try await bptui.keys("x")
            try await bptui.waitForBox("DR3", "○ free")
            try await bptui.keys("a")
            try await bptui.prompt("pair/16")
            try await bptui.keys("Enter")
            let refusal = try await bptui.waitForBox("Watch", "needs two slots") { $0.contains("2 slots") }
            #expect(refusal.contains("DR3"), "\(refusal)")
            try await bptui.cancelPrompt()
            try await bptui.keys("c")
            let end = try await bptui.waitForHeader("exited with 0")
            #expect(end.header.contains("3 hits"))
            try await bptui.keys("q")
            try await bptui.expectExit(0)
        }
    }
}
