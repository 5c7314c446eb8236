import DebugRegisters
import ProgramModel
import SimulatedTracing
import Testing
import Tracing
import WatchSlots

@testable import Session

/// `--set`: carried out once a start, in order, before anything is armed.
@Suite(.timeLimit(.minutes(10))) struct StartAssignmentTests {
    typealias Under = SessionUnderTest

    private func under(_ texts: [String]) throws -> Under {
        let under = try Under([.nothing], watches: ["number"], resumes: true, assignments: texts)
        under.symbols.assignments = [
            "number=1": .memory(address: Under.number.rawValue, bytes: [1]),
            "other=2": .memory(address: Under.other.rawValue, bytes: [2]),
            "nowhere=3": .memory(address: 0x700000, bytes: [3]),
        ]
        return under
    }

    private func requests(_ under: Under) -> [String] {
        under.symbols.requests.compactMap { request in
            switch request {
            case .assignment(_, let text, _): text
            case .expression(_, let text, _): text
            default: nil
            }
        }
    }

    private func assigned(_ under: Under) -> [String] {
        under.all { if case .assigned(let text) = $0 { text } else { nil } }
    }

    @Test func eachMeansWhatItMeansAfterTheOneBefore() throws {
        let under = try under(["number=1", "other=2"])
        under.symbols.isHeld = false
        under.start()
        #expect(requests(under) == ["number=1", "other=2", "number"])
        #expect(assigned(under) == ["number=1", "other=2"])
        #expect(under.board.watches.count == 1)
        let order = under.events.compactMap { event in
            switch event {
            case .assigned: "set"
            case .watchAdded: "watch"
            case .armed: "armed"
            default: nil
            }
        }
        #expect(order == ["set", "set", "watch", "armed"])
    }

    @Test func oneThatIsRefusedKeepsTheProgramFromGoingOn() throws {
        for text in ["numbr=1", "nowhere=3"] {
            let under = try under([text, "other=2"])
            under.start()
            #expect(under.all { if case .evaluationRefused(let text, _) = $0 { text } else { nil } } == [text])
            #expect(assigned(under) == ["other=2"])
            guard case .stopped = under.session.state else {
                Issue.record("the program is \(under.session.state)")
                continue
            }
        }
    }

    @Test func aRestartCarriesThemOutAgain() throws {
        let under = try under(["number=1"])
        under.start()
        under.perform(.restart)
        #expect(assigned(under) == ["number=1", "number=1"])
    }
}
