import Testing
import ViewModel

struct ProcessPickerModelTests {
    private func picker(_ count: Int = 5, height: Int = 24) -> ProcessPicker {
        ProcessPicker(
            name: "server",
            entries: (0..<count).map {
                ProcessEntry(
                    pid: Int32(100 + $0), user: $0 % 2 == 0 ? "anna" : "bo", state: "S", threadCount: 1,
                    command: "./server --port \(80 + $0)")
            }, width: 80, height: height)
    }

    private func press(_ keys: KeyPress..., in picker: inout ProcessPicker) -> ProcessPicker.Outcome {
        keys.reduce(.undecided) { $0 == .undecided ? picker.press($1) : $0 }
    }

    @Test func arrowsAndEnter() {
        var picker = picker()
        #expect(press(.up, .down, .down, .enter, in: &picker) == .chosen(102))
        #expect(press(.end, .down, .enter, in: &picker) == .chosen(104))
        #expect(press(.home, .pageDown, .pageUp, .enter, in: &picker) == .chosen(100))
    }

    @Test func typingNarrows() {
        var picker = picker()
        for character in "bo 83" { #expect(picker.press(.character(character)) == .undecided) }
        #expect(picker.shown.map(\.pid) == [103])
        #expect(press(.enter, in: &picker) == .chosen(103))
        // Escape gives the whole list back, with the same one selected.
        #expect(press(.escape, in: &picker) == .undecided)
        #expect(picker.shown.count == 5 && picker.selected?.pid == 103)
        #expect(press(.escape, in: &picker) == .left)
    }

    @Test func nothingMatches() {
        var picker = picker()
        for character in "zz" { _ = picker.press(.character(character)) }
        #expect(picker.shown.isEmpty && picker.selected == nil)
        #expect(press(.enter, .down, .up, in: &picker) == .undecided)
        #expect(press(.backspace, .backspace, .enter, in: &picker) == .chosen(100))
    }

    /// `q` is text once something is typed.
    @Test func aLetterThatLeaves() {
        var picker = picker()
        #expect(press(.character("/"), .character("q"), in: &picker) == .undecided)
        #expect(picker.filter.text == "q")
        picker = self.picker()
        #expect(press(.character("q"), in: &picker) == .left)
        #expect(press(.control("c"), in: &picker) == .left)
    }

    /// The one selected stays so while others come and go.
    @Test func theListChanges() {
        var picker = picker()
        _ = press(.down, .down, in: &picker)
        picker.refresh(picker.entries.filter { $0.pid != 100 })
        #expect(picker.selected?.pid == 102)
        picker.refresh(picker.entries.filter { $0.pid != 102 })
        #expect(picker.selected?.pid == 103)
        picker.refresh([])
        #expect(picker.selected == nil && press(.enter, in: &picker) == .undecided)
    }

    @Test func theSelectionStaysInSight() {
        var picker = picker(100)
        for _ in 0..<100 {
            let selection = picker.selection!
            #expect((picker.firstShown..<picker.firstShown + picker.rows).contains(selection))
            _ = picker.press(.down)
        }
        picker.click(row: 0)
        #expect(picker.selection == 100 - picker.rows)
    }

    @Test(arguments: [
        (0, "0 s"), (59, "59 s"), (60, "1 min"), (3599, "59 min"), (3600, "1 h"), (11_100, "3 h 5 min"),
        (86_400, "1 d"), (187_200, "2 d 4 h"),
    ]) func ages(seconds: UInt64, words: String) {
        let entry = ProcessEntry(pid: 1, user: "", state: "R", threadCount: 1, age: seconds, command: "")
        #expect(entry.ageWords == words)
    }
}
