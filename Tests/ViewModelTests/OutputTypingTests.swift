import Session
import Testing
import ViewModel

/// The program's keyboard: keys as a terminal sends them, answers, and what a full-screen program is told.
@Suite struct OutputTypingTests {
    private func typing() -> AppState { Samples.press(.character("o"), in: Samples.running()) }

    private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    @Test func keysAreSentAsTheProgramAskedForThem() {
        let keys: [(KeyPress, String, String)] = [
            (.up, "\u{1B}[A", "\u{1B}OA"), (.down, "\u{1B}[B", "\u{1B}OB"), (.right, "\u{1B}[C", "\u{1B}OC"),
            (.left, "\u{1B}[D", "\u{1B}OD"), (.home, "\u{1B}[H", "\u{1B}OH"), (.end, "\u{1B}[F", "\u{1B}OF"),
            (.pageUp, "\u{1B}[5~", "\u{1B}[5~"), (.delete, "\u{1B}[3~", "\u{1B}[3~"),
            (.function(1), "\u{1B}OP", "\u{1B}OP"),
            (.function(12), "\u{1B}[24~", "\u{1B}[24~"), (.control("c"), "\u{3}", "\u{3}"),
            (.backspace, "\u{7F}", "\u{7F}"),
        ]
        var asked = typing()
        _ = asked.update(.output(bytes("\u{1B}[?1h")))
        var back = asked
        _ = back.update(.output(bytes("\u{1B}[?1l")))
        for (key, normal, application) in keys {
            expect(typing(), key, effects: [.writeToProgram(bytes(normal))])
            expect(asked, key, effects: [.writeToProgram(bytes(application))])
            expect(back, key, effects: [.writeToProgram(bytes(normal))])
        }
    }

    @Test func modifiersAreSentAsXtermDoes() {
        let keys: [(KeyPress, KeyModifiers, String)] = [
            (.up, .shift, "1;2A"), (.down, .alt, "1;3B"), (.right, .control, "1;5C"), (.left, [.shift, .alt], "1;4D"),
            (.home, .control, "1;5H"), (.end, [.alt, .control], "1;7F"), (.pageUp, [.shift, .control], "5;6~"),
            (.pageDown, .shift, "6;2~"), (.insert, .shift, "2;2~"), (.delete, [.shift, .alt, .control], "3;8~"),
            (.function(1), .shift, "1;2P"), (.function(4), .control, "1;5S"), (.function(5), .alt, "15;3~"),
            (.function(12), .control, "24;5~"),
        ]
        var asked = typing()
        _ = asked.update(.output(bytes("\u{1B}[?1h")))
        for state in [typing(), asked] {
            for (key, modifiers, text) in keys {
                var state = state
                #expect(state.update(.modifiedKey(key, modifiers)) == [.writeToProgram(bytes("\u{1B}[\(text)"))])
            }
        }
        // What has no such form is sent as it is.
        #expect(KeyPress.enter.bytes(with: .control) == [0x0D])
        #expect(KeyPress.up.bytes(with: []) == KeyPress.up.bytes)
    }

    @Test func elsewhereAKeyCountsWithoutItsModifiers() {
        let state = Samples.running()
        var (plain, modified) = (state, state)
        for key in [KeyPress.down, .end, .up, .pageUp] {
            #expect(plain.update(.key(key)) == modified.update(.modifiedKey(key, .control)))
            #expect(plain == modified)
        }
        var untouched = state
        #expect(untouched.update(.modifiedKey(.function(1), .shift)) == [])
        #expect(untouched == state)
    }

    @Test func pastesAreMarkedWhereTheProgramAskedForIt() {
        var state = typing()
        expect(state, .paste("a\nb"), effects: [.writeToProgram(bytes("a\rb"))])
        _ = state.update(.output(bytes("\u{1B}[?2004h")))
        expect(state, .paste("a\nb"), effects: [.writeToProgram(bytes("\u{1B}[200~a\rb\u{1B}[201~"))])
        // Nothing in it can end it before its end.
        expect(
            state, .paste("a\u{1B}[201~\u{3}b"), effects: [.writeToProgram(bytes("\u{1B}[200~a[201~b\u{1B}[201~"))])
    }

    @Test func answersGoBackToTheProgram() {
        var state = Samples.running()
        #expect(state.update(.output(bytes("ab\u{1B}[6n"))) == [.writeToProgram(bytes("\u{1B}[1;3R"))])
        #expect(state.update(.output(bytes("c"))) == [])
    }

    @Test func typingGoesToTheEndOfTheOutput() {
        var state = typing()
        _ = state.update(.output(bytes(String(repeating: "line\r\n", count: 100))))
        state.outputScroll = 7
        expect(state, .character("x"), effects: [.writeToProgram([0x78])]) { $0.outputScroll = 0 }
    }

    @Test func fullScreenProgramsAreToldOnceOfTheTerminalThatTheyWant() {
        var state = Samples.running()
        _ = state.update(.output(bytes("\u{1B}[?1049h")))
        #expect(state.toast?.notice.text.contains("then bptui --tty") == true)
        #expect(state.output.isAlternate)
        state.toast = nil
        _ = state.update(.output(bytes("\u{1B}[?1049l\u{1B}[?1049h\u{1B}[2;5r")))
        #expect(state.toast == nil)
    }

    @Test func theOutputIsAsWideAsItsPane() {
        var state = Samples.running()
        for (width, height) in [(80, 24), (120, 36), (200, 60)] {
            _ = state.update(.resize(width: width, height: height))
            _ = state.update(.output(bytes("x")))
            #expect(state.output.columns == state.layout?.outputSize.columns)
            #expect(state.output.rows == state.layout?.outputSize.rows)
        }
    }
}
