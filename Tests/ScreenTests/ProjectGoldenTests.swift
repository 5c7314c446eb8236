import Glibc
import Screen
import Testing
import ViewModel

/// The question whether a project's file is read.
struct ProjectGoldenTests {
    static func question(_ width: Int, _ height: Int) -> ProjectQuestion {
        var question = ProjectQuestion(
            path: "/home/anna/work/queue/.bptui.toml",
            settings: [
                "theme = \"dracula\"", "[defaults] on-hit = \"stop\"", "[defaults] backend = \"ptrace\"",
                "[keys] F5 = \"continue\"", "[watches] counter:w,log if new > 100",
                "[watches] config.limits[2]/8:rw@1,flexible",
            ],
            problems: [
                "line 9: [defaults] on_hit is not known; did you mean on-hit?",
                "line 12: [keys] F13 is no key of a terminal's: it would never be pressed, whatever the terminal says of itself",
            ],
            text: [
                "# Where the queue loses its elements.", "theme = \"dracula\"", "", "[defaults]", "on-hit = \"stop\"",
                "backend = \"ptrace\"", "", "# \u{1B}[31mRed\u{1B}[0m.", "on_hit = \"log\"", "", "[keys]",
                "F13 = \"pause\"", "F5 = \"continue\"", "", "[watches]", "list = [",
                "  \"counter:w,log if new > 100\",",
                "  \"config.limits[2]/8:rw@1,flexible\",", "]",
            ])
        question.resize(width: width, height: height)
        return question
    }

    private func check(_ question: ProjectQuestion, _ name: String, _ form: GoldenTests.Form = .color) throws {
        let frame = ScreenRenderer(try GoldenTests.capabilities(form)).frame(of: question)
        let text = FrameText.describe(frame, withStyles: true)
        let path = GoldenFile.path(name)
        if getenv("BPTUI_RECORD") != nil { return try GoldenFile.write(text, to: path) }
        let expected = try #require(GoldenFile.read(path), "no golden file \(path): record it with BPTUI_RECORD=1")
        if text != expected { Issue.record(Comment(rawValue: FrameText.difference(text, expected))) }
    }

    @Test(arguments: [(80, 24), (120, 36)]) func whatItWouldSet(width: Int, height: Int) throws {
        try check(Self.question(width, height), "project-\(width)x\(height)")
    }

    @Test func scrolled() throws {
        var question = Self.question(80, 24)
        _ = question.press(.end)
        try check(question, "project-end-80x24")
        try check(question, "project-end-80x24-plain", .plain)
    }

    @Test(arguments: [(80, 24), (120, 36)]) func nothingToSet(width: Int, height: Int) throws {
        var question = ProjectQuestion(path: "/srv/.bptui.toml", settings: [], problems: [], text: ["# Nothing yet."])
        question.resize(width: width, height: height)
        try check(question, "project-empty-\(width)x\(height)")
    }

    /// Nothing is drawn outside, and no control character gets in.
    @Test func everySize() throws {
        let renderer = ScreenRenderer(try GoldenTests.capabilities(.color))
        for width in 1...130 {
            for height in [1, 2, 5, 8, 9, 13, 24, 40] {
                let frame = renderer.frame(of: Self.question(width, height))
                #expect(frame.width == width && frame.height == height)
                let isControlled = frame.cells.contains { cell in
                    cell.character.unicodeScalars.contains {
                        $0.value != 0 && $0.properties.generalCategory == .control
                    }
                }
                #expect(!isControlled, "a control character at \(width)×\(height)")
            }
        }
    }
}
