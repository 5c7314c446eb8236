import DebugRegisters
import HitRules
import ProgramModel
import SimulatedTracing
import Testing
import Tracing
import WatchSlots

@testable import Session

/// Conditions and the other clauses of a rule, on their way from words to the tracer.
@Suite(.timeLimit(.minutes(10))) struct RuleTests {
    typealias Under = SessionUnderTest
    static let big = Condition([.field(.new), .constant(100), .binary(.greater, .signed)])

    private func watching(_ text: String) throws -> Under {
        let under = try Under([.nothing])
        under.symbols.conditions["new > 100"] = Self.big
        under.start()
        try under.add(text)
        return under
    }

    private func spec(_ edit: (inout WatchSpec) -> Void) -> WatchSpec {
        var spec = WatchSpec(expression: "number")
        edit(&spec)
        return spec
    }

    @Test func everyClauseReachesTheTracer() throws {
        let under = try Under([.nothing])
        under.symbols.conditions["new > 100"] = Self.big
        under.start()
        under.perform(
            .addWatch(
                spec {
                    $0.kind = .read
                    $0.condition = "new > 100"
                    $0.ignoreCount = 3
                    $0.isOneShot = true
                    $0.changedOnly = true
                }, acceptsSplit: false))
        let request = try #require(under.board.watches.first?.watch.request)
        #expect(request.kind == .readWrite)
        #expect(
            request.rule
                == HitRule(
                    condition: Self.big, ignoreCount: 3, isOneShot: true, changedOnly: true, readsOnly: true))
    }

    @Test func aConditionIsAskedForWithTheWatchedType() throws {
        let under = try Under([.nothing])
        under.symbols.conditions["new > 100"] = Self.big
        under.start()
        under.perform(.addWatch(spec { $0.condition = "new > 100" }, acceptsSplit: false))
        let subjects = under.symbols.requests.compactMap { request in
            if case .condition(_, _, let subject, _) = request { subject } else { nil }
        }
        #expect(subjects == [ConditionSubject(type: Under.integer, byteCount: 8)])
    }

    @Test func aConditionThatMeansNothingRefusesTheWatch() throws {
        let under = try Under([.nothing])
        under.start()
        under.perform(.addWatch(spec { $0.condition = "nwe > 1" }, acceptsSplit: false))
        #expect(under.refused == ["number"])
        #expect(under.board.watches.isEmpty)
    }

    @Test func clausesAreChangedOneByOne() throws {
        let under = try watching("number")
        let id = try #require(under.ids.first)
        under.perform(.setCondition(id, "new > 100"))
        under.perform(.setIgnoreCount(id, 7))
        under.perform(.setOneShot(id, true))
        under.perform(.setChangedOnly(id, true))
        under.perform(.setReadsOnly(id))
        #expect(
            under.board.watches.first?.watch.request.rule
                == HitRule(
                    condition: Self.big, ignoreCount: 7, isOneShot: true, changedOnly: true, readsOnly: true))
        #expect(under.board.watches.first?.condition == "new > 100", "the board says what the user wrote")
        under.perform(.setCondition(id, "  "))
        under.perform(.setKind(id, .write))
        #expect(under.board.watches.first?.condition == nil)
        #expect(
            under.board.watches.first?.watch.request.rule
                == HitRule(ignoreCount: 7, isOneShot: true, changedOnly: true))
    }

    @Test func aRefusedConditionLeavesTheOldOne() throws {
        let under = try watching("number")
        let id = try #require(under.ids.first)
        under.perform(.setCondition(id, "new > 100"))
        under.perform(.setCondition(id, "new >"))
        let refusals = under.all { if case .evaluationRefused(let text, _) = $0 { text } else { nil } }
        #expect(refusals == ["new >"])
        #expect(under.board.watches.first?.watch.request.rule.condition == Self.big)
    }

    @Test func aConditionThatTheTracerRefusesIsRefusedByItsText() throws {
        let under = try watching("number")
        under.symbols.conditions["nothing"] = Condition([])
        let id = try #require(under.ids.first)
        under.perform(.setCondition(id, "nothing"))
        #expect(under.all { if case .evaluationRefused(let text, _) = $0 { text } else { nil } } == ["nothing"])
        #expect(under.board.watches.first?.condition == nil)
    }

    @Test func aRestartKeepsTheRule() throws {
        let under = try watching("number")
        let id = try #require(under.ids.first)
        under.perform(.setCondition(id, "new > 100"))
        under.perform(.setIgnoreCount(id, 7))
        under.perform(.restart)
        #expect(under.board.watches.first?.watch.request.rule == HitRule(condition: Self.big, ignoreCount: 7))
    }
}
