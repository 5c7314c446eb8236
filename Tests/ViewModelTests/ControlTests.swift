import DebugRegisters
import ProgramModel
import Session
import Testing
import Tracing
import ViewModel
import WatchSlots

/// The keys and commands by which a stopped program goes on.
@Suite struct ControlTests {
    private func stopped(_ reason: Stop.Reason = .paused) throws -> AppState {
        var state = try Samples.watching()
        _ = state.update(.session(.target(.stopped(Stop(tid: 1, pc: .init(0x401000), reason: reason)))))
        return state
    }

    private func type(_ text: String, in state: AppState) -> AppState {
        var state = state
        for character in text { _ = state.update(.key(.character(character))) }
        return state
    }

    private func enter(_ text: String, in state: AppState) -> (state: AppState, effects: [AppEffect]) {
        var state = type(":" + text, in: state)
        let effects = state.update(.key(.enter))
        return (state, effects)
    }

    private func error(_ state: AppState) -> ExpressionError? {
        if case .prompt(let prompt)? = state.modal { prompt.error } else { nil }
    }

    @Test func keysAskForTheNextLineAndTheCaller() throws {
        let state = try stopped()
        expect(state, .character("n"), effects: [.session(.nextLine)])
        expect(state, .character("F"), effects: [.session(.finish)])
    }

    @Test(arguments: ["n", "F"] as [Character]) func aKeyThatCannotActSaysWhy(_ key: Character) throws {
        var state = try Samples.watching()
        _ = state.update(.session(.target(.running)))
        _ = state.update(.key(.character(key)))
        #expect(state.toast?.notice.text.hasSuffix("the program is running") == true)
    }

    @Test func untilWaitsForItsPlace() throws {
        var (state, effects) = enter("until main.c:7", in: try stopped())
        #expect(effects == [.session(.runTo("main.c:7"))])
        #expect(state.modal != nil)
        _ = state.update(.session(.runsTo("main.c:7")))
        #expect(state.modal == nil)
    }

    @Test func untilShowsWhereItsPlaceIsWrong() throws {
        var (state, _) = enter("until nowhere", in: try stopped())
        _ = state.update(.session(.evaluationRefused("nowhere", ExpressionError("no function 'nowhere'", column: 0))))
        #expect(error(state)?.column == 6)
        #expect(enter("until", in: try stopped()).state.modal != nil)
    }

    @Test func continueTakesNothingOrNosignal() throws {
        #expect(enter("continue", in: try stopped()).effects == [.session(.resume)])
        #expect(enter("continue nosignal", in: try stopped()).effects == [.session(.resumeWithoutSignal)])
        let refused = enter("continue now", in: try stopped())
        #expect(refused.effects == [])
        #expect(error(refused.state)?.message == "':continue' takes nothing or nosignal")
    }

    @Test func aSignalsTreatmentIsSet() throws {
        let set = enter("signal usr1 stop", in: try stopped())
        #expect(set.effects == [.session(.setSignal(10, .stop))])
        #expect(set.state.toast?.notice.text == "SIGUSR1 stops the program from now on")
        #expect(error(enter("signal SIGKILL ignore", in: try stopped()).state)?.column == 7)
        #expect(error(enter("signal usr1 maybe", in: try stopped()).state) != nil)
        #expect(error(enter("signal usr1", in: try stopped()).state) != nil)
    }

    @Test func aStopBeforeASignalSaysWhatCanBeDone() throws {
        let state = try stopped(.signal(11))
        #expect(state.toast?.notice.text == "SIGSEGV: c delivers it, :continue nosignal drops it")
    }

    @Test(arguments: [
        ("continue n", "continue nosignal"), ("signal usr", "signal SIGUSR"), ("signal segv", "signal SIGSEGV"),
        ("signal SIGSEGV s", "signal SIGSEGV stop"), ("until ma", "until ma"),
    ]) func argumentsAreCompleted(typed: String, completed: String) throws {
        var state = type(":" + typed, in: try stopped())
        _ = state.update(.key(.tab))
        guard case .prompt(let prompt)? = state.modal else {
            Issue.record("no prompt")
            return
        }
        #expect(prompt.editor.text.hasPrefix(completed))
    }

    @Test(arguments: [("SIGUSR1", 10), ("usr1", 10), ("34", 34), ("SIGKILL", nil), ("9", nil), ("65", nil), ("x", nil)])
    func signalsAreNamed(text: String, number: Int32?) {
        #expect(SignalName.number(of: text) == number)
    }

    @Test func withNonStopAStoppedProgramCanBePaused() throws {
        var state = try stopped()
        #expect(state.availability(of: .pause) != .ready)
        state.stopsOneThread = true
        #expect(state.availability(of: .pause) == .ready)
    }
}
