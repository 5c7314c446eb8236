import DebugRegisters
import ProgramModel
import SimulatedTracing
import Testing
import Tracing
import WatchSlots

@testable import Session

/// From the launch to where everything is armed.
@Suite(.timeLimit(.minutes(10))) struct StartTests {
    static let stores: [SessionUnderTest.Operation] = [
        .store(SessionUnderTest.number, 1), .store(SessionUnderTest.number, 2), .nothing,
    ]

    @Test func aLaunchComesToMainAndArmsByName() throws {
        let under = try SessionUnderTest(Self.stores, watches: ["number", "small:rw,stop"])
        under.start()
        #expect(
            under.story == ["started", "starting", "added number", "added small", "stopped reached", "armed"])
        #expect(under.boardLines == ["number DR0 8 write log", "small DR1 4 readWrite stop"])
        #expect(under.board.watches.map(\.type?.byteCount) == [8, 4])
        guard case .stopped(let stop) = under.session.state else {
            Issue.record("\(under.session.state)")
            return
        }
        #expect(stop.pc == LinearAddress(0x401100))
        // What is mapped at the launch and what is mapped at main: names are read twice.
        #expect(
            under.symbols.requests.count { if case .load(4242, SessionUnderTest.path) = $0 { true } else { false } }
                == 2)
        #expect(
            under.all {
                if case .started(let program, let arguments, let pid, let backend) = $0 {
                    "\(program) \(arguments) \(pid) \(backend)"
                } else {
                    nil
                }
            } == ["/simulated [\"p\"] 4242 simulated"])
    }

    @Test func aBatchGoesOnByItself() throws {
        let under = try SessionUnderTest(Self.stores, watches: ["number"], resumes: true)
        under.start()
        #expect(
            under.story == [
                "started", "starting", "added number", "stopped reached", "armed", "running", "hits 1,2",
                "exited code(0)",
            ])
    }

    @Test func withNothingToArmTheScreenWaitsAtMain() throws {
        let under = try SessionUnderTest(Self.stores)
        under.start()
        #expect(under.story == ["started", "starting", "stopped reached", "armed"])
    }

    @Test(arguments: ["conter", "number/3", "number+1/8"]) func aRefusedWatchHoldsTheProgramBack(bad: String) throws {
        let under = try SessionUnderTest(Self.stores, watches: [bad, "other"], resumes: true)
        under.symbols.expressions["number+1"] = .init(
            address: SessionUnderTest.number.rawValue + 1, type: nil, byteCount: 8, isFunction: false)
        under.start()
        #expect(under.refused.count == 1 && under.added == ["other"])
        #expect(under.story.suffix(2) == ["stopped reached", "armed"])
        #expect(under.backend.count { $0 == .resume } == 0)
    }

    @Test func mainGivesWayToEntryAndAChosenLocationDoesNot() throws {
        let stripped = try SessionUnderTest(Self.stores, watches: ["number"])
        stripped.symbols.locations["main"] = nil
        stripped.start()
        // The launch stop is the entry already.
        #expect(stripped.story == ["started", "starting", "added number", "stopped launched", "armed"])

        let chosen = try SessionUnderTest(
            Self.stores, watches: ["number"], location: "elsewhere", isLocationChosen: true, resumes: true)
        chosen.start()
        #expect(
            chosen.story == ["started", "starting", "location refused", "added number", "stopped launched", "armed"])
    }

    @Test func anEntryThatIsNotThereEither() throws {
        let under = try SessionUnderTest(Self.stores)
        under.symbols.locations = [:]
        under.start()
        #expect(under.story == ["started", "starting", "location refused", "stopped launched", "armed"])
    }

    @Test func aLocationThatCannotBeReachedIsRefused() throws {
        let under = try SessionUnderTest([.nothing], watches: ["number"], location: "main", resumes: true)
        under.symbols.isHeld = true
        under.session.start()
        under.settle()
        // Somebody else let it go on meanwhile, so that it cannot be sent to main.
        under.backend.submit(.resume, number: 999)
        under.symbols.isHeld = false
        under.settle()
        #expect(under.story.contains("location refused"))
        #expect(under.backend.count { $0 == .resume } == 1)
    }

    @Test func aProgramThatEndsOnTheWayIsTold() throws {
        let under = try SessionUnderTest(
            [.exit(3)], watches: ["number"], location: "end", isLocationChosen: true, resumes: true)
        under.start()
        #expect(under.story == ["started", "starting", "exited code(3)"])
        #expect(under.notices.map(\.severity) == [.warning])
        #expect(under.notices.first?.text.contains("before end was reached") == true)
    }

    @Test func aDeadlySignalOnTheWayIsTheEnd() throws {
        let under = try SessionUnderTest([.store(.init(8), 1)], location: "end", isLocationChosen: true)
        under.start()
        #expect(under.story == ["started", "starting", "exited signal(11, coreDumped: false)"])
    }

    @Test func aHandledSignalOnTheWayIsNotTheEnd() throws {
        let under = try SessionUnderTest(
            [.raise(signal: 10, isHandled: true), .nothing], watches: ["number"], location: "late",
            isLocationChosen: true)
        under.symbols.locations["late"] = [0x401104]
        under.start()
        #expect(under.story == ["started", "starting", "added number", "stopped reached", "armed"])
    }

    @Test func aPauseOnTheWayEndsItThere() throws {
        let under = try SessionUnderTest(
            [.nothing, .jump(to: 0, times: nil)], watches: ["number"], location: "end", isLocationChosen: true)
        under.start()
        #expect(under.session.state == .starting)
        under.perform(.pause)
        #expect(under.story == ["started", "starting", "added number", "stopped paused", "armed"])
    }

    /// A key that is pressed too early must not send the program past the place where it is to be armed.
    @Test(arguments: [SessionCommand.resume, .step]) func nothingOvertakesTheStart(command: SessionCommand) throws {
        let under = try SessionUnderTest(Self.stores, watches: ["number"])
        under.symbols.isHeld = true
        under.start()
        under.perform(command)
        #expect(under.notices.map(\.severity) == [.information])
        under.symbols.isHeld = false
        under.settle()
        #expect(under.story == ["started", "starting", "added number", "stopped reached", "armed"])
    }

    @Test func anExecOnTheWayLeavesNothingArmedAndSaysSo() throws {
        let under = try SessionUnderTest(
            [.execute(path: "/next")], watches: ["number"], location: "end", isLocationChosen: true, resumes: true,
            others: ["/next": [.nothing]])
        under.start()
        #expect(under.story == ["started", "starting", "refused number", "running", "exited code(0)"])
    }

    @Test func aProgramThatCannotBeStartedIsRefused() throws {
        let under = try SessionUnderTest()
        let absent = LiveSession(
            backend: under.backend, symbols: under.symbols,
            plan: LaunchPlan(launch: LaunchConfiguration(path: "/nowhere", arguments: [], environment: [])))
        absent.start()
        let events = absent.pump()
        #expect(events.contains(.launchRefused(TracingError(.execute, .errno(2)))))
        #expect(absent.state == .absent && !absent.isAlive)
    }
}
