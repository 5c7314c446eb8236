import TestSupport
import Testing

/// What the screen shows besides watches: help, sizes, the program's output and keyboard, and why a key does nothing.
@Suite(
    .serialized, .timeLimit(.minutes(10)),
    .enabled(if: Hardware.fires, "the machine's debug registers do not fire (bptui doctor)"))
struct ScreenDisplayTests {
    @Test("help lists the keys, scrolls and closes")
    func help() async throws {
        try await BptuiScreen.run([BuiltProducts.path("fixture-spin")], width: 80, height: 24) { bptui in
            try await bptui.waitForHeader("stopped at")
            try await bptui.keys("?")
            try await bptui.wait("the help is there") {
                $0.contains("watch a name or an address") && $0.contains("step one instruction")
            }
            try await bptui.keys("End")
            try await bptui.wait("its end is there") { $0.contains("quit; what was launched dies") }
            try await bptui.keys("Escape")
            try await bptui.wait("the help is gone") { !$0.contains("quit; what was launched dies") }
            try await bptui.quit()
        }
    }

    @Test("every size is filled: 120×36, 80×24, too small, 200×60 and back")
    func resizing() async throws {
        let program = try ScreenPrograms.counting(rounds: 2)
        try await BptuiScreen.run(["-w", "counter", "-w", "record.limit", program.path]) { bptui in
            try await bptui.waitForHeader("stopped at")
            try await bptui.keys("c")
            try await bptui.waitForHeader("exited with 3")
            try await bptui.waitForBox("Hits", "program.c:9")
            try await bptui.terminal.resize(width: 80, height: 24)
            // The screen is looked at while it is painted, so the last of it is waited for as well.
            let small = try await bptui.wait("the slots are a list") {
                $0.box("Slots")?.contains("record.limit") == true && $0.box("DR0") == nil
                    && $0.box("Hits")?.contains("program.c:9") == true && $0.footer.contains("q quit")
            }
            // Nothing is cut in mid-number.
            #expect(small.box("Slots")?.contains("DR0 ") == true && small.box("Slots")?.contains("counter") == true)
            #expect(small.box("Hits")?.contains("program.c:9") == true, "\(small)")
            #expect(small.contains("B0 ·") && small.contains("B1 ●"), "\(small)")
            #expect(small.header.contains("exited with 3") && small.footer.contains("q quit"))

            try await bptui.terminal.resize(width: 79, height: 24)
            try await bptui.wait("the notice") { $0.contains("too small") && $0.contains("79×24") }
            try await bptui.terminal.resize(width: 20, height: 4)
            try await bptui.wait("the notice fits") { $0.contains("too small") }
            try await bptui.terminal.resize(width: 200, height: 60)
            // The terminal is looked at while it is painted, so the whole of it is waited for.
            _ = try await bptui.wait("the panes are back") {
                $0.missing("DR0", "DR1", "DR2", "DR3", "DR7", "DR6", "Hits", "Output") == []
            }
            try await bptui.terminal.resize(width: 120, height: 36)
            let back = try await bptui.wait("the panes are as they were") {
                $0.box("DR1")?.contains("record.limit") == true && $0.box("Hits")?.contains("bump+") == true
            }
            #expect(back.missing("DR0", "DR2", "DR3", "DR7", "DR6", "Output") == [])
            try await bptui.keys("q")
            try await bptui.expectExit(0)
        }
    }

    @Test("what a program prints cannot garble the screen")
    func garbling() async throws {
        let program = try ScreenPrograms.garbling()
        try await BptuiScreen.run(["-w", "counter", program.path], height: 48) { bptui in
            try await bptui.waitForHeader("stopped at")
            let before = try await bptui.terminal.value("#{pane_title}")
            try await bptui.keys("c")
            let end = try await bptui.wait("the program has ended") {
                $0.header.contains("exited with 0") && $0.contains("all is well")
            }
            #expect(end.missing("DR0", "DR1", "DR2", "DR3", "DR7", "DR6", "Hits", "Output") == [])
            // With the focus the output has the whole column.
            try await bptui.keys("BTab")
            let words = ["red", "title", "bell shift", "region", "c1", "raw", "half", "漢字"]
            let output = try await bptui.waitForBox("Output", "shows all that was printed") { output in
                words.allSatisfy { output.contains($0) }
            }
            #expect(end.box("Hits")?.contains("0 →") == true)
            // Every row of the pane ends where it should.
            let widths = Set(output.split(separator: "\n").map { $0.last.map(String.init) ?? "" })
            #expect(widths.isSubset(of: ["╮", "│", "╯"]), "\(output)")
            #expect(try await bptui.terminal.value("#{pane_title}") == before)
            #expect(try await bptui.terminal.value("#{alternate_on}#{cursor_flag}") == "10")
            try await bptui.keys("q")
            try await bptui.expectExit(0)
        }
    }

    @Test("o gives the keyboard to the program, Ctrl-] takes it back")
    func keyboard() async throws {
        let program = try ScreenPrograms.echoing()
        try await BptuiScreen.run(["-w", "typed", program.path]) { bptui in
            try await bptui.waitForHeader("stopped at")
            try await bptui.keys("c")
            try await bptui.waitForBox("Output", "who is there?")
            try await bptui.keys("o")
            try await bptui.waitForBox("Output", "keyboard")
            // Keys of ours among them: they are text now.
            try await bptui.terminal.sendLiteral("quick brown fox\n")
            try await bptui.waitForBox("Output", "heard [quick brown fox]")
            try await bptui.waitForBox("Hits", "shows the length") { $0.contains(#/0 → +15 /#) }
            try await bptui.keys("C-]")
            try await bptui.wait("the keyboard is back") { $0.box("Output")?.contains("keyboard") == false }
            // Here Ctrl-C pauses.
            try await bptui.keys("C-c")
            try await bptui.waitForHeader("paused")
            try await bptui.keys("c")
            try await bptui.waitForHeader("running")
            // There it is the program's: its terminal makes it a SIGINT.
            try await bptui.keys("o")
            try await bptui.waitForBox("Output", "keyboard")
            try await bptui.keys("C-c")
            try await bptui.waitForHeader("killed by SIGINT")
            // The keyboard of nobody is taken back by itself.
            try await bptui.keys("q")
            try await bptui.expectExit(0)
        }
    }

    @Test("the end of input reaches the program, and large pastes do")
    func endOfInput() async throws {
        let program = try ScreenPrograms.echoing()
        try await BptuiScreen.run([program.path]) { bptui in
            try await bptui.waitForHeader("stopped at")
            try await bptui.keys("c")
            try await bptui.waitForBox("Output", "who is there?")
            try await bptui.keys("o")
            try await bptui.waitForBox("Output", "keyboard")
            try await bptui.terminal.paste("first\nsecond\n")
            try await bptui.waitForBox("Output", "heard [second]")
            try await bptui.keys("C-d")
            try await bptui.waitForHeader("exited with 0")
            try await bptui.waitForBox("Output", "silence")
            try await bptui.keys("q")
            try await bptui.expectExit(0)
        }
    }

    @Test("keys that cannot act say why")
    func refusedKeys() async throws {
        try await BptuiScreen.run([BuiltProducts.path("fixture-spin")]) { bptui in
            try await bptui.waitForHeader("stopped at")
            for key in ["x", "t", "l", "b", "Space"] {
                try await bptui.keys(key)
                try await bptui.waitForFooter("DR0 is free")
                // Away with the notice, so that the next one is seen to come.
                try await bptui.keys("Tab", "BTab")
                try await bptui.waitForFooter("quit")
            }
            try await bptui.keys("f")
            try await bptui.waitForFooter("there are no hits yet")
            try await bptui.keys("p")
            try await bptui.waitForFooter("nothing to pause: the program is stopped")
            try await bptui.keys("c")
            try await bptui.waitForHeader("running")
            try await bptui.keys("s")
            try await bptui.waitForFooter("nothing to step: the program is running")
            try await bptui.keys("c")
            try await bptui.waitForFooter("nothing to continue: the program is running")
            try await bptui.keys("k")
            try await bptui.waitForBox("Kill", "asks") { $0.contains("y") }
            try await bptui.keys("y")
            try await bptui.waitForHeader("killed by SIGKILL")
            try await bptui.keys("k")
            try await bptui.waitForFooter("the program has ended")
            try await bptui.keys("a")
            try await bptui.waitForFooter("nothing to watch: the program has ended")
            try await bptui.keys("q")
            try await bptui.expectExit(0)
        }
    }

    @Test("follow stays where it is put, and DR6 is that of the hit under the cursor")
    func following() async throws {
        try await BptuiScreen.run(
            ["-w", "a", "-w", "b", "-w", "c", "-w", "d", BuiltProducts.path("fixture-stores"), "four-slots"]
        ) { bptui in
            try await bptui.waitForHeader("stopped at")
            try await bptui.keys("c")
            let end = try await bptui.wait("the end, and the last hit") {
                $0.header.contains("exited with 0") && $0.box("DR6")?.contains("B3 ●") == true
            }
            #expect(end.box("DR7")?.contains("0x99DD0455") == true)
            try await bptui.keys("f", "Tab", "Tab", "Tab", "Home")
            try await bptui.waitForBox("DR6", "shows the first hit") { $0.contains("B0 ●") && $0.contains("B3 ·") }
            try await bptui.keys("Down")
            try await bptui.waitForBox("DR6", "shows the second hit") { $0.contains("B1 ●") && $0.contains("B0 ·") }
            try await bptui.keys("f")
            try await bptui.waitForBox("DR6", "shows the newest again") { $0.contains("B3 ●") }
            try await bptui.keys("q")
            try await bptui.expectExit(0)
        }
    }

    @Test("the bit under the cursor explains itself")
    func explanations() async throws {
        try await BptuiScreen.run(["-w", "counter", BuiltProducts.path("fixture-spin")]) { bptui in
            try await bptui.waitForHeader("stopped at")
            try await bptui.waitForBox("DR7", "L0 = 1: DR0 is armed")
            try await bptui.keys("Tab", "Left")
            try await bptui.waitForBox("DR7", "G0 = 0")
            try await bptui.keys("Home")
            try await bptui.waitForBox("DR7", "explains the highest bit") { $0.contains("LEN3") && $0.contains("= 00") }
            try await bptui.quit()
        }
    }
}
