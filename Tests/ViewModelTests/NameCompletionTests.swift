import ProgramModel
import Session
import Testing
import Tracing
import ViewModel
import WatchSlots

/// Tab where the program's names are typed: they are asked for, and what comes too late is dropped.
@Suite struct NameCompletionTests {
    private func type(_ text: String, in state: AppState) -> AppState {
        text.reduce(state) { Samples.press(.character($1), in: $0) }
    }

    private func prompt(_ state: AppState) throws -> Prompt {
        guard case .prompt(let prompt)? = state.modal else { throw Missing() }
        return prompt
    }

    private struct Missing: Error {}

    private func answer(_ query: NameQuery, _ names: [String]) -> AppEvent {
        .session(.candidates(query, NameCandidates(query.beginning, among: [names])))
    }

    @Test(arguments: [
        ("acou", NameQuery(.watch, beginning: "cou")), ("a", NameQuery(.watch, beginning: "")),
        ("acounter if ne", NameQuery(.condition, beginning: "ne")),
        (":watch config.li", NameQuery(.watch, base: "config.", beginning: "li")),
        (":w cou", NameQuery(.watch, beginning: "cou")), (":print *cou", NameQuery(.value, beginning: "cou")),
        (":print ", NameQuery(.value, beginning: "")), (":set x=cou", NameQuery(.value, beginning: "cou")),
        (":if new > li", NameQuery(.condition, beginning: "li")), (":until fo", NameQuery(.location, beginning: "fo")),
    ]) func tabAsksTheProgram(_ keys: String, _ query: NameQuery) throws {
        let state = expect(
            type(keys, in: Samples.stopped()), .tab, effects: [.session(.completeName(query))]
        ) {
            guard case .prompt(var prompt)? = $0.modal else { return }
            prompt.completion = NameCompletion(query)
            $0.modal = .prompt(prompt)
        }
        // While the answer is on its way nothing more is asked.
        expect(state, .tab)
    }

    @Test(arguments: ["acounter:", "acounter/", "a0x40", ":print 12", ":ignore 1"]) func noNameIsAskedFor(
        _ keys: String
    ) {
        expect(type(keys, in: Samples.stopped()), .tab)
    }

    @Test func theAnswerCompletesAsFarAsItIsClear() throws {
        let query = NameQuery(.watch, beginning: "c")
        var state = Samples.press(.tab, in: type("ac", in: Samples.stopped()))
        state = expect(state, answer(query, ["counter", "count_of"])) {
            let candidates = NameCandidates("c", among: [["counter", "count_of"]])
            var prompt = Prompt(.watch, LineEditor("count"))
            prompt.completion = NameCompletion(query, candidates)
            $0.modal = .prompt(prompt)
        }
        // What is typed on chooses from what was told, without asking again.
        state = type("e", in: state)
        #expect(try prompt(state).completion?.narrowed(to: NameQuery(.watch, beginning: "counte")) == ["counter"])
        state = Samples.press(.tab, in: state)
        #expect(try prompt(state).editor.text == "counter")
        expect(state, .tab)
        // What was not told is asked for.
        let other = type("x", in: state)
        expect(other, .tab, effects: [.session(.completeName(NameQuery(.watch, beginning: "counterx")))]) {
            var prompt = Prompt(.watch, LineEditor("counterx"))
            prompt.completion = NameCompletion(NameQuery(.watch, beginning: "counterx"))
            $0.modal = .prompt(prompt)
        }
    }

    @Test func anAnswerForAnotherTextIsDropped() throws {
        let query = NameQuery(.watch, beginning: "c")
        let asked = Samples.press(.tab, in: type("ac", in: Samples.stopped()))
        let late = answer(query, ["counter"])
        expect(type("o", in: asked), late)
        expect(Samples.press(.left, in: asked), late)
        expect(Samples.press(.escape, in: asked), late)
        expect(Samples.press(.enter, in: asked), late)
        expect(Samples.press(.escape, .character("a"), .character("c"), in: asked), late)
        // Away and back again is another question.
        expect(Samples.press(.character("o"), .backspace, in: asked), late)
        var pasted = asked
        _ = pasted.update(.paste("x"))
        expect(pasted, late)
        // An answer to what nobody asked.
        expect(type("ac", in: Samples.stopped()), late)
    }

    @Test func onlyTheNameBeforeTheCursorChanges() throws {
        let query = NameQuery(.watch, base: "config.", beginning: "li")
        var state = type("aconfig.li/4", in: Samples.stopped())
        state = Samples.press(.left, .left, .tab, in: state)
        _ = state.update(answer(query, ["limits"]))
        #expect(try prompt(state).editor == LineEditor("config.limits/4", cursor: 13))
        var set = Samples.press(.tab, in: type(":set other=cou", in: Samples.stopped()))
        _ = set.update(answer(NameQuery(.value, beginning: "cou"), ["counter"]))
        #expect(try prompt(set).editor.text == "set other=counter")
    }

    @Test(arguments: [
        (":print cou", "print counter"), (":set cou", "set counter"), (":print *cou", "print *counter"),
        ("acou", "counter"), ("awo", "work"),
    ]) func whatTheScreenHasMetIsThereToo(_ keys: String, _ completed: String) throws {
        var state = Samples.press(.tab, in: type(keys, in: try Samples.watching()))
        let query = try #require(try prompt(state).nameQuery)
        _ = state.update(answer(query, []))
        #expect(try prompt(state).editor.text == completed)
    }

    @Test func aListThatIsCutIsAskedForAgain() throws {
        let query = NameQuery(.watch, beginning: "c")
        var state = Samples.press(.tab, in: type("ac", in: Samples.stopped()))
        var cut = NameCandidates("c", among: [["ca", "cb"]])
        cut.isCut = true
        _ = state.update(.session(.candidates(query, cut)))
        state = type("a", in: state)
        #expect(try prompt(state).completion?.narrowed(to: NameQuery(.watch, beginning: "ca")) == ["ca"])
        #expect(state.update(.key(.tab)) == [.session(.completeName(NameQuery(.watch, beginning: "ca")))])
    }

    @Test func withoutAProgramThereIsWhatTheScreenHasMet() throws {
        var state = try Samples.watching()
        _ = state.update(.session(.target(.exited(.code(0)))))
        state = type(":watch cou", in: state)
        #expect(state.update(.key(.tab)) == [])
        #expect(try prompt(state).editor.text == "watch counter")
    }

    @Test func theRefusalGoesWhenNamesAreAskedFor() throws {
        var state = Samples.press(.enter, in: type("aconter", in: Samples.stopped()))
        _ = state.update(.addWatchFailed(ExpressionError("no symbol 'conter'", column: 0)))
        state = Samples.press(.backspace, .backspace, .tab, in: state)
        #expect(try prompt(state).error == nil)
    }
}
