import Testing
import ViewModel

/// The matrix of threads and slots as frames.
@Suite struct ThreadGoldenTests {
    typealias Scene = GoldenTests.Scene

    static let scenes: [Scene] =
        [(80, 24), (120, 36), (200, 60)].map { width, height in
            Scene(name: "threads", width: width, height: height) { try ThreadScenes.mixed($0, $1) }
        }
        + [
            Scene(name: "threads", width: 80, height: 24, form: .plain) { try ThreadScenes.mixed($0, $1) },
            Scene(name: "threads-followed", width: 80, height: 24) { try ThreadScenes.followed($0, $1) },
            Scene(name: "threads-followed", width: 120, height: 36, hasStyles: false) {
                try ThreadScenes.followed($0, $1)
            },
            Scene(name: "threads-crowd", width: 80, height: 24, hasStyles: false) {
                try ThreadScenes.crowd($0, $1)
            },
            Scene(name: "threads-thread", width: 80, height: 24, hasStyles: false) {
                Scenes.press(.escape, in: try ThreadScenes.mixed($0, $1))
            },
        ]

    @Test(arguments: scenes) func frame(_ scene: Scene) throws { try GoldenTests.check(scene) }
}
