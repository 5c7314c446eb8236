import TestSupport
import Testing

/// Themes in the real program: chosen, kept, the user's own, mended while they are shown.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct ScreenThemeTests {
    private let program = BuiltProducts.path("fixture-spin")

    /// As a terminal is told to paint a ground.
    private static func ground(_ red: Int, _ green: Int, _ blue: Int) -> String { "48;2;\(red);\(green);\(blue)" }
    private static let night = ground(26, 27, 38)
    private static let cream = ground(253, 246, 227)

    private func waitForGround(_ ground: String, in bptui: BptuiScreen) async throws {
        try await bptui.terminal.waitFor("the ground \(ground)", isStyled: true) { $0.contains(ground) }
    }

    @Test("the screen follows the list; Escape returns, Enter keeps, :theme takes a name")
    func choosing() async throws {
        try await ThemeFolder.run([:]) { folder in
            try await BptuiScreen.run([program], environment: ["XDG_CONFIG_HOME": folder.path]) { bptui in
                try await bptui.waitForHeader("stopped at")
                try await waitForGround(Self.night, in: bptui)
                try await bptui.keys("T")
                try await bptui.waitForBox("Theme", "▸ tokyo-night")
                try await bptui.keys("Up", "Up")
                try await bptui.waitForBox("Theme", "▸ solarized-light")
                try await waitForGround(Self.cream, in: bptui)
                try await bptui.keys("Escape")
                try await bptui.wait("the list is gone") { $0.box("Theme") == nil }
                try await waitForGround(Self.night, in: bptui)
                try await bptui.keys("T", "Up", "Up", "Enter")
                try await bptui.waitForFooter("theme solarized-light")
                try await waitForGround(Self.cream, in: bptui)
                try await bptui.keys(":")
                try await bptui.terminal.sendLiteral("theme tok")
                try await bptui.waitForBox("Command", "tokyo-night")
                try await bptui.keys("Tab", "Enter")
                try await bptui.waitForFooter("theme tokyo-night")
                try await waitForGround(Self.night, in: bptui)
                try await bptui.quit()
            }
        }
    }

    @Test("a theme of the user's is used by its name, and the screen follows its file")
    func following() async throws {
        let text = "inherits = \"tokyo-night\"\n[palette]\nnight = \"#101112\"\n"
        try await ThemeFolder.run(["mine": text]) { folder in
            let environment = ["XDG_CONFIG_HOME": folder.path]
            try await BptuiScreen.run(["--theme", "mine", program], environment: environment) { bptui in
                try await bptui.waitForHeader("stopped at")
                try await waitForGround(Self.ground(0x10, 0x11, 0x12), in: bptui)
                try folder.write("mine", text.replacing("#101112", with: "#131415"))
                try await bptui.waitForFooter("theme mine, as its file is now")
                try await waitForGround(Self.ground(0x13, 0x14, 0x15), in: bptui)
                // Half a sentence: said, and the screen stays as it is.
                try folder.write("mine", "inherits = \"tokyo-night\"\n\n[palette]\nnight = dark\n")
                // The notice may take two lines.
                try await bptui.wait("the mistake") { $0.contains("mine.toml:4:9: dark is no value here") }
                try await waitForGround(Self.ground(0x13, 0x14, 0x15), in: bptui)
                try folder.write("mine", text)
                try await bptui.waitForFooter("theme mine, as its file is now")
                try await waitForGround(Self.ground(0x10, 0x11, 0x12), in: bptui)
                try folder.write("other", "inherits = \"mine\"\n")
                try await bptui.keys("T")
                try await bptui.waitForBox("Theme", "other")
                try await bptui.keys("Escape")
                try await bptui.wait("the list is gone") { $0.box("Theme") == nil }
                try await bptui.quit()
            }
        }
    }

    @Test("a broken theme is told with its place, and the standard one is used")
    func broken() async throws {
        try await ThemeFolder.run(["rose": "inherits = \"nord\"\n[roles]\nok = \"lime\"\n"]) { folder in
            let environment = ["XDG_CONFIG_HOME": folder.path]
            for option in ["rose", folder.file("rose")] {
                try await BptuiScreen.run(["--theme", option, program], environment: environment) { bptui in
                    try await bptui.wait("the reason") {
                        $0.contains("rose.toml:3:1: ok: no such colour in the palette: lime")
                    }
                    try await waitForGround(Self.night, in: bptui)
                    try await bptui.waitForHeader("stopped at")
                    try await bptui.quit()
                }
            }
        }
    }

    @Test("what was chosen is there again at the next start, unless the command line names another")
    func remembering() async throws {
        let folder = TemporaryFolder()
        defer { folder.remove() }
        let environment = ["XDG_STATE_HOME": folder.path]
        try await BptuiScreen.run([program], environment: environment) { bptui in
            try await bptui.waitForHeader("stopped at")
            try await bptui.keys("T", "Up", "Up", "Enter")
            try await bptui.waitForFooter("theme solarized-light")
            try await bptui.quit()
        }
        try await BptuiScreen.run([program], environment: environment) { bptui in
            try await bptui.waitForHeader("stopped at")
            try await waitForGround(Self.cream, in: bptui)
            try await bptui.quit()
        }
        try await BptuiScreen.run(["--theme", "tokyo-night", program], environment: environment) { bptui in
            try await bptui.waitForHeader("stopped at")
            try await waitForGround(Self.night, in: bptui)
            try await bptui.quit()
        }
    }

    @Test("a theme that cannot be remembered is shown, and it is said why")
    func notRemembered() async throws {
        try await BptuiScreen.run([program], environment: ["XDG_STATE_HOME": "/dev/null"]) { bptui in
            try await bptui.waitForHeader("stopped at")
            try await bptui.keys("T", "Up", "Up", "Enter")
            try await bptui.waitForFooter("not remembered: /dev/null/bptui: Not a directory")
            try await waitForGround(Self.cream, in: bptui)
            try await bptui.quit()
        }
    }

    @Test("a name that no theme has is refused before anything is started")
    func unknown() async throws {
        let run = try await Run.bptui("--theme", "nrod", program)
        #expect(run.status == 64)
        #expect(run.error == "bptui: no theme 'nrod'; did you mean nord?\n")
        let file = try await Run.bptui("--theme", "./nowhere.toml", program)
        #expect(file.status == 64 && file.error.contains("nowhere.toml' cannot be read: No such file"))
    }
}
