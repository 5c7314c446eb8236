import ProgramModel
import Testing

@testable import Session

/// The start as a value: what happens, and what is done next.
@Suite struct StartupTests {
    private func launched(chosen: Bool = false, resumes: Bool = true) -> Startup {
        var startup = Startup()
        startup.launch(location: "main", isLocationChosen: chosen, resumesWhenArmed: resumes)
        #expect(startup.launched() == [.locate("main")])
        return startup
    }

    @Test func theWholeWay() {
        var startup = launched()
        #expect(startup.located(.success([1, 2]), standing: 7) == [.runTo([1, 2])])
        #expect(startup.stopped() == [.arm])
        #expect(startup.arms(2) == [])
        #expect(startup.answered(isRefused: false) == [])
        #expect(startup.answered(isRefused: false) == [.finish(resumes: true)])
        #expect(startup.isOver)
    }

    /// A process that runs already is armed where it is.
    @Test func anAttachArmsAtOnce() {
        var startup = Startup()
        #expect(startup.attached() == [])
        startup.launch(location: "main", isLocationChosen: false, resumesWhenArmed: true)
        #expect(startup.attached() == [.arm])
        #expect(startup.arms(1) == [])
        #expect(startup.answered(isRefused: true) == [.finish(resumes: false)])
    }

    @Test func standingThereAlreadyNothingRuns() {
        var startup = launched()
        #expect(startup.located(.success([7]), standing: 7) == [.arm])
        #expect(startup.arms(0) == [.finish(resumes: true)])
    }

    @Test func whoIsToWaitIsNotResumed() {
        var startup = launched(resumes: false)
        _ = startup.located(.success([7]), standing: 7)
        #expect(startup.arms(0) == [.finish(resumes: false)])
    }

    @Test func aRefusalHoldsBackUntilTheNextLaunch() {
        var startup = launched(chosen: true)
        let error = ExpressionError("no such place")
        #expect(startup.located(.failure(error), standing: 7) == [.refuseLocation(error), .arm])
        #expect(startup.arms(1) == [])
        #expect(startup.answered(isRefused: false) == [.finish(resumes: false)])
        startup.launch(location: "main", isLocationChosen: true, resumesWhenArmed: true)
        #expect(!startup.isRefused)
    }

    @Test func entryIsTriedOnceInPlaceOfADefault() {
        var startup = launched()
        let error = ExpressionError("no symbol 'main'")
        #expect(startup.located(.failure(error), standing: 7) == [.locate("entry")])
        #expect(startup.located(.failure(error), standing: 7) == [.refuseLocation(error), .arm])
    }

    @Test func whatComesOutOfTurnChangesNothing() {
        var startup = Startup()
        #expect(startup.launched() == [] && startup.stopped() == [] && startup.answered(isRefused: true) == [])
        #expect(startup.located(.success([1]), standing: nil) == [] && startup == Startup())
        var arming = launched()
        _ = arming.located(.success([7]), standing: 7)
        _ = arming.arms(2)
        let before = arming
        #expect(arming.stopped() == [] && arming.launched() == [] && arming == before)
    }

    @Test func anEndOnTheWayNamesTheLocation() {
        var startup = launched()
        #expect(startup.abandon() == "main" && startup.isOver)
        startup = launched()
        _ = startup.located(.success([7]), standing: 7)
        _ = startup.arms(1)
        #expect(startup.abandon() == nil && startup.isOver)
        #expect(startup.answered(isRefused: false) == [])
    }
}
