import DebugRegisters
import ProgramModel
import SimulatedTracing
import Testing
import Tracing
import WatchSlots

@testable import Session

/// Adding and changing watches, and what the board shows of them.
@Suite(.timeLimit(.minutes(10))) struct WatchTests {
    typealias Under = SessionUnderTest
    static let loop: [Under.Operation] = [.nothing, .jump(to: 0, times: nil)]

    @Test func aWatchIsAddedWhileStoppedAndWhileRunning() throws {
        let under = try Under(Self.loop)
        under.start()
        try under.add("number")
        under.perform(.resume)
        try under.add("other:rw")
        #expect(under.added == ["number", "other"])
        #expect(under.boardLines == ["number DR0 8 write log", "other DR1 8 readWrite log"])
        #expect(under.session.state == .running)
    }

    @Test func withNoProgramAWatchIsRefused() throws {
        let under = try Under([.exit(0)])
        try under.add("number")
        under.start()
        under.perform(.resume)
        try under.add("number")
        #expect(under.refused == ["number", "number"] && under.added.isEmpty)
        #expect(under.refusals.allSatisfy { if case .state = $0 { true } else { false } })
    }

    @Test func severalSlotsArePlannedFirst() throws {
        let under = try Under()
        under.start()
        try under.add("record")
        #expect(under.added.isEmpty && under.board.watches.isEmpty)
        #expect(under.plans == ["12 bytes at 0x404018 take 2 slots (8+4): DR0, DR1"])
        try under.add("record", acceptsSplit: true)
        #expect(under.boardLines == ["record DR0+DR1 12 write log"])
        // What cannot be is refused at once, with the reason.
        under.perform(.addWatch(WatchSpec(expression: "number", length: 24), acceptsSplit: false))
        #expect(under.plans.count == 1)
        guard case .tracing(let error)? = under.refusals.last, case .watch(.noFreeSlot) = error.reason else {
            Issue.record("\(under.refusals)")
            return
        }
    }

    @Test func anUnknownNameIsLookedForInLibrariesLoadedSince() throws {
        let under = try Under()
        under.symbols.expressions["late"] = .init(
            address: Under.number.rawValue, type: nil, byteCount: 8, isFunction: false)
        // Twice at the start, once more for the name.
        under.symbols.knownFromLoad["late"] = 3
        under.start()
        try under.add("late")
        #expect(under.added == ["late"])
        try under.add("never")
        #expect(under.refusals == [.expression(ScriptedSymbols.unknown("never"))])
    }

    @Test func theFirstTableThatShowsAWatchNamesIt() throws {
        let under = try Under(watches: ["number", "other"])
        under.start()
        try under.add("small")
        let names = under.all { if case .watches(let board) = $0 { board.watches.map(\.expression) } else { nil } }
        #expect(names == [[], ["number"], ["number", "other"], ["number", "other", "small"]])
    }

    @Test(arguments: [
        ("number", "number DR0 8 write log"), ("small", "small DR0 4 write log"),
        ("number/2", "number DR0 2 write log"), ("main", "main DR0 1 execute log"),
        ("number:x", "number DR0 1 execute log"), ("main:w", "main DR0 8 write log"),
        ("0x404004", "0x404004 DR0 4 write log"), ("0x404003", "0x404003 DR0 1 write log"),
        ("number@2", "number DR2 8 write log"), ("number,stop", "number DR0 8 write stop"),
    ])
    func theDefaults(text: String, line: String) throws {
        let under = try Under()
        for address: UInt64 in [0x404003, 0x404004] {
            under.symbols.expressions["0x" + String(address, radix: 16)] = .init(
                address: address, type: nil, byteCount: nil, isFunction: false)
        }
        under.start()
        try under.add(text)
        #expect(under.boardLines == [line])
    }

    @Test func theActionOfThePlanIsTheDefault() throws {
        let under = try Under(watches: ["number", "other,log"], action: .stop)
        under.start()
        #expect(under.boardLines == ["number DR0 8 write stop", "other DR1 8 write log"])
    }

    @Test func everyChangeShowsOnTheBoard() throws {
        let under = try Under(watches: ["number"])
        under.start()
        let id = try #require(under.ids.first)
        under.perform(.setKind(id, .readWrite))
        #expect(under.boardLines == ["number DR0 8 readWrite log"])
        under.perform(.setLength(id, .two))
        #expect(under.boardLines == ["number DR0 2 readWrite log"])
        under.perform(.setAction(id, .stop))
        #expect(under.boardLines == ["number DR0 2 readWrite stop"])
        under.perform(.setEnabled(id, false))
        #expect(under.boardLines == ["number DR0 2 readWrite stop off"])
        #expect(under.board.installation?.armedThreads == [0, 0, 0, 0])
        under.perform(.setEnabled(id, true))
        under.perform(.removeWatch(id))
        #expect(under.boardLines.isEmpty && under.notices.isEmpty)
    }

    @Test func changesThatOvertakeTheirAnswersBuildOnEachOther() throws {
        let under = try Under(watches: ["number"])
        under.start()
        let id = try #require(under.ids.first)
        under.session.perform(.setKind(id, .readWrite))
        under.session.perform(.setLength(id, .four))
        under.session.perform(.setAction(id, .stop))
        under.settle()
        #expect(under.boardLines == ["number DR0 4 readWrite stop"])
    }

    @Test func fromExecutionBackToDataTheLengthIsTheVariablesAgain() throws {
        let under = try Under(watches: ["number", "small/2"])
        under.start()
        for id in under.ids {
            under.perform(.setKind(id, .execute))
            under.perform(.setLength(id, .four))
        }
        #expect(under.boardLines == ["number DR0 1 execute log", "small DR1 1 execute log"])
        #expect(under.notices.map(\.severity) == [.information, .information])
        for id in under.ids { under.perform(.setKind(id, .write)) }
        #expect(under.boardLines == ["number DR0 8 write log", "small DR1 2 write log"])
    }

    @Test func aChangeThatIsRefusedChangesNothing() throws {
        let under = try Under(watches: ["small"])
        under.start()
        let id = try #require(under.ids.first)
        under.perform(.setLength(id, .eight))
        #expect(under.boardLines == ["small DR0 4 write log"])
        #expect(under.notices.map(\.severity) == [.error])
        under.perform(.setLength(WatchID(rawValue: 99), .one))
        under.perform(.removeWatch(WatchID(rawValue: 99)))
        #expect(under.notices.map(\.severity) == [.error, .error, .error])
        // The refused length is not the base of the next change either.
        under.perform(.setKind(id, .readWrite))
        #expect(under.boardLines == ["small DR0 4 readWrite log"])
    }

    @Test func valuesAreReadAtStops() throws {
        let under = try Under([.store(Under.number, 0x1234), .nothing], watches: ["number,stop", "record", "main"])
        under.start()
        #expect(under.values == [[.dr0: 0], [.dr1: 0], [.dr2: 0]])
        _ = under.takeEvents()
        under.perform(.resume)
        #expect(under.values == [[.dr0: 0x1234], [.dr1: 0], [.dr2: 0]])
    }

    @Test func whatCannotBeReadHasNoValue() throws {
        let under = try Under(watches: ["nowhere"])
        under.start()
        #expect(under.values == [[.dr0: nil]])
    }

    @Test func disarmAllLeavesTheSlotsTaken() throws {
        let under = try Under([.store(Under.number, 1)], watches: ["number"])
        under.start()
        under.session.disarmAll()
        under.perform(.resume)
        #expect(under.hits.isEmpty && under.boardLines == ["number DR0 8 write log off"])
    }

    @Test func hitValuesAreReadByType() throws {
        let under = try Under([.store(Under.number, .max), .store(Under.record, 7)], watches: ["number", "record"])
        under.start()
        under.perform(.resume)
        let description = Dictionary(uniqueKeysWithValues: under.board.watches.map { ($0.watch.id, $0) })
        #expect(under.hits.map { HitValue.new(of: $0.record, watch: description[$0.watch]) } == ["-1", nil])
        #expect(
            under.hits.map { HitValue.text($0.old, of: $0.record, watch: description[$0.watch]) }.first == "0")
    }
}
