import Session
import Testing
import ViewModel

/// Pasted text, Ctrl-L, and the screen as a file: what holds whatever lies over the panes.
@Suite struct PasteTests {
    @Test func withoutALineItIsRefusedAndNeverKeys() {
        let refusal = Samples.toast(.warning, "pasted text is no keys: open a line for it first, with a, / or :")
        expect(Samples.stopped(), .paste("kyq\n")) { $0.toast = refusal }
        let asking = Samples.press(.character("k"), in: Samples.stopped())
        #expect(asking.modal == .confirmation(.kill))
        expect(asking, .paste("y")) { $0.toast = refusal }
        let reading = Samples.press(.character("?"), in: Samples.stopped())
        expect(reading, .paste("q")) { $0.modal = .help(firstLine: 0, filter: LineEditor("q")) }
    }

    @Test func inALineItIsHarmlessText() {
        let state = Samples.press(.character(":"), in: Samples.stopped())
        expect(state, .paste("print\ta\r\n\u{1B}]0;x\u{7}b\u{9b}\n")) {
            $0.modal = .prompt(Prompt(.command, LineEditor("print a ]0;x b")))
        }
    }

    @Test(arguments: ["a", ":", "/", "?", "M", "k"] as [Character]) func everythingIsPaintedAnewFrom(
        key: Character
    ) {
        let state = Samples.press(.character(key), in: Samples.stopped())
        expect(state, .control("l"), effects: [.redraw])
    }

    @Test func theProgramsKeyboardHasItsOwn() {
        let state = Samples.press(.character("o"), in: Samples.running())
        expect(state, .control("l"), effects: [.writeToProgram([0x0C])])
    }

    @Test(arguments: [("save-screen", false), ("save-screen!", true)]) func theScreenIsSaved(
        name: String, replaces: Bool
    ) {
        var state = Samples.press(.character(":"), in: Samples.stopped())
        for character in name + " my file.txt" { _ = state.update(.key(.character(character))) }
        expect(state, .enter, effects: [.saveScreen("my file.txt", replaces: replaces)]) { $0.modal = nil }
    }
}
