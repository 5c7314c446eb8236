import Configuration
import Glibc
import Screen
import Testing
import ViewModel

/// Frames compared with files: the characters, and a layer of letters for their styles.
///
/// BPTUI_RECORD=1 writes the files anew; BPTUI_PICTURES=DIR writes each frame there as text with ANSI escapes.
@Suite struct GoldenTests {
    enum Form: String, CaseIterable { case color, basic, plain }

    struct Scene: Sendable, CustomTestStringConvertible {
        let name: String
        let width: Int
        let height: Int
        var form = Form.color
        var hasStyles = true
        let state: @Sendable (Int, Int) throws -> AppState

        var testDescription: String { file }
        var file: String { "\(name)-\(width)x\(height)" + (form == .color ? "" : "-\(form.rawValue)") }
    }

    static let scenes: [Scene] =
        [(80, 24), (120, 36)].flatMap { (width, height) -> [Scene] in
            [
                Scene(name: "first", width: width, height: height) { Scenes.first($0, $1) },
                Scene(name: "running", width: width, height: height) { try Scenes.running($0, $1) },
                Scene(name: "stopped", width: width, height: height) { try Scenes.stopped($0, $1) },
                Scene(name: "prompt", width: width, height: height) {
                    Scenes.type("a", in: Scenes.first($0, $1))
                },
                Scene(name: "prompt-error", width: width, height: height) { try Scenes.failedPrompt($0, $1) },
                Scene(name: "help", width: width, height: height) {
                    Scenes.press(.character("?"), in: Scenes.first($0, $1))
                },
                Scene(name: "confirm", width: width, height: height) {
                    Scenes.press(.character("q"), in: try Scenes.running($0, $1))
                },
                Scene(name: "bit", width: width, height: height) {
                    var state = Scenes.press(.tab, in: try Scenes.stopped($0, $1))
                    for _ in 0..<15 { state = Scenes.press(.left, in: state) }
                    return state
                },
                Scene(name: "refused", width: width, height: height) {
                    Scenes.press(.character("c"), in: try Scenes.running($0, $1))
                },
                Scene(name: "scrolled", width: width, height: height) {
                    Scenes.press(.tab, .tab, .tab, .pageUp, .up, in: try Scenes.running($0, $1))
                },
                Scene(name: "keyboard", width: width, height: height) {
                    Scenes.press(.character("o"), in: try Scenes.running($0, $1))
                },
                Scene(name: "running", width: width, height: height, form: .plain) { try Scenes.running($0, $1) },
                Scene(name: "running", width: width, height: height, form: .basic) { try Scenes.running($0, $1) },
            ]
        } + [
            Scene(name: "running", width: 200, height: 60, hasStyles: false) { try Scenes.running($0, $1) },
            Scene(name: "running", width: 100, height: 30, hasStyles: false) { try Scenes.running($0, $1) },
            Scene(name: "stopped", width: 160, height: 48, hasStyles: false) { try Scenes.stopped($0, $1) },
            Scene(name: "status", width: 100, height: 30, hasStyles: false) {
                Scenes.press(.tab, .tab, .right, in: try Scenes.running($0, $1))
            },
            Scene(name: "small", width: 70, height: 20) { Scenes.first($0, $1) },
        ] + writerScenes

    static func capabilities(_ form: Form) throws -> ScreenCapabilities {
        let theme = try ThemeFile.parse(ThemeFile.builtIn[ThemeFile.standardName]!).get()
        return switch form {
        case .color: ScreenCapabilities(depth: .truecolor, unicode: true, theme: theme)
        case .basic: ScreenCapabilities(depth: .sixteen, unicode: true, theme: theme)
        case .plain: ScreenCapabilities(depth: .monochrome, unicode: false, theme: theme)
        }
    }

    @Test(arguments: scenes) func frame(_ scene: Scene) throws { try Self.check(scene) }

    /// Compares a scene's frame with its file.
    static func check(_ scene: Scene) throws {
        let state = try scene.state(scene.width, scene.height)
        let frame = ScreenRenderer(try capabilities(scene.form)).frame(of: state)
        if let folder = getenv("BPTUI_PICTURES") {
            try GoldenFile.write(AnsiDump.text(frame), to: String(cString: folder) + "/\(scene.file).ans")
        }
        try compare(frame, with: scene.file, hasStyles: scene.hasStyles)
    }

    static func compare(_ frame: Frame, with file: String, hasStyles: Bool = true) throws {
        let text = FrameText.describe(frame, withStyles: hasStyles)
        let path = GoldenFile.path(file)
        if getenv("BPTUI_RECORD") != nil {
            try GoldenFile.write(text, to: path)
            return
        }
        let expected = try #require(GoldenFile.read(path), "no golden file \(path): record it with BPTUI_RECORD=1")
        if text != expected { Issue.record(Comment(rawValue: FrameText.difference(text, expected))) }
    }
}
