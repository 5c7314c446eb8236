import DebugRegisters
import HitRules
import ProgramModel
import Session
import Testing
import ViewModel
import WatchSlots

@Suite struct UndoTests {
    private static let id = WatchID(rawValue: 1)

    /// After an edit that the board has taken over.
    private func edited(_ key: KeyPress, _ board: WatchBoard) throws -> AppState {
        var state = Samples.press(key, in: try Samples.watching())
        _ = state.update(.session(.watches(board)))
        return state
    }

    private func toast(_ state: AppState) -> String? { state.toast?.notice.text }

    @Test func everyEditHasItsWayBack() throws {
        let edits: [(KeyPress, WatchBoard, SessionCommand, SessionCommand, String)] = [
            (
                .character(" "), try Samples.board(isEnabled: false), .setEnabled(Self.id, true),
                .setEnabled(Self.id, false), "disarming of counter"
            ),
            (
                .character("b"), try Samples.board(action: .stop), .setAction(Self.id, .log),
                .setAction(Self.id, .stop), "log or stop of counter"
            ),
            (
                .character("t"), try Samples.board(kind: .readWrite), .setKind(Self.id, .write),
                .setKind(Self.id, .readWrite), "kind of counter"
            ),
            (
                .character("l"), try Samples.board(count: 1), .setLength(Self.id, .eight), .setLength(Self.id, .one),
                "length of counter"
            ),
            (
                .character("O"), try Samples.board(rule: HitRule(isOneShot: true)), .setOneShot(Self.id, false),
                .setOneShot(Self.id, true), "'once' of counter"
            ),
            (
                .character("C"), try Samples.board(rule: HitRule(changedOnly: true)),
                .setChangedOnly(Self.id, false), .setChangedOnly(Self.id, true), "'changed' of counter"
            ),
        ]
        for (key, board, back, again, words) in edits {
            var state = try edited(key, board)
            #expect(state.update(.key(.character("u"))) == [.session(back)])
            #expect(toast(state) == "undone: \(words) · U does it again")
            _ = state.update(.session(.watches(try Samples.board())))
            #expect(state.update(.key(.character("U"))) == [.session(again)])
            #expect(toast(state) == "done again: \(words) · u undoes it")
        }
    }

    @Test func conditionsAndCountsAreUndone() throws {
        var state = try Samples.watching(Samples.board(condition: "new > 1"))
        for key in [KeyPress.character("="), .control("u"), .enter] { _ = state.update(.key(key)) }
        _ = state.update(.session(.watches(try Samples.board())))
        #expect(state.update(.key(.character("u"))) == [.session(.setCondition(Self.id, "new > 1"))])
        for key in [KeyPress.character("i"), .character("7"), .enter] { _ = state.update(.key(key)) }
        _ = state.update(.session(.watches(try Samples.board(rule: HitRule(ignoreCount: 7)))))
        #expect(state.update(.key(.character("u"))) == [.session(.setIgnoreCount(Self.id, 0))])
    }

    @Test func aRemovedWatchComesAgainAsItWas() throws {
        let board = try Samples.board(action: .stop, isEnabled: false, rule: HitRule(ignoreCount: 3))
        var state = try Samples.watching(board)
        #expect(state.update(.key(.character("x"))) == [.session(.removeWatch(Self.id))])
        var without = board
        without.watches.removeFirst()
        _ = state.update(.session(.watches(without)))
        var spec = WatchSpec(expression: "counter", kind: .write, slot: 0, action: .stop)
        spec.ignoreCount = 3
        #expect(state.update(.key(.character("u"))) == [.session(.addWatch(spec, acceptsSplit: true))])
        // It comes under another number, armed, and is disarmed as it was.
        var table = WatchTable()
        for _ in 0..<2 {
            let other = try table.register(WatchRequest(address: LinearAddress(0x404018), byteCount: 8))
            try table.release(other.id)
        }
        let watch = try table.register(WatchRequest(address: LinearAddress(0x404010), byteCount: 8, slot: .dr0))
        #expect(watch.id != Self.id)
        without.watches.append(WatchDescription(watch: watch, expression: "counter", type: Samples.integer))
        #expect(state.update(.session(.watches(without))) == [.session(.setEnabled(watch.id, false))])
        #expect(state.update(.key(.control("r"))) == [.session(.removeWatch(watch.id))])
    }

    @Test func anAddedWatchIsRemovedAgain() throws {
        var state = Samples.stopped()
        for key in [KeyPress.character("a"), .character("c"), .enter] { _ = state.update(.key(key)) }
        _ = state.update(.session(.watches(try Samples.board())))
        _ = state.update(.addWatchSucceeded)
        #expect(state.update(.key(.character("u"))) == [.session(.removeWatch(WatchID(rawValue: 2)))])
    }

    @Test func whatWasRefusedIsPassedOver() throws {
        var state = Samples.press(.character("b"), .character(" "), in: try Samples.watching())
        // The board answers, and only one of the two was done.
        _ = state.update(.session(.watches(try Samples.board(isEnabled: false))))
        #expect(state.update(.key(.character("u"))) == [.session(.setEnabled(Self.id, true))])
        _ = state.update(.session(.watches(try Samples.board())))
        #expect(state.update(.key(.character("u"))) == [])
        #expect(toast(state) == "nothing to undo: no slot was changed yet")
    }

    @Test func aFastHandNeedsNoAnswerInBetween() throws {
        var state = Samples.press(.character("b"), in: try Samples.watching())
        #expect(state.update(.key(.character("u"))) == [.session(.setAction(Self.id, .log))])
    }

    @Test func saysWhyThereIsNoWayBack() throws {
        var state = try Samples.watching()
        _ = state.update(.key(.character("u")))
        #expect(toast(state) == "nothing to undo: no slot was changed yet")
        _ = state.update(.key(.character("U")))
        #expect(toast(state) == "nothing to do again: nothing was undone since the last edit")
        for key in ":set counter=5" { _ = state.update(.key(.character(key))) }
        _ = state.update(.key(.enter))
        _ = state.update(.session(.assigned("counter=5")))
        #expect(state.update(.key(.character("u"))) == [])
        #expect(
            toast(state)
                == "'counter=5' was written to the program, and what stood there is not kept: u goes on with the edit before"
        )
        _ = state.update(.key(.character("b")))
        _ = state.update(.session(.started(program: "./a", arguments: [], pid: 11, backend: "ptrace")))
        _ = state.update(.session(.target(.stopped(Samples.stop))))
        _ = state.update(.key(.character("u")))
        #expect(toast(state) == "nothing to undo: the program was started anew")
    }

    @Test func aNewEditEndsWhatCouldBeDoneAgain() throws {
        var state = try edited(.character("b"), Samples.board(action: .stop))
        _ = state.update(.key(.character("u")))
        _ = state.update(.session(.watches(try Samples.board())))
        _ = state.update(.key(.character(" ")))
        #expect(state.update(.key(.character("U"))) == [])
    }
}
