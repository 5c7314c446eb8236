import DebugRegisters
import HitRules
import ProgramModel
import Session
import Testing
import Tracing
import ViewModel
import WatchSlots

@Suite struct KeyTests {
    // MARK: The program

    @Test func continuesAStoppedProgram() {
        expect(Samples.stopped(), .character("c"), effects: [.session(.resume)])
        expect(Samples.stopped(), .character("s"), effects: [.session(.step)])
    }

    @Test(arguments: [
        ("c", "nothing to continue: the program is running"), ("s", "nothing to step: the program is running"),
    ]) func saysWhyARunningProgramCannot(_ key: Character, _ reason: String) {
        expect(Samples.running(), .character(key)) { $0.toast = Samples.toast(.warning, reason) }
    }

    @Test func pauses() {
        expect(Samples.running(), .character("p"), effects: [.session(.pause)])
        expect(Samples.running(), .control("c"), effects: [.session(.pause)])
        expect(Samples.stopped(), .character("p")) {
            $0.toast = Samples.toast(.warning, "nothing to pause: the program is stopped")
        }
        expect(AppState(width: 120, height: 36), .character("p")) {
            $0.toast = Samples.toast(.warning, "nothing to pause: no program was started", at: 0)
        }
    }

    @Test func restarts() {
        expect(Samples.running(), .character("r"), effects: [.session(.restart)])
        expect(Samples.ended(), .character("r"), effects: [.session(.restart)])
        expect(AppState(width: 120, height: 36), .character("r")) {
            $0.toast = Samples.toast(.warning, "nothing to restart: no program was started", at: 0)
        }
    }

    @Test func asksBeforeItKills() {
        let asked = expect(Samples.running(), .character("k")) { $0.modal = .confirmation(.kill) }
        expect(asked, .character("y"), effects: [.session(.kill)]) { $0.modal = nil }
        expect(asked, .character("n")) { $0.modal = nil }
        expect(asked, .escape) { $0.modal = nil }
        expect(asked, .character("c"))
        expect(asked, .enter)
        expect(Samples.ended(), .character("k")) {
            $0.toast = Samples.toast(.warning, "nothing to kill: the program has ended; r starts it anew")
        }
    }

    @Test func asksBeforeItQuitsALivingProgram() {
        let asked = expect(Samples.running(), .character("q")) { $0.modal = .confirmation(.quit) }
        expect(asked, .character("y"), effects: [.quit]) { $0.modal = nil }
        expect(asked, .character("n")) { $0.modal = nil }
        expect(Samples.ended(), .character("q"), effects: [.quit])
        expect(AppState(width: 10, height: 5), .character("q"), effects: [.quit])
    }

    @Test func theQuestionGoesWhenTheProgramEnds() {
        let asked = Samples.press(.character("q"), in: Samples.running())
        expect(asked, .session(.target(.exited(.code(3))))) {
            $0.modal = nil
            $0.target = .exited(.code(3))
            $0.endTime = Samples.second
            $0.bucketStart = nil
        }
    }

    // MARK: Watches

    @Test func armsAndDisarms() throws {
        let id = WatchID(rawValue: 1)
        expect(try Samples.watching(), .character(" "), effects: [.session(.setEnabled(id, false))])
        let disarmed = try Samples.watching(Samples.board(isEnabled: false))
        expect(disarmed, .character(" "), effects: [.session(.setEnabled(id, true))])
    }

    @Test func removes() throws {
        expect(try Samples.watching(), .character("x"), effects: [.session(.removeWatch(WatchID(rawValue: 1)))])
    }

    @Test func logsOrStops() throws {
        let id = WatchID(rawValue: 1)
        expect(try Samples.watching(), .character("b"), effects: [.session(.setAction(id, .stop))])
        expect(
            try Samples.watching(Samples.board(action: .stop)), .character("b"),
            effects: [.session(.setAction(id, .log))])
    }

    @Test func changesTheKindOfData() throws {
        let id = WatchID(rawValue: 1)
        expect(try Samples.watching(), .character("t"), effects: [.session(.setKind(id, .readWrite))])
        let reads = try Samples.watching(Samples.board(kind: .readWrite))
        expect(reads, .character("t"), effects: [.session(.setReadsOnly(id))])
        let readsOnly = try Samples.watching(Samples.board(kind: .readWrite, rule: HitRule(readsOnly: true)))
        expect(readsOnly, .character("t"), effects: [.session(.setKind(id, .write))])
        // Of a bare address nobody knows whether it is code.
        let untyped = try Samples.watching(Samples.board(kind: .readWrite, type: nil, rule: HitRule(readsOnly: true)))
        expect(untyped, .character("t"), effects: [.session(.setKind(id, .execute))])
    }

    @Test func changesTheKindOfCode() throws {
        let chosen = Samples.press(.character("1"), in: try Samples.watching())
        expect(chosen, .character("t"), effects: [.session(.setKind(WatchID(rawValue: 2), .write))])
    }

    @Test(arguments: [
        (0x404010 as UInt64, 8 as UInt64, WatchLength.one), (0x404010, 1, .two), (0x404012, 2, .one),
        (0x404014, 1, .two),
        (0x404014, 4, .one),
    ]) func changesTheLengthAsTheAddressAllows(_ address: UInt64, _ count: UInt64, _ next: WatchLength) throws {
        let state = try Samples.watching(Samples.board(address: address, count: count))
        expect(state, .character("l"), effects: [.session(.setLength(WatchID(rawValue: 1), next))])
    }

    @Test func saysWhyALengthCannotChange() throws {
        expect(try Samples.watching(Samples.board(address: 0x404011, count: 1)), .character("l")) {
            $0.toast = Samples.toast(.warning, "0x404011 is aligned to one byte only")
        }
        expect(Samples.press(.character("1"), in: try Samples.watching()), .character("l")) {
            $0.toast = Samples.toast(.warning, "an execute slot is always one byte long")
        }
    }

    @Test(arguments: [" ", "x", "b", "t", "l"] as [Character]) func saysWhyASlotHasNoWatch(_ key: Character) throws {
        expect(Samples.press(.character("2"), in: try Samples.watching()), .character(key)) {
            $0.toast = Samples.toast(.warning, "DR2 is free: a watches something")
        }
        expect(Samples.press(.character("3"), in: try Samples.watching()), .character(key)) {
            $0.toast = Samples.toast(.warning, "DR3 is not ours: another debugger")
        }
    }

    // MARK: Slots and panes

    @Test func choosesSlots() {
        let state = Samples.stopped()
        expect(state, .character("2")) { $0.selectedSlot = .dr2 }
        expect(Samples.press(.tab, in: state), .character("3")) {
            $0.selectedSlot = .dr3
            $0.focus = .slots
        }
        expect(state, .right) { $0.selectedSlot = .dr1 }
        expect(state, .left)
        expect(Samples.press(.character("3"), in: state), .down)
    }

    @Test func movesTheFocusRound() {
        var state = Samples.stopped()
        for focus in [Focus.control, .status, .hits, .writers, .output, .slots] {
            state = expect(state, .tab) { $0.focus = focus }
        }
        for focus in [Focus.output, .writers, .hits, .status, .control, .slots] {
            state = expect(state, .backTab) { $0.focus = focus }
        }
    }

    @Test func movesFromBitToBit() {
        var state = Samples.press(.tab, in: Samples.stopped())
        expect(state, .right)
        state = expect(state, .left) { $0.bits.control = 1 }
        expect(state, .home) { $0.bits.control = 31 }
        expect(Samples.press(.home, in: state), .end) { $0.bits.control = 0 }
        state = Samples.press(.tab, in: state)
        state = expect(state, .right) { $0.bits.status = 1 }
        expect(state, .end) { $0.bits.status = 16 }
        expect(state, .left) { $0.bits.status = 0 }
    }

    @Test func anyKeyTakesTheNoticeAway() {
        let state = Samples.press(.character("c"), in: Samples.running())
        expect(state, .character("1")) {
            $0.toast = nil
            $0.selectedSlot = .dr1
        }
    }

    @Test func unknownKeysDoNothing() {
        for key in [KeyPress.character("Y"), .function(5), .insert, .control("x"), .escape] {
            expect(Samples.stopped(), key)
        }
    }

    @Test func redrawsAndSuspends() {
        expect(Samples.stopped(), .control("l"), effects: [.redraw])
        expect(Samples.stopped(), .control("z"), effects: [.suspend])
    }

    @Test func helps() {
        let state = expect(Samples.stopped(width: 80, height: 24), .character("?")) { $0.modal = .help(firstLine: 0) }
        expect(state, .down) { $0.modal = .help(firstLine: 1) }
        expect(state, .up)
        expect(state, .character("c")) { $0.modal = .help(firstLine: 0, filter: LineEditor("c")) }
        expect(state, .escape) { $0.modal = nil }
        expect(state, .character("?")) { $0.modal = nil }
        // Where all of it fits, nothing scrolls.
        let tall = Samples.press(.character("?"), in: Samples.stopped(width: 120, height: 200))
        expect(tall, .pageDown)
    }

    // MARK: Hits

    @Test func followsAndStays() throws {
        let state = try Samples.hits(100)
        let rows = try #require(state.layout).hitRows
        let stayed = expect(state, .character("f")) {
            $0.isFollowing = false
            $0.selectedHit = 99
            $0.firstHit = 100 - rows
        }
        expect(stayed, .character("f")) { $0.isFollowing = true }
        expect(Samples.stopped(), .character("f")) {
            $0.toast = Samples.toast(.warning, "nothing to follow: there are no hits yet")
        }
    }

    @Test func scrollingLeavesFollow() throws {
        var state = Samples.press(.tab, .tab, .tab, in: try Samples.hits(100))
        let rows = try #require(state.layout).hitRows
        expect(state, .down)
        expect(state, .pageDown)
        state = expect(state, .up) {
            $0.isFollowing = false
            $0.selectedHit = 98
            $0.firstHit = 100 - rows
        }
        expect(state, .home) {
            $0.selectedHit = 0
            $0.firstHit = 0
        }
        expect(state, .pageUp) {
            $0.selectedHit = 98 - rows
            $0.firstHit = 98 - rows
        }
        expect(state, .down) { $0.selectedHit = 99 }
        expect(state, .end) { $0.isFollowing = true }
    }

    @Test func newHitsLeaveTheScrolledWindowAlone() throws {
        let scrolled = Samples.press(.tab, .tab, .tab, .home, in: try Samples.hits(100))
        var state = scrolled
        _ = state.update(.session(.hits([Samples.hit(101)])))
        #expect(state.visibleHits(rows: 10) == Array(0..<10))
        #expect(state.currentHit == 0)
        #expect(state.shownStatus == scrolled.shownStatus)
    }

    // MARK: The program's keyboard

    @Test func typesToTheProgram() {
        var state = expect(Samples.running(), .character("o")) {
            $0.hasProgramKeyboard = true
            $0.focus = .output
        }
        expect(state, .character("q"), effects: [.writeToProgram([0x71])])
        expect(state, .character("é"), effects: [.writeToProgram([0xC3, 0xA9])])
        expect(state, .enter, effects: [.writeToProgram([0x0D])])
        expect(state, .control("c"), effects: [.writeToProgram([0x03])])
        expect(state, .up, effects: [.writeToProgram([0x1B, 0x5B, 0x41])])
        expect(state, .paste("a\nb"), effects: [.writeToProgram([0x61, 0x0D, 0x62])])
        state = expect(state, .control("]")) {
            $0.hasProgramKeyboard = false
            $0.focus = .slots
        }
        expect(Samples.ended(), .character("o")) {
            $0.toast = Samples.toast(.warning, "nothing to type to: the program has ended; r starts it anew")
        }
    }

    @Test func theKeyboardComesBackWhenTheProgramEnds() {
        expect(
            Samples.press(.character("o"), in: Samples.running()),
            .session(.target(.exited(.signal(9, coreDumped: false))))
        ) {
            $0.hasProgramKeyboard = false
            $0.focus = .slots
            $0.target = .exited(.signal(9, coreDumped: false))
            $0.endTime = Samples.second
            $0.bucketStart = nil
        }
    }
}

extension Samples {
    static func press(_ keys: KeyPress..., in state: AppState) -> AppState {
        var state = state
        for key in keys { _ = state.update(.key(key)) }
        return state
    }
}
