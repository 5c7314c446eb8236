import TestSupport
import Testing

/// Tab in a real terminal completes the names of the program that runs there.
@Suite(.timeLimit(.minutes(2))) struct ScreenCompletionTests {
    @Test("Tab completes the program's variables and their fields, and lists what may be meant")
    func names() async throws {
        let program = try ScreenPrograms.counting(rounds: 1)
        try await BptuiScreen.run([program.path]) { bptui in
            try await bptui.waitForHeader("stopped at")
            try await bptui.keys("a")
            try await bptui.prompt("cou")
            try await bptui.keys("Tab")
            try await bptui.waitForBox("Watch", "› counter ")
            // One that has fields, and then one of these.
            try await bptui.prompt("rec")
            try await bptui.keys("Tab")
            try await bptui.waitForBox("Watch", "› record ")
            try await bptui.terminal.sendLiteral(".")
            try await bptui.keys("Tab")
            try await bptui.waitForBox("Watch", "limit  name")
            try await bptui.terminal.sendLiteral("l")
            try await bptui.keys("Tab")
            try await bptui.waitForBox("Watch", "› record.limit ")
            try await bptui.cancelPrompt()
            try await bptui.keys(":")
            try await bptui.waitForBox("Command", "is open") { _ in true }
            try await bptui.terminal.sendLiteral("print buf")
            try await bptui.keys("Tab")
            try await bptui.waitForBox("Command", "print buffer")
            try await bptui.keys("Escape")
            try await bptui.wait("the prompt is gone") { $0.box("Command") == nil }
            try await bptui.quit()
        }
    }
}
