import DebugRegisters
import HitRules
import ProgramModel
import Session
import Testing
import ViewModel
import WatchSlots

/// Rules of the chosen watch, the prompts behind them, and the `:` line.
@Suite struct CommandTests {
    private static let id = WatchID(rawValue: 1)

    private func type(_ text: String, in state: AppState) -> AppState {
        var state = state
        for character in text { _ = state.update(.key(.character(character))) }
        return state
    }

    private func prompt(_ state: AppState) -> Prompt? {
        if case .prompt(let prompt)? = state.modal { prompt } else { nil }
    }

    // MARK: Keys

    @Test func togglesRules() throws {
        let state = try Samples.watching()
        expect(state, .character("O"), effects: [.session(.setOneShot(Self.id, true))])
        expect(state, .character("C"), effects: [.session(.setChangedOnly(Self.id, true))])
        let set = try Samples.watching(Samples.board(rule: HitRule(isOneShot: true, changedOnly: true)))
        expect(set, .character("O"), effects: [.session(.setOneShot(Self.id, false))])
        expect(set, .character("C"), effects: [.session(.setChangedOnly(Self.id, false))])
        expect(Samples.press(.character("1"), in: state), .character("C")) {
            $0.toast = Samples.toast(.warning, "an execution changes no value")
        }
    }

    @Test(arguments: ["=", "i", "O", "C"] as [Character]) func saysWhyASlotHasNoRule(_ key: Character) throws {
        expect(Samples.press(.character("2"), in: try Samples.watching()), .character(key)) {
            $0.toast = Samples.toast(.warning, "DR2 is free: a watches something")
        }
    }

    // MARK: The condition

    @Test func aConditionIsHandedInAndStandsWhenTheBoardHasIt() throws {
        var state = expect(try Samples.watching(), .character("=")) { $0.modal = .prompt(Prompt(.condition(Self.id))) }
        state = type(" new > 5", in: state)
        let submission = Prompt.Submission(.condition(Self.id), "new > 5", column: 1)
        state = expect(state, .enter, effects: [.session(.setCondition(Self.id, "new > 5"))]) {
            $0.modal = .prompt(Prompt(.condition(Self.id), LineEditor(" new > 5"), submission: submission))
        }
        // A board that says something else is no answer.
        _ = state.update(.session(.watches(try Samples.board())))
        #expect(prompt(state)?.isSubmitted == true)
        _ = state.update(.session(.watches(try Samples.board(condition: "new > 5"))))
        #expect(state.modal == nil)
        // It is there the next time.
        expect(state, .character("=")) { $0.modal = .prompt(Prompt(.condition(Self.id), LineEditor("new > 5"))) }
    }

    @Test func anEmptyConditionTakesItAway() throws {
        let state = try Samples.watching(Samples.board(condition: "new > 5"))
        let cleared = Samples.press(.character("="), .control("u"), in: state)
        expect(cleared, .enter, effects: [.session(.setCondition(Self.id, nil))]) { $0.modal = nil }
        // The same once more changes nothing.
        expect(Samples.press(.character("="), in: state), .enter) { $0.modal = nil }
    }

    @Test func aRefusedConditionComesBackWithItsColumn() throws {
        var state = Samples.press(.enter, in: type("= nwe > 5", in: try Samples.watching()))
        let error = ExpressionError("no symbol 'nwe'", column: 0, suggestions: ["new"])
        // Somebody else's refusal is a notice, and the prompt goes on waiting.
        let other = Samples.press(in: state, after: [.session(.evaluationRefused("x", error))])
        #expect(other.toast?.notice.text == "x: no symbol 'nwe'" && prompt(other)?.isSubmitted == true)
        state = expect(state, .session(.evaluationRefused("nwe > 5", error))) {
            $0.modal = .prompt(
                Prompt(
                    .condition(Self.id), LineEditor(" nwe > 5"),
                    error: ExpressionError("no symbol 'nwe'", column: 1, suggestions: ["new"])))
        }
        // An edit takes the message away; the text can be handed in again.
        state = Samples.press(.home, .delete, in: state)
        #expect(prompt(state)?.error == nil)
        #expect(state.update(.key(.enter)) == [.session(.setCondition(Self.id, "nwe > 5"))])
    }

    @Test func aWatchThatGoesTakesItsConditionWithIt() throws {
        var state = Samples.press(.enter, in: type("=new", in: try Samples.watching()))
        _ = state.update(.session(.watches(WatchBoard())))
        #expect(prompt(state)?.error == ExpressionError("the watch is gone"))
    }

    // MARK: The ignore count

    @Test func setsTheIgnoreCount() throws {
        let state = type("i12", in: try Samples.watching())
        expect(state, .enter, effects: [.session(.setIgnoreCount(Self.id, 12))]) { $0.modal = nil }
        let wrong = Samples.press(.enter, in: type("i1x", in: try Samples.watching()))
        #expect(prompt(wrong)?.error == ExpressionError("'1x' is not a count of hits", column: 0))
        let set = try Samples.watching(Samples.board(rule: HitRule(ignoreCount: 7)))
        #expect(prompt(Samples.press(.character("i"), in: set))?.editor.text == "7")
        let cleared = Samples.press(.character("i"), .control("u"), in: set)
        expect(cleared, .enter, effects: [.session(.setIgnoreCount(Self.id, 0))]) { $0.modal = nil }
    }

    // MARK: The table

    @Test func everyCommandIsNamedOnceAndHasAHelp() {
        #expect(Set(Command.all.map(\.name)).count == Command.all.count)
        let help = HelpEntry.all(.standard)
        for command in Command.all {
            #expect(!command.help.isEmpty)
            #expect(help.contains(HelpEntry(name: command.usage, text: command.help)))
        }
    }

    @Test(arguments: [
        ("wa", "watch "), ("s", "s"), ("st", "st"), ("sta", "stack"), ("se", "set "), ("re", "re"), ("x", "x"),
        ("con", "continue "), ("map f5 rest", "map f5 restart"), ("map f5 toggle-a", "map f5 toggle-a"),
        ("map f5 toggle-c", "map f5 toggle-changed-only"),
    ]) func completes(_ text: String, _ completed: String) {
        let state = Samples.press(.tab, in: type(":" + text, in: Samples.stopped()))
        #expect(prompt(state)?.editor.text == completed)
    }

    @Test func completesOnlyTheName() throws {
        expect(type(":ignore s", in: Samples.stopped()), .tab)
        // Where nothing but a number can stand Tab does nothing.
        expect(type("is", in: try Samples.watching()), .tab)
    }

    // MARK: Running

    @Test(
        arguments: [
            ("delete", .removeWatch(id)), ("if new > 5", .setCondition(id, "new > 5")),
            ("ignore 3", .setIgnoreCount(id, 3)),
            ("once", .setOneShot(id, true)), ("changed", .setChangedOnly(id, true)), ("reads", .setReadsOnly(id)),
            ("set a.b = 5", .assign("a.b = 5")), ("print  *p ", .print("*p")), ("continue", .resume), ("step", .step),
            ("restart", .restart), ("cont", .resume), ("  :step", .step),
        ] as [(String, SessionCommand)]) func runs(_ text: String, _ command: SessionCommand) throws
    {
        var state = type(":" + text, in: try Samples.watching())
        #expect(state.update(.key(.enter)) == [.session(command)])
    }

    @Test func runsWhatAKeyWouldDo() throws {
        let state = try Samples.watching()
        #expect(Samples.press(.enter, in: type(":quit", in: state)).modal == .confirmation(.quit))
        #expect(Samples.press(.enter, in: type(":kill", in: state)).modal == .confirmation(.kill))
        #expect(Samples.press(.enter, in: type(":help", in: state)).modal == .help(firstLine: 0))
        #expect(Samples.press(.enter, in: type(":stack", in: state)).modal == .detail(.stop, firstLine: 0))
        var running = type(":pause", in: Samples.running())
        #expect(running.update(.key(.enter)) == [.session(.pause)])
        // Nothing typed: nothing done.
        expect(type(":  ", in: state), .enter) { $0.modal = nil }
    }

    @Test(arguments: [
        ("wtach x", ExpressionError("no command ':wtach'", column: 0, suggestions: ["watch"])),
        (
            "st",
            ExpressionError("':st' may be several commands", column: 0, suggestions: ["stack", "step"])
        ),
        ("pause now", ExpressionError("':pause' takes nothing behind its name", column: 6)),
        ("pause", ExpressionError("nothing to pause: the program is stopped")),
        ("ignore", ExpressionError("give a count of hits", column: 6)),
        ("ignore x", ExpressionError("'x' is not a count of hits", column: 7)),
        ("set", ExpressionError("give what to set, as in counter=5", column: 3)),
        ("print ", ExpressionError("give an expression to print", column: 6)),
        ("watch", ExpressionError("give a name or an address to watch")),
    ]) func refusesAndKeepsTheText(_ text: String, _ error: ExpressionError) throws {
        var state = type(":" + text, in: try Samples.watching())
        #expect(state.update(.key(.enter)) == [])
        #expect(prompt(state) == Prompt(.command, LineEditor(text), error: error))
    }

    @Test func withoutAWatchThereIsNoCondition() throws {
        let free = Samples.press(.character("2"), in: try Samples.watching())
        for text in ["if new > 5", "ignore 3", "once", "delete", "reads"] {
            let state = Samples.press(.enter, in: type(":" + text, in: free))
            #expect(prompt(state)?.error == ExpressionError("DR2 is free: a watches something"), "\(text)")
        }
    }

    @Test func aWatchOfTheCommandLineIsAnsweredThere() throws {
        var state = type(":watch conter", in: try Samples.watching())
        #expect(state.update(.key(.enter)) == [.addWatch("conter")])
        let failed = Samples.press(
            in: state, after: [.addWatchFailed(ExpressionError("no symbol", column: 0, suggestions: ["counter"]))])
        #expect(
            prompt(failed)
                == Prompt(
                    .command, LineEditor("watch conter"),
                    error: ExpressionError("no symbol", column: 6, suggestions: ["counter"])))
        expect(state, .addWatchSucceeded) { $0.modal = nil }
    }

    @Test func printsUntilTheNextKey() throws {
        let asked = Samples.press(.enter, in: type(":print counter", in: try Samples.watching()))
        let value = ReadValue(text: "42", typeName: "long")
        let shown = expect(asked, .session(.printed("counter", value))) {
            $0.modal = nil
            $0.printed = PrintedValue("counter", value)
        }
        expect(shown, .tick(100 * Samples.second)) { $0.now = 100 * Samples.second }
        expect(shown, .character("1")) {
            $0.printed = nil
            $0.selectedSlot = .dr1
        }
        let refused = Samples.press(
            in: asked, after: [.session(.evaluationRefused("counter", ExpressionError("no symbol", column: 3)))])
        #expect(prompt(refused)?.error?.column == 9)
    }

    @Test func anAssignmentIsConfirmed() throws {
        let asked = Samples.press(.enter, in: type(":set counter=5", in: try Samples.watching()))
        expect(asked, .session(.assigned("counter=5"))) {
            $0.modal = nil
            $0.toast = Samples.toast(.information, "set: counter=5")
        }
        expect(
            Samples.stopped(), .session(.evaluationRefused("counter=x", ExpressionError("'x' is no number")))
        ) { $0.toast = Samples.toast(.error, "counter=x: 'x' is no number") }
    }

    // MARK: Symbols

    @Test func symbolsAreBeingReadUntilTheyAreThere() {
        var state = Samples.stopped()
        #expect(state.isReadingSymbols)
        _ = state.update(
            .session(.symbols(SymbolSummary(entry: 1, hasDebugInformation: true, symbolCount: 1))))
        #expect(!state.isReadingSymbols)
        #expect(!AppState(width: 80, height: 24).isReadingSymbols)
    }
}
