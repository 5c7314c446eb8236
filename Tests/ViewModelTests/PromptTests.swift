import DebugRegisters
import ProgramModel
import Session
import Testing
import ViewModel
import WatchSlots

@Suite struct PromptTests {
    private func prompt(_ text: String, cursor: Int? = nil, error: ExpressionError? = nil, isSubmitted: Bool = false)
        -> Modal
    {
        .prompt(
            Prompt(
                .watch, LineEditor(text, cursor: cursor), error: error,
                submission: isSubmitted ? Prompt.Submission(.watch, text) : nil))
    }

    @Test func submitsTheText() {
        var state = expect(Samples.stopped(), .character("a")) { $0.modal = prompt("") }
        for (index, character) in "c/4".enumerated() {
            state = expect(state, .character(character)) { $0.modal = prompt(String("c/4".prefix(index + 1))) }
        }
        state = expect(state, .enter, effects: [.addWatch("c/4")]) { $0.modal = prompt("c/4", isSubmitted: true) }
        expect(state, .enter)
        expect(state, .addWatchSucceeded) { $0.modal = nil }
    }

    @Test func keepsTheTextAfterAnError() {
        let error = ExpressionError("no symbol 'c'", column: 0, suggestions: ["counter"])
        var state = Samples.press(.character("a"), .character("c"), .enter, in: Samples.stopped())
        state = expect(state, .addWatchFailed(error)) { $0.modal = prompt("c", error: error) }
        // Moving the cursor keeps the message, an edit takes it away.
        state = expect(state, .left) { $0.modal = prompt("c", cursor: 0, error: error) }
        expect(state, .character("x")) { $0.modal = prompt("xc", cursor: 1) }
        expect(state, .escape) { $0.modal = nil }
        // The answer to a prompt that was left is a notice.
        expect(Samples.stopped(), .addWatchFailed(error)) { $0.toast = Samples.toast(.error, "no symbol 'c'") }
        expect(Samples.stopped(), .addWatchSucceeded)
    }

    @Test func anEmptyTextIsNoWatch() {
        expect(Samples.press(.character("a"), .character(" "), in: Samples.stopped()), .enter) {
            $0.modal = prompt(" ", error: ExpressionError("give a name or an address to watch"))
        }
    }

    @Test func enterWatchesInTheChosenSlot() throws {
        expect(Samples.press(.character("2"), in: Samples.stopped()), .enter) { $0.modal = prompt("@2", cursor: 0) }
        expect(try Samples.watching(), .enter) {
            $0.toast = Samples.toast(.warning, "DR0 is taken: t, l, b and Space change its watch, x removes it")
        }
    }

    @Test func saysWhyNothingCanBeWatched() throws {
        expect(Samples.ended(), .character("a")) {
            $0.toast = Samples.toast(.warning, "nothing to watch: the program has ended; r starts it anew")
        }
        var board = try Samples.board()
        board.heldByOthers[.dr2] = "perf"
        expect(try Samples.watching(board), .character("a")) {
            $0.toast = Samples.toast(
                .warning, "all four slots are taken: x removes the chosen watch, R makes it take turns (,flexible)")
        }
    }

    @Test func pastesOneLine() {
        expect(Samples.press(.character("a"), in: Samples.stopped()), .paste("a.b\n")) { $0.modal = prompt("a.b") }
        expect(Samples.press(.character("a"), in: Samples.stopped()), .paste("a\n\u{1B}b")) { $0.modal = prompt("a b") }
    }

    @Test(arguments: [
        (KeyPress.left, "ab cd", 2, "ab cd", 1), (.right, "ab cd", 2, "ab cd", 3), (.home, "ab cd", 3, "ab cd", 0),
        (.control("a"), "ab cd", 3, "ab cd", 0), (.end, "ab cd", 1, "ab cd", 5),
        (.control("e"), "ab cd", 1, "ab cd", 5),
        (.backspace, "ab cd", 2, "a cd", 1), (.backspace, "ab", 0, "ab", 0), (.delete, "ab cd", 2, "abcd", 2),
        (.delete, "ab", 2, "ab", 2), (.control("u"), "ab cd", 3, "cd", 0), (.control("k"), "ab cd", 3, "ab ", 3),
        (.control("w"), "ab cd", 5, "ab ", 3), (.control("w"), "ab  cd", 4, "cd", 0), (.control("w"), "ab", 0, "ab", 0),
    ]) func edits(_ key: KeyPress, _ text: String, _ cursor: Int, _ after: String, _ cursorAfter: Int) {
        var state = Samples.stopped()
        state.modal = prompt(text, cursor: cursor)
        expect(state, key) { $0.modal = prompt(after, cursor: cursorAfter) }
    }
}
