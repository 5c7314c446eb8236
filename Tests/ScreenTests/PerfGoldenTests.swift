import Screen
import Testing
import ViewModel

/// Watches that perf sees as frames: no DR6, and the register is the kernel's choice.
@Suite struct PerfGoldenTests {
    typealias Scene = GoldenTests.Scene

    static let scenes: [Scene] =
        [(80, 24), (120, 36)].flatMap { (width, height) -> [Scene] in
            [
                Scene(name: "perf", width: width, height: height) { try PerfScenes.running($0, $1) },
                Scene(name: "perf-armed", width: width, height: height, hasStyles: false) {
                    try PerfScenes.armed($0, $1)
                },
                Scene(name: "perf-beside", width: width, height: height, hasStyles: false) {
                    try PerfScenes.besidePtrace($0, $1)
                },
                Scene(name: "perf-detail", width: width, height: height, hasStyles: false) {
                    try PerfScenes.detail($0, $1)
                },
            ]
        }
        + [Scene(name: "perf", width: 120, height: 36, form: .plain) { try PerfScenes.running($0, $1) }]

    @Test(arguments: scenes) func frame(_ scene: Scene) throws { try GoldenTests.check(scene) }
}
