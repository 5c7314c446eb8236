import TestSupport
import Testing

/// Watches that perf sees, on a real terminal.
@Suite(
    .serialized, .timeLimit(.minutes(10)),
    .enabled(if: PerfGate.isOpen, "perf breakpoints are not proven on this machine (bptui doctor)"))
struct PerfScreenTests {
    /// A program of ours that ends is told with its hits.
    private func line(_ bptui: BptuiScreen, _ count: Int, hits: Int) async throws {
        try await bptui.terminal.sendLiteral("\n")
        try await bptui.waitForBox("Output", "counter is \(count)")
        try await bptui.waitForHeader("\(hits) hits")
    }

    @Test("the panes of a perf watch say that the kernel chose the register, and show no DR6")
    func panes() async throws {
        try await BptuiScreen.run(["-w", "counter:w,perf", BuiltProducts.path("fixture-threads"), "1", "100"]) {
            bptui in
            try await bptui.waitForHeader("stopped at")
            // Its rows are painted one after another.
            try await bptui.waitForBox("DR0", "says who chose the register") {
                $0.contains("● write 8") && $0.contains(" perf ")
                    && ($0.contains("chosen by the kernel") || $0.contains("kernel's choice"))
            }
            try await bptui.keys("c")
            let end = try await bptui.wait("the end, and the names of its hits") {
                $0.header.contains("exited with 0") && $0.box("Hits")?.contains("body+") == true
            }
            #expect(end.header.contains("100 hits"), "\(end)")
            let status = try #require(end.box("DR6"))
            #expect(status.contains("register chosen by") && !status.contains("B0"), "\(status)")
            #expect(!status.contains("0x"), "no value that nobody has read: \(status)")
            try await bptui.keys("q")
            try await bptui.expectExit(0)
        }
    }

    @Test("B moves a watch from perf to ptrace")
    func movesToPtrace() async throws {
        let program = try PerfPrograms.stepwise()
        try await BptuiScreen.run(["-w", "counter:w,perf", program.path]) { bptui in
            try await bptui.waitForHeader("stopped at")
            try await bptui.waitForBox("DR0", " perf ")
            try await bptui.keys("c")
            try await bptui.waitForHeader("running")
            try await bptui.keys("o")
            try await line(bptui, 3, hits: 3)
            try await bptui.keys("C-]", "B")
            try await bptui.waitForBox("DR0", " log ")
            try await bptui.keys("o")
            try await line(bptui, 6, hits: 6)
            try await bptui.wait("DR6 is shown again") { $0.box("DR6")?.contains("B0 ●") == true }
            try await bptui.keys("C-]")
            // ptrace has only the register that it uses: three are free for perf, and this one as long as it is not let go.
            try await bptui.keys("B")
            try await bptui.waitForBox("DR0", " perf ")
            try await bptui.keys("o")
            try await line(bptui, 9, hits: 9)
            try await bptui.wait("DR6 is not") { $0.box("DR6")?.contains("chosen by") == true }
            try await bptui.keys("C-]")
            try await bptui.quit()
        }
    }

    @Test("where ptrace has used all four, B says which register stays reserved")
    func reserved() async throws {
        let program = try PerfPrograms.stepwise()
        let watches = ["counter", "b", "c", "d"].flatMap { ["-w", $0] }
        try await BptuiScreen.run(watches + [program.path], width: 160, height: 48) { bptui in
            try await bptui.waitForHeader("stopped at")
            try await bptui.waitForBox("DR3", "● write 8")
            try await bptui.keys("c")
            try await bptui.waitForHeader("running")
            try await bptui.keys("1", "B")
            try await bptui.wait("the reason") {
                $0.contains("no debug register is free for perf") && $0.contains("DR1 was used through ptrace")
            }
            // It stays as it was.
            try await bptui.waitForBox("DR1", " log ")
            try await bptui.quit()
        }
    }
}
