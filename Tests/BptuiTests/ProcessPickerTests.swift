import Glibc
import TestSupport
import Testing

/// `-p NAME` when several processes have the name.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct ProcessPickerTests {
    /// A file of a name of its own, so that nobody else's processes are found.
    private func withCrowds(_ count: Int, _ body: (String, [Crowd]) async throws -> Void) async throws {
        let path = BuiltProducts.path("crowd-\(UInt32.random(in: 0...UInt32.max))")
        defer { TemporaryFile.remove(path) }
        try #require(link(Crowd.path, path) == 0)
        let crowds = try (0..<count).map { try Crowd($0 + 1, "calm", path: path) }
        try await body(String(path.split(separator: "/").last!), crowds)
        for crowd in crowds where kill(crowd.pid, 0) == 0 { try crowd.awaitProgress() }
    }

    @Test func aListToChooseFrom() async throws {
        try await withCrowds(3) { name, crowds in
            kill(crowds[1].pid, SIGSTOP)
            try await BptuiScreen.run(["-p", name]) { bptui in
                let list = try await bptui.waitForBox("Processes", "lists them") { text in
                    crowds.allSatisfy { text.contains("\($0.pid)") } && text.contains("stopped")
                }
                for words in ["PID", "user", "state", "threads", "age", "command", "stopped", " s  "] {
                    #expect(list.contains(words), "\(words): \(list)")
                }
                #expect(try await bptui.screen().header.contains("3 processes named \(name) — which one?"))
                // What is typed narrows the list; Escape widens it again.
                try await bptui.terminal.sendLiteral("\(crowds[2].pid)")
                try await bptui.waitForBox("Processes", "has one left") {
                    $0.contains("1 of 3") && !$0.contains("\(crowds[0].pid)")
                }
                try await bptui.keys("Escape")
                try await bptui.waitForBox("Processes", "has all") { $0.contains("\(crowds[0].pid)") }
                // One that ends leaves the list.
                crowds[0].end()
                try await bptui.waitForBox("Processes", "has two") { !$0.contains("\(crowds[0].pid)") }
                try await bptui.terminal.sendLiteral("\(crowds[2].pid)")
                try await bptui.waitForBox("Processes", "has one left") { $0.contains("1 of 2") }
                try await bptui.keys("Enter")
                try await bptui.waitForHeader("\(crowds[2].pid)")
                try await bptui.waitForHeader("running")
                #expect(crowds[1].status("TracerPid") == "0")
                try await bptui.keys("q")
                try await bptui.expectExit(0)
            }
            kill(crowds[1].pid, SIGCONT)
        }
    }

    @Test(arguments: ["q", "Escape", "C-c"]) func leavingTouchesNothing(key: String) async throws {
        try await withCrowds(2) { name, crowds in
            try await BptuiScreen.run(["-p", name, "-w", "counter"]) { bptui in
                try await bptui.waitForBox("Processes", "lists them") { $0.contains("\(crowds[1].pid)") }
                try await bptui.keys(key)
                try await bptui.expectExit(64)
                try await bptui.wait("the reason") { $0.contains("no process was chosen, and none was touched") }
            }
            for crowd in crowds { #expect(!crowd.isTraced) }
        }
    }
}
