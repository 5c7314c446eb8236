import TestSupport
import Testing

/// A recording on the screen, in a real terminal.
@Suite(.serialized, .enabled(if: Hardware.fires, "the machine's debug registers do not fire (bptui doctor)"))
struct ReplayTests {
    @Test(.timeLimit(.minutes(10))) func everyMomentOfARun() async throws {
        let path = TemporaryFile.path("run.rec")
        defer { TemporaryFile.remove(path) }
        let run = try await Run.bptui(
            "--batch", "--log", path, "-w", "counter", BuiltProducts.path("fixture-stores"), "three")
        #expect(run.hits.count == 3)
        try await BptuiScreen.run(["replay", path]) { screen in
            try await screen.waitForHeader("3 hits")
            try await screen.waitForHeader("exited with 0")
            try await screen.waitForBox("DR0", "shows the last value") {
                $0.contains("2 → 3") && $0.contains("counter")
            }
            try await screen.waitForBox("Hits", "names the place") { $0.contains("main.c:39") }
            try await screen.keys(",")
            try await screen.waitForHeader("2 hits")
            try await screen.waitForBox("DR0", "shows the value of then") { $0.contains("1 → 2") }
            try await screen.keys("{")
            try await screen.waitForBox("Hits", "is empty") { !$0.contains("main.c") }
            try await screen.keys(".")
            try await screen.waitForHeader("1 hit ")
            try await screen.waitForBox("Hits", "has the first hit") { $0.contains("main.c:37") }
            try await screen.keys("}")
            try await screen.waitForHeader("3 hits")
            try await screen.keys("c")
            try await screen.waitForFooter("nothing runs here")
            try await screen.keys("q")
            try await screen.expectExit(0)
        }
    }
}
