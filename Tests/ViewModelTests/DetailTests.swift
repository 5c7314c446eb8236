import DebugRegisters
import HitRules
import ProgramModel
import Session
import Testing
import Tracing
import ViewModel
import WatchSlots

/// What Enter and `v` open, what they ask for, and how one moves in it.
@Suite struct DetailTests {
    private static let site = SiteID(rawValue: 0x1180)

    private func open(_ state: AppState) -> AppState {
        Samples.press(.tab, .tab, .tab, .enter, in: state)
    }

    // MARK: Opening

    @Test func enterOpensTheHitAndAsksForItsPlace() throws {
        let log = Samples.press(.tab, .tab, .tab, in: try Samples.hits(3))
        let hit = log.hits[2]
        var state = expect(
            log, .enter, effects: [.session(.describeSite(Self.site)), .session(.nameThreads([10]))]
        ) { $0.modal = .detail(.hit(hit, ordinal: 2), firstLine: 0) }
        let detail = SiteDetail(disassembly: [
            DisassemblyLine(instruction: Instruction(address: 1, bytes: [0xc3], text: "ret"))
        ])
        state = expect(state, .session(.siteDetail(Self.site, detail))) { $0.answers.siteDetails[Self.site] = detail }
        state = expect(state, .session(.threadNames([10: "main"]))) { $0.answers.threadNames[10] = "main" }
        for key in [KeyPress.escape, .enter, .character("q")] { expect(state, key) { $0.modal = nil } }
        // What is known is not asked again.
        expect(Samples.press(.escape, in: state), .enter) { $0.modal = .detail(.hit(hit, ordinal: 2), firstLine: 0) }
    }

    @Test func withoutAHitThereIsNothingToOpen() throws {
        expect(Samples.press(.tab, .tab, .tab, in: try Samples.watching()), .enter) {
            $0.toast = Samples.toast(.warning, "there is no hit yet to look at")
        }
    }

    @Test func whatAPointerPointsToIsAskedFor() throws {
        let pointer = ValueType.pointer(target: "node", byteCount: 8)
        var state = try Samples.watching(Samples.board(type: pointer), running: true)
        _ = state.update(.session(.hits([Samples.hit(1, old: 0, new: 0x404100)])))
        let log = Samples.press(.tab, .tab, .tab, in: state)
        let effects: [AppEffect] = [
            .session(.describeSite(Self.site)), .session(.nameThreads([10])), .session(.nameAddresses([0x404100])),
        ]
        state = expect(log, .enter, effects: effects) {
            $0.modal = .detail(.hit(log.hits[0], ordinal: 0), firstLine: 0)
        }
        _ = state.update(.session(.names([0x404100: "nodes+16"])))
        #expect(values(state).map(\.new) == ["0x404100 <nodes+16>", "0x404100"])
    }

    @Test func theHitThatStoppedTheProgramShowsTheThreadAsItStands() throws {
        var state = try Samples.hits(3)
        let stop = Stop(tid: 10, pc: LinearAddress(0x401180), reason: .hit(trap: 3, slots: [.dr0], alsoStep: false))
        _ = state.update(.session(.target(.stopped(stop))))
        let log = Samples.press(.tab, .tab, .tab, in: state)
        state = log
        let effects = state.update(.key(.enter))
        #expect(effects.contains(.session(.describeStop)))
        var registers = MachineRegisters()
        registers[.rax] = 7
        _ = state.update(.session(.registers(tid: 10, registers)))
        #expect(rows(state).contains { if case .registers(_, registers) = $0 { true } else { false } })
        // An older hit of the same place has not stopped it.
        #expect(!log.isPresentStop(log.hits[1]))
    }

    @Test func aNewRunClosesTheDetail() throws {
        var state = open(try Samples.hits(3))
        _ = state.update(.session(.siteDetail(Self.site, SiteDetail())))
        _ = state.update(.session(.started(program: "./a", arguments: [], pid: 11, backend: "ptrace")))
        #expect(state.modal == nil)
        #expect(state.answers == Answers())
    }

    // MARK: Walking

    @Test func walksTheHitsOfASlot() throws {
        var state = try Samples.watching(running: true)
        _ = state.update(
            .session(.hits([Samples.hit(1), Samples.hit(2, slot: .dr1), Samples.hit(3), Samples.hit(4, slot: .dr1)])))
        let log = Samples.press(.tab, .tab, .tab, .up, in: state)
        #expect(log.currentHit == 2)
        let before = expect(log, .character("[")) {
            $0.selectedHit = 0
            $0.firstHit = 0
        }
        expect(before, .character("[")) {
            $0.toast = Samples.toast(.information, "no earlier hit of DR0 is kept")
        }
        expect(before, .character("]")) { $0.selectedHit = 2 }
        expect(log, .character("]")) { $0.toast = Samples.toast(.information, "this is the last hit of DR0") }
    }

    @Test func walksInTheDetailAndTakesTheLogAlong() throws {
        let state = open(try Samples.hits(3))
        #expect(state.isFollowing)
        let walked = Samples.press(.character("["), .character("["), in: state)
        #expect(walked.modal == .detail(.hit(state.hits[0], ordinal: 0), firstLine: 0))
        #expect(walked.currentHit == 0 && !walked.isFollowing)
        #expect(Samples.press(.character("]"), .escape, in: walked).currentHit == 1)
    }

    // MARK: The stack of a stop

    @Test func theStackOfAStoppedThread() throws {
        let opened = expect(
            Samples.stopped(), .character("v"), effects: [.session(.describeStop), .session(.nameThreads([10]))]
        ) { $0.modal = .detail(.stop, firstLine: 0) }
        let stack = CallStack(frames: [StackFrame(pc: 4, place: CodePlace(function: "main"))])
        let answered = expect(opened, .session(.stack(tid: 10, stack))) {
            $0.answers.stop = Answers.StopAnswer(tid: 10, stack: stack)
        }
        #expect(rows(answered).contains(.frame(0, stack.frames[0])))
        // An answer about another thread is not this stop's.
        expect(opened, .session(.stack(tid: 11, stack)))
        // It goes with the stop.
        let running = Samples.press(in: answered, after: [.session(.target(.running))])
        #expect(running.modal == nil && running.answers.stop == nil)
        expect(running, .session(.stack(tid: 10, stack)))
    }

    @Test func aRunningProgramHasNoStackToShow() {
        expect(Samples.running(), .character("v")) {
            $0.toast = Samples.toast(
                .warning, "a running thread has no stack to show: pause the program first (p)")
        }
        expect(Samples.ended(), .character("v")) {
            $0.toast = Samples.toast(.warning, "no stack to show: the program has ended; r starts it anew")
        }
    }

    // MARK: Moving

    @Test func scrollsAndJumpsFromSectionToSection() throws {
        var state = open(try Samples.hits(1))
        state.width = 80
        state.height = 24
        let lines = (1...40).map { DisassemblyLine(instruction: Instruction(address: $0, bytes: [], text: "nop")) }
        _ = state.update(.session(.siteDetail(Self.site, SiteDetail(disassembly: lines))))
        let page = try #require(state.detailPage)
        #expect(page.lastFirstLine > 0)
        func first(_ state: AppState) -> Int? {
            if case .detail(_, let line)? = state.modal { line } else { nil }
        }
        #expect(first(Samples.press(.up, in: state)) == 0)
        #expect(first(Samples.press(.down, .down, in: state)) == 2)
        #expect(first(Samples.press(.pageDown, .end, .pageDown, in: state)) == page.lastFirstLine)
        #expect(first(Samples.press(.end, .home, in: state)) == 0)
        let second = Samples.press(.tab, in: state)
        #expect(first(second) == page.sectionStarts.first)
        #expect(first(Samples.press(.backTab, in: second)) == 0)
        #expect(first(Samples.press(.backTab, in: state)) == page.lastFirstLine)
        #expect(first(Samples.press(.end, .tab, in: state)) == 0)
        let wheel = MouseAction(kind: .wheelDown, row: 5, column: 5)
        _ = state.update(.mouse(wheel))
        #expect(first(state) == 3)
    }

    // MARK: What it says

    private func rows(_ state: AppState) -> [DetailRow] {
        state.detailPage?.lines.flatMap { [$0.row] + ($0.right.map { [$0] } ?? []) } ?? []
    }

    private func values(_ state: AppState) -> [ValueRow] {
        rows(state).compactMap { if case .value(let row) = $0 { row } else { nil } }
    }

    @Test func whatIsMissingSaysWhy() throws {
        var state = open(try Samples.hits(1))
        #expect(rows(state).count { $0 == .asking } == 2, "source and code")
        #expect(rows(state).contains(.missingInstruction(nil)))
        #expect(rows(state).count { $0 == .sentence("not kept") } == 2, "stack and registers")
        let hit = state.hits[0]
        let problem = SiteFinding(problem: "the code is gone")
        let site = Site(
            id: Self.site, watch: hit.watch, slot: .dr0,
            query: SiteQuery(pc: hit.pc, isExact: false, address: 0, byteCount: 8), finding: problem)
        _ = state.update(.session(.sites([site])))
        _ = state.update(.session(.siteDetail(Self.site, SiteDetail())))
        #expect(rows(state).contains(.missingInstruction("the instruction is not known: the code is gone")))
        #expect(rows(state).contains(.sentence("the code cannot be read")))
        #expect(rows(state).contains(.sentence("no line is known for this place")))
    }

    @Test func registersOfAnotherHitAreNamedAsSuch() throws {
        var state = try Samples.hits(2)
        let hit = state.hits[0]
        let sample = HitSample(
            trap: 1, pid: 10, tid: 10, slot: .dr0, pc: hit.pc, registers: MachineRegisters(), stack: [])
        let site = Site(
            id: Self.site, watch: hit.watch, slot: .dr0,
            query: SiteQuery(pc: hit.pc, isExact: false, address: 0, byteCount: 8), sample: sample)
        _ = state.update(.session(.sites([site])))
        state = open(state)
        #expect(rows(state).contains(.title("Registers", "", note: .firstHit(1, "after"))))
        let first = Samples.press(.character("["), in: state)
        #expect(rows(first).contains(.title("Registers", "", note: .words("after the access"))))
    }

    @Test(arguments: [
        (WatchKind.write, AccessKind?.none, 1 as UInt64, 2 as UInt64, false, "wrote, value changed"),
        (.write, nil, 2, 2, false, "wrote the same value (silent)"),
        (.write, nil, 2, 2, true, "wrote; whether the value changed is not certain"),
        (.readWrite, .read, 2, 2, false, "read"),
        (.readWrite, .readWrite, 1, 2, false, "read and wrote, value changed"),
        (.readWrite, nil, 2, 2, false, "read or write: not known yet"),
        (.execute, nil, 0, 0, false, "executed"),
    ]) func words(
        _ kind: WatchKind, _ access: AccessKind?, _ old: UInt64, _ new: UInt64, _ isLater: Bool, _ words: String
    ) {
        var record = Samples.hit(1, old: old, new: new).record
        record.kind = kind
        if isLater { record.flags.insert(.newMayBeLater) }
        let site = access.map {
            Site(
                id: Self.site, watch: record.watch, slot: .dr0,
                query: SiteQuery(pc: 1, isExact: false, address: 0, byteCount: 8), finding: SiteFinding(access: $0))
        }
        #expect(AccessWords.of(Hit(record, site: Self.site), site) == words)
    }

    @Test func everyRegisterIsShownOnce() {
        for width in [30, 54, 76, 88, 150] {
            let all = RegisterRows.rows(width: width).flatMap { $0 }
            #expect(all.count == MachineRegister.allCases.count && Set(all).count == all.count)
        }
    }

    @Test(arguments: [(80, 24), (115, 30), (116, 30), (120, 36), (200, 60)]) func fits(_ width: Int, _ height: Int) {
        let layout = DetailLayout(width: width, height: height)
        #expect(layout.area.endRow < height && layout.area.endColumn <= width)
        if let columns = layout.columns {
            #expect(columns.left + DetailLayout.gap + columns.right == layout.width)
            #expect(columns.left >= 50 && columns.right >= 54)
        }
    }
}

extension Samples {
    static func press(in state: AppState, after events: [AppEvent]) -> AppState {
        var state = state
        for event in events { _ = state.update(event) }
        return state
    }
}
