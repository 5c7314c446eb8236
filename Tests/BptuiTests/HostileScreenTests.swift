import TestSupport
import Testing

/// Programs that make trouble, on the screen: it stays whole, and answers.
@Suite(
    .serialized, .timeLimit(.minutes(5)),
    .enabled(if: Hardware.fires, "the machine's debug registers do not fire (bptui doctor)"))
struct HostileScreenTests {
    private static let panes = ["DR0", "DR1", "DR2", "DR3", "DR7", "DR6", "Hits", "Output"]

    private static func isWhole(_ screen: ScreenText) -> Bool { panes.allSatisfy { screen.box($0) != nil } }

    /// Megabytes of output a second, with sequences that clear the screen and leave it.
    @Test func floodsOfOutput() async throws {
        let program = try HostilePrograms.floods()
        try await BptuiScreen.run(["-w", "counter", program.path]) { screen in
            try await screen.waitForHeader("stopped at")
            try await screen.keys("c")
            for round in 1...5 {
                let hits = try await screen.screen().header
                try await screen.wait("hits come in round \(round)") {
                    $0.header != hits && $0.header.contains(" hits")
                }
                try await screen.keys("?")
                try await screen.wait("the help is there", timeout: .seconds(5)) { $0.contains("step one instruction") }
                try await screen.keys("Escape")
                try await screen.wait("the screen is whole", timeout: .seconds(5)) {
                    !$0.contains("step one instruction") && Self.isWhole($0)
                        && $0.contains("line of no use")
                }
            }
            let memory = screen.processes().filter { $0.executable == BuiltProducts.path("bptui") }
                .map { ($0.arguments.joined(separator: " "), Self.residentKilobytes(of: $0.pid)) }
            #expect(memory.count == 2 && memory.allSatisfy { $0.1 > 0 && $0.1 < 100 * 1024 }, "\(memory)")
            try await screen.keys("p")
            try await screen.waitForHeader("paused")
            try await screen.quit()
        }
    }

    @Test func names() async throws {
        let program = try HostilePrograms.namedByAnEnemy()
        try await BptuiScreen.run(["-w", "counter/8", program.path]) { screen in
            try await screen.waitForHeader("stopped at")
            try await screen.keys("c")
            try await screen.waitForHeader("exited with 0")
            let text = try await screen.wait("the hits are named") { $0.box("Hits")?.contains("evil") == true }
            #expect(Self.isWhole(text))
            #expect(text.contains("\\x1b"))
            try await screen.keys("q")
            try await screen.expectExit(0)
        }
    }

    private static func residentKilobytes(of pid: Int32) -> Int {
        let text = (try? TemporaryFile.read("/proc/\(pid)/status")) ?? ""
        return text.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
            .flatMap { Int($0.split(separator: " ")[1]) } ?? -1
    }
}
