import DebugRegisters
import HitRules
import ProgramModel
import SimulatedTracing
import Testing
import Tracing
import WatchSlots

@testable import Session

/// Lines, frames, places and signals of a stopped program.
@Suite(.timeLimit(.minutes(10))) struct ControlTests {
    typealias Under = SessionUnderTest

    private func stopped(_ under: Under) -> Stop? {
        under.states.compactMap { if case .stopped(let stop) = $0 { stop } else { nil } }.last
    }

    @Test func theNextLineIsOutsideOfItsCode() throws {
        let under = try Under([.nothing, .nothing, .nothing, .nothing])
        under.start()
        under.symbols.frame = StoppedFrame(lineRanges: [0x401100..<0x401108])
        _ = under.takeEvents()
        under.perform(.nextLine)
        #expect(under.story == ["running", "stopped stepped"])
        #expect(stopped(under)?.pc == .init(0x401108))
        #expect(under.notices == [])
    }

    @Test func withoutALineItIsOneInstructionAndSaysWhy() throws {
        let under = try Under([.nothing, .nothing])
        under.start()
        under.symbols.frame = StoppedFrame(lineProblem: "p has no line numbers at 0x401100")
        _ = under.takeEvents()
        under.perform(.nextLine)
        #expect(stopped(under)?.pc == .init(0x401104))
        #expect(under.notices.map(\.text) == ["one instruction, over calls: p has no line numbers at 0x401100"])
    }

    @Test func aFrameWithoutACallerCannotBeFinished() throws {
        let under = try Under()
        under.start()
        under.symbols.frame = StoppedFrame(frameProblem: "this is the outermost frame")
        _ = under.takeEvents()
        under.perform(.finish)
        #expect(under.story == [])
        #expect(under.notices.map(\.text) == ["nothing to finish: this is the outermost frame"])
    }

    @Test func aPlaceIsRunTo() throws {
        let under = try Under([.nothing, .nothing, .nothing])
        under.symbols.locations["there"] = [0x401108]
        under.start()
        _ = under.takeEvents()
        under.perform(.runTo("there"))
        #expect(under.story == ["running", "stopped reached"])
        #expect(under.events.contains(.runsTo("there")))
        _ = under.takeEvents()
        under.perform(.runTo("nowhere"))
        #expect(under.events.contains(.evaluationRefused("nowhere", ScriptedSymbols.unknown("nowhere"))))
        #expect(under.story == [])
    }

    /// What was found out about one stop does not move the program from another.
    @Test func anAnswerThatComesLateDoesNothing() throws {
        let under = try Under([.nothing, .nothing, .nothing, .nothing])
        under.start()
        under.symbols.frame = StoppedFrame(lineRanges: [0x401100..<0x401108])
        under.symbols.isHeld = true
        under.perform(.nextLine)
        under.perform(.step)
        _ = under.takeEvents()
        under.symbols.isHeld = false
        under.settle()
        #expect(under.story == [])
    }

    @Test func aSignalStopsAndIsTakenAway() throws {
        let under = try Under([.raise(signal: 10, isHandled: true), .nothing])
        under.start()
        under.perform(.setSignal(10, .stop))
        _ = under.takeEvents()
        under.perform(.resume)
        #expect(stopped(under)?.reason == .signal(10))
        under.perform(.resumeWithoutSignal)
        #expect(under.backend.commands.last == .resumeWithoutSignal)
        #expect(under.states.last == .exited(.code(0)))
    }

    @Test func thePolicyHoldsFromTheFirstInstruction() throws {
        let under = try Under()
        under.session.perform(.setSignal(12, .ignore))
        under.start()
        #expect(under.backend.commands.prefix(2).contains(.setSignalPolicy([12: .ignore])))
        guard case .launch? = under.backend.commands.first(where: { if case .launch = $0 { true } else { false } })
        else {
            Issue.record("no launch")
            return
        }
    }
}
