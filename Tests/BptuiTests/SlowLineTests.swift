import TestSupport
import Testing

/// A line of 9600 baud, as of an old modem or a bad connection: the screen never runs ahead of what has been shown.
@Suite(
    .serialized, .timeLimit(.minutes(5)),
    .enabled(if: Hardware.fires, "the machine's debug registers do not fire (bptui doctor)"))
struct SlowLineTests {
    @Test("keys are answered while hits come in as fast as they can")
    func itStaysUsable() async throws {
        let target = BuiltProducts.path("fixture-places")
        try await BptuiScreen.run(
            ["-w", "counter", target, "hot"], width: 80, height: 24, line: 960, environment: ["COLORTERM": nil]
        ) { bptui in
            try await bptui.waitForHeader("stopped at")
            try await bptui.keys("c")
            // Frames queue for longer than this where nobody waits for the terminal.
            try await bptui.wait("many hits are counted") { $0.header.contains("k/s") }
            let clock = ContinuousClock()
            let start = clock.now
            try await bptui.keys("p")
            try await bptui.waitForHeader("paused")
            let answered = clock.now - start
            print("a key under a flood of hits, on a line of 9600 baud: \(answered)")
            #expect(answered < .seconds(20))
            let header = try await bptui.screen().header
            #expect(!header.contains("missed"), "a slow terminal does not keep the log from being read: \(header)")
            try await bptui.keys("q")
            try await bptui.wait("it asks whether to kill") { $0.description.contains("kill") }
            try await bptui.keys("y")
            #expect(try await bptui.terminal.waitForExit() == 0)
            // The terminal's last answer was not left for the shell to read.
            let rest = try await bptui.terminal.capture()
            #expect(!rest.contains("[0n"), "\(rest)")
        }
    }
}
