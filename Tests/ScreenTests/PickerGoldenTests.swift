import Glibc
import Screen
import Testing
import ViewModel

/// The list of processes to choose from.
struct PickerGoldenTests {
    static func picker(_ width: Int, _ height: Int) -> ProcessPicker {
        ProcessPicker(
            name: "server",
            entries: [
                ProcessEntry(
                    pid: 811, user: "root", state: "S", threadCount: 1, age: 187_200, command: "/usr/sbin/server -D"),
                ProcessEntry(
                    pid: 40213, user: "anna", state: "R", threadCount: 208, age: 11_100,
                    command: "./server --port 8080 --workers 200 --log /var/log/server.log --color \u{1B}[31mred"),
                ProcessEntry(
                    pid: 40977, user: "www-data", state: "T", threadCount: 4, age: 64, command: "server: worker 2"),
                ProcessEntry(pid: 41002, user: "anna", state: "t", threadCount: 1, age: nil, command: "server"),
            ], width: width, height: height)
    }

    private func check(_ picker: ProcessPicker, _ name: String, _ form: GoldenTests.Form = .color) throws {
        let frame = ScreenRenderer(try GoldenTests.capabilities(form)).frame(of: picker)
        let text = FrameText.describe(frame, withStyles: true)
        let path = GoldenFile.path(name)
        if getenv("BPTUI_RECORD") != nil { return try GoldenFile.write(text, to: path) }
        let expected = try #require(GoldenFile.read(path), "no golden file \(path): record it with BPTUI_RECORD=1")
        if text != expected { Issue.record(Comment(rawValue: FrameText.difference(text, expected))) }
    }

    @Test(arguments: [(80, 24), (120, 36)]) func chosen(width: Int, height: Int) throws {
        var picker = Self.picker(width, height)
        _ = picker.press(.down)
        try check(picker, "picker-\(width)x\(height)")
    }

    @Test func filtered() throws {
        var picker = Self.picker(80, 24)
        for character in "anna" { _ = picker.press(.character(character)) }
        try check(picker, "picker-filter-80x24")
        try check(picker, "picker-filter-80x24-plain", .plain)
    }

    /// Nothing is drawn outside, and no control character gets in.
    @Test func everySize() throws {
        let renderer = ScreenRenderer(try GoldenTests.capabilities(.color))
        for width in 1...130 {
            for height in [1, 2, 5, 11, 12, 13, 24, 40] {
                let frame = renderer.frame(of: Self.picker(width, height))
                #expect(frame.width == width && frame.height == height)
                for row in 0..<height {
                    for column in 0..<width {
                        let isControl = frame[row, column].character.unicodeScalars.contains {
                            $0.value != 0 && $0.properties.generalCategory == .control
                        }
                        if isControl { Issue.record("a control character at \(row), \(column) of \(width)×\(height)") }
                    }
                }
            }
        }
    }
}
