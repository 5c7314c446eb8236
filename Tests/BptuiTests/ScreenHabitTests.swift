import TestSupport
import Testing

/// Habits in a real terminal: copying, dragging, zooming, undoing, and looking without touching.
@Suite(.timeLimit(.minutes(2))) struct ScreenHabitTests {
    /// A report of the mouse at a row and a column from 0.
    private func mouse(_ screen: BptuiScreen, _ button: Int, _ row: Int, _ column: Int, up: Bool = false) async throws {
        try await screen.terminal.sendBytes(Array("\u{1B}[<\(button);\(column + 1);\(row + 1)\(up ? "m" : "M")".utf8))
    }

    @Test("an edit is undone and done again")
    func undo() async throws {
        try await BptuiScreen.run(["demo", "-w", "ledger.balance"]) { screen in
            try await screen.waitForBox("DR0", "is armed") { $0.contains("●") }
            try await screen.keys("b")
            try await screen.waitForBox("DR0", "stop")
            try await screen.keys("u")
            try await screen.waitForFooter("undone: log or stop of ledger.balance")
            try await screen.waitForBox("DR0", " log ")
            try await screen.keys("x")
            try await screen.wait("DR0 is free") { $0.box("DR0")?.contains("balance") != true }
            try await screen.keys("u")
            try await screen.waitForBox("DR0", "has it again") { $0.contains("ledger.balance") && $0.contains("●") }
            try await screen.keys("U")
            try await screen.wait("DR0 is free again") { $0.box("DR0")?.contains("balance") != true }
            try await screen.keys("m")
            try await screen.waitForBox("Messages", "undone: removal of ledger.balance")
            try await screen.keys("q")
            try await screen.quit()
        }
    }

    @Test("the border between hits and writers is drawn with the mouse, and a pane has all the room")
    func arrange() async throws {
        try await BptuiScreen.run(["demo", "-w", "ledger.balance"]) { screen in
            let before = try await screen.waitForBox("Writers", "is there") { _ in true }
            try await mouse(screen, 0, 25, 80)
            try await mouse(screen, 32, 25, 64)
            try await mouse(screen, 0, 25, 64, up: true)
            try await screen.waitForBox("Writers", "is wider") { text in
                (text.split(separator: "\n").first?.count ?? 0) > (before.split(separator: "\n").first?.count ?? 0)
            }
            try await screen.keys("Tab", "Tab", "Tab", "+")
            try await screen.wait("the hits have all the room") { $0.box("DR7") == nil && $0.box("Hits") != nil }
            try await screen.keys("+")
            try await screen.wait("the others are back") { $0.box("DR7") != nil }
            try await screen.quit()
        }
    }

    @Test("tmux takes the copy where it is told to")
    func copy() async throws {
        try await BptuiScreen.run(["demo", "-w", "ledger.balance"]) { screen in
            try await screen.waitForBox("DR0", "is armed") { $0.contains("●") }
            try await screen.terminal.setServerOption("set-clipboard", "on")
            try await screen.keys("y")
            try await screen.waitForFooter("copied the watch: ledger.balance:w@0")
            #expect(try await screen.terminal.buffer() == "ledger.balance:w@0")
            try await screen.quit()
        }
    }

    @Test("an onlooker's keys change nothing and say so")
    func readOnly() async throws {
        try await BptuiScreen.run(["demo", "--readonly", "-w", "ledger.balance"]) { screen in
            try await screen.waitForBox("DR0", "is armed") { $0.contains("●") }
            for key in ["x", "a", "Space"] {
                try await screen.keys(key)
                try await screen.waitForFooter("--readonly")
                try await screen.keys("0")
                try await screen.wait("the notice is gone") { !$0.footer.contains("--readonly: the") }
            }
            try await screen.waitForBox("DR0", "is armed still") { $0.contains("●") }
            try await screen.quit()
        }
    }
}
