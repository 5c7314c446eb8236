import Glibc
import TestSupport
import Testing

/// A project's file on the screen: asked about before anything of it acts, remembered by path and content.
@Suite(.serialized, .timeLimit(.minutes(10))) struct ScreenProjectTests {
    private let program = BuiltProducts.path("fixture-spin")

    private func start(
        in folder: TemporaryFolder, _ body: (BptuiScreen) async throws -> Void
    ) async throws {
        try await TmuxSession.run(
            ["sh", "-c", "cd \"$0/project\" && exec \"$@\"", folder.path, BuiltProducts.path("bptui"), program],
            environment: ["XDG_STATE_HOME": folder.path + "/state"]
        ) { try await body(BptuiScreen(terminal: $0)) }
    }

    private func write(_ text: String, in folder: TemporaryFolder) throws {
        try TemporaryFile.write(text, to: folder.path + "/project/.bptui.toml")
    }

    /// R opens the help where the project's file counts, and does something else where it does not.
    private func expectKey(_ isRead: Bool, in bptui: BptuiScreen) async throws {
        try await bptui.waitForHeader("stopped at")
        // Where R is no help, T opens the themes behind it; the help would take it as typed.
        try await bptui.keys("R")
        if !isRead { try await bptui.keys("T") }
        try await bptui.waitForBox(isRead ? "Keys" : "Theme", "is open") { _ in true }
        try await bptui.keys("Escape")
        try await bptui.wait("it is closed") { $0.box("Keys") == nil && $0.box("Theme") == nil }
        try await bptui.quit()
    }

    @Test("once, always, and anew when the file has changed")
    func consent() async throws {
        let folder = TemporaryFolder()
        defer { folder.remove() }
        mkdir(folder.path + "/project", 0o755)
        try write("[keys]\nR = \"help\"\nS = \":export /tmp/x\"\n", in: folder)
        for key in ["y", "Escape", "a"] {
            try await start(in: folder) { bptui in
                let asked = try await bptui.waitForBox("Project", "asks") { $0.contains("It would set") }
                #expect(asked.contains("keys.R = \"help\""))
                #expect(asked.contains(".bptui.toml:3:1: S: commands are for the user's own file alone"))
                #expect(asked.contains("S = \":export /tmp/x\""))
                try await bptui.keys(key)
                try await expectKey(key != "Escape", in: bptui)
            }
        }
        // Always: not asked any more.
        try await start(in: folder) { bptui in try await expectKey(true, in: bptui) }
        try write("[keys]\nR = \"help\"\n", in: folder)
        try await start(in: folder) { bptui in
            try await bptui.waitForBox("Project", "It would set")
            try await bptui.keys("n")
            try await expectKey(false, in: bptui)
        }
        // Never: neither asked nor read.
        try await start(in: folder) { bptui in try await expectKey(false, in: bptui) }
    }
}
