import DebugRegisters
import ProgramModel
import Session
import Testing
import ViewModel

/// The detail, the stack of a stop, the prompts and the command line as frames.
@Suite struct DetailGoldenTests {
    typealias Scene = GoldenTests.Scene

    static let scenes: [Scene] =
        [(80, 24), (120, 36), (200, 60)].flatMap { (width, height) -> [Scene] in
            [
                Scene(name: "detail", width: width, height: height) { try DetailScenes.complete($0, $1) },
                Scene(name: "detail-missing", width: width, height: height, hasStyles: false) {
                    try DetailScenes.missing($0, $1)
                },
                Scene(name: "stack", width: width, height: height, hasStyles: false) {
                    try DetailScenes.stopStack($0, $1)
                },
            ]
        }
        + [(80, 24), (120, 36)].flatMap { (width, height) -> [Scene] in
            [
                Scene(name: "condition-error", width: width, height: height) {
                    try DetailScenes.failedCondition($0, $1)
                },
                Scene(name: "command", width: width, height: height, hasStyles: false) {
                    Scenes.type(":", in: try Scenes.running($0, $1))
                },
                Scene(name: "command-several", width: width, height: height) {
                    Scenes.type(":s", in: try Scenes.running($0, $1))
                },
                Scene(name: "command-completed", width: width, height: height) {
                    Scenes.press(.tab, in: Scenes.type(":se", in: try Scenes.running($0, $1)))
                },
                Scene(name: "command-unknown", width: width, height: height, hasStyles: false) {
                    Scenes.press(.enter, in: Scenes.type("  :wtach a", in: Scenes.type(":", in: Scenes.first($0, $1))))
                },
                Scene(name: "printed", width: width, height: height) { try DetailScenes.printed($0, $1) },
            ]
        } + [
            Scene(name: "detail", width: 120, height: 36, form: .plain) { try DetailScenes.complete($0, $1) },
            Scene(name: "detail-scrolled", width: 80, height: 24, hasStyles: false) {
                Scenes.press(.tab, .tab, .tab, in: try DetailScenes.complete($0, $1))
            },
            Scene(name: "detail-asking", width: 120, height: 36, hasStyles: false) {
                try DetailScenes.asking($0, $1)
            },
            Scene(name: "writer", width: 120, height: 36, hasStyles: false) { width, height in
                var state = try DetailScenes.complete(width, height)
                state.modal = .detail(.site(Scenes.siteID(Scenes.bump, .dr0)), firstLine: 0)
                return state
            },
            Scene(name: "symbols", width: 80, height: 24, hasStyles: false) { width, height in
                var state = Scenes.size(width, height)
                Scenes.apply(Scenes.start, to: &state)
                return state
            },
        ]

    @Test(arguments: scenes) func frame(_ scene: Scene) throws { try GoldenTests.check(scene) }
}
