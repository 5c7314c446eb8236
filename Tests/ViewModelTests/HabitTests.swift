import DebugRegisters
import HitRules
import ProgramModel
import Session
import Testing
import ViewModel
import WatchSlots

/// `--readonly`, the messages, the palette, the help's filter, F1, zoom and the lines typed before.
@Suite struct HabitTests {
    private func type(_ text: String, in state: AppState) -> AppState {
        var state = state
        for character in text { _ = state.update(.key(.character(character))) }
        return state
    }

    private func error(_ state: AppState) -> String? {
        if case .prompt(let prompt)? = state.modal { prompt.error?.message } else { nil }
    }

    // MARK: --readonly

    @Test func anOnlookerChangesNothing() throws {
        var state = try Samples.watching()
        state.isReadOnly = true
        for key in " abBtlxi=OCosnFrkuU" {
            expect(state, .character(key)) {
                $0.toast = Samples.toast(.warning, AppState.readOnlyReason)
            }
        }
        for line in [
            "watch x", "delete", "delete counter", "set counter=1", "if new > 1", "ignore 1", "kind rw", "length 1",
            "on-hit stop", "export x.json", "signal USR1 stop", "until main", "thread all", "continue nosignal", "kill",
            "restart", "step",
        ] {
            let refused = Samples.press(.enter, in: type(":" + line, in: state))
            #expect(error(refused) == AppState.readOnlyReason, "\(line)")
        }
        expect(state, .character("c"), effects: [.session(.resume)])
        expect(state, .character("d"), effects: [.session(.detach)])
        #expect(Samples.press(.character("q"), in: state).modal == .confirmation(.quit))
    }

    // MARK: Messages

    @Test func everyNoticeIsKeptWithItsTime() throws {
        var state = AppState(width: 80, height: 24)
        _ = state.update(.tick(5 * Samples.second))
        _ = state.update(.session(.notice(Notice(.error, "first"))))
        _ = state.update(.tick(7 * Samples.second))
        for _ in 0..<3 { _ = state.update(.session(.notice(Notice(.information, "again")))) }
        let messages = state.messages.messages
        #expect(messages.map(\.notice.text) == ["first", "again"])
        #expect(messages.map(\.time) == [0, 2 * Samples.second])
        #expect(messages.map(\.count) == [1, 3])
        _ = state.update(.key(.character("m")))
        #expect(
            state.textPage?.lines == [
                .message(time: "00:00:00.0", .error, "first"),
                .message(time: "00:00:02.0", .information, "again (×3)"),
            ])
        expect(state, .escape) { $0.modal = nil }
        // They outlive a restart.
        _ = state.update(.session(.started(program: "./a", arguments: [], pid: 10, backend: "ptrace")))
        #expect(state.messages.messages.count == 2)
    }

    @Test func messagesOpenAtTheNewest() {
        var state = AppState(width: 80, height: 24)
        for number in 0..<100 { _ = state.update(.session(.notice(Notice(.information, "notice \(number)")))) }
        let open = Samples.press(.enter, in: type(":messages", in: state))
        #expect(open.modal == .messages(firstLine: 80))
        expect(open, .up) { $0.modal = .messages(firstLine: 79) }
        expect(open, .home) { $0.modal = .messages(firstLine: 0) }
        expect(open, .down)
    }

    // MARK: Help, F1 and the palette

    @Test func typingNarrowsTheHelp() {
        var state = type("?undo", in: Samples.stopped())
        #expect(state.modal == .help(firstLine: 0, filter: LineEditor("undo")))
        let entries = AppState.helpEntries("undo", .standard)
        #expect(entries.map(\.name).contains("u U, Ctrl-R") && entries.map(\.name).contains(":undo"))
        #expect(entries.count < 6)
        #expect(AppState.helpEntries("Watch ADDRESS", .standard).contains { $0.name == "a" })
        #expect(AppState.helpEntries("zzz", .standard).isEmpty)
        // Escape takes the words away, and then the help.
        state = expect(state, .escape) { $0.modal = .help(firstLine: 0) }
        expect(state, .escape) { $0.modal = nil }
    }

    @Test(arguments: Focus.allCases) func everyPaneExplainsItself(_ focus: Focus) throws {
        for width in [80, 200] {
            var state = Samples.stopped(width: width, height: 24)
            state.focus = focus
            _ = state.update(.key(.function(1)))
            let page = try #require(state.textPage)
            for line in page.lines {
                if case .text(let text) = line { #expect(text.count <= TextPage.textWidth(width)) }
            }
            #expect(page.lines.contains { if case .entry = $0 { true } else { false } })
            expect(state, .escape) { $0.modal = nil }
        }
    }

    @Test func thePaletteFindsByAFewLetters() {
        var state = Samples.press(.control("p"), in: Samples.stopped())
        #expect(state.keyContext == .palette)
        state = type("contin", in: state)
        guard case .palette(let palette) = state.modal else { return #expect(Bool(false)) }
        #expect(palette.matches.first?.entry.meaning == .action(.resume))
        expect(state, .enter, effects: [.session(.resume)]) { $0.modal = nil }
        // What cannot act says why; what takes something goes to the line.
        let running = type("contin", in: Samples.press(.control("p"), in: Samples.running()))
        expect(running, .enter) {
            $0.modal = nil
            $0.toast = Samples.toast(.warning, "nothing to continue: the program is running")
        }
        let print = type("print", in: Samples.press(.control("p"), in: Samples.stopped()))
        expect(print, .enter) { $0.modal = .prompt(Prompt(.command, LineEditor("print "))) }
        expect(type("qqqq", in: Samples.press(.control("p"), in: Samples.stopped())), .enter)
    }

    @Test func thePaletteHasEveryKeyAndCommand() {
        let actions = Set(
            Palette().matches.map(\.entry).compactMap {
                if case .action(let action) = $0.meaning { action } else { nil }
            })
        for binding in Keymap.standard where !binding.contexts.isDisjoint(with: KeyContext.panes) {
            switch binding.action {
            case .move, .palette, .command, .selectSlot: continue
            default: #expect(actions.contains(binding.action), "\(binding.action)")
            }
        }
        for command in Command.all {
            #expect(
                Palette().matches.map(\.entry).contains { $0.command.hasPrefix(":" + command.name) }
                    || command.action.map(actions.contains) == true, "\(command.name)")
        }
    }

    @Test func everyKeyOfThePanesHasACommand() {
        let commands = Set(Command.all.compactMap(\.action))
        for binding in Keymap.standard where !binding.contexts.isDisjoint(with: KeyContext.panes) {
            switch binding.action {
            // Said otherwise: `:slot`, `:focus`, `:watch`, `:filter`, `:hit`, `:replay`, or the line itself.
            case .move, .selectSlot, .focusNext, .focusPrevious, .edit, .clearFilter, .previousHit, .nextHit, .scrub,
                .command:
                continue
            default: #expect(commands.contains(binding.action), "\(binding.action)")
            }
        }
    }

    @Test func fuzzyMatchesPreferWordsAndRuns() throws {
        #expect(FuzzyMatch("xyz", in: "continue") == nil)
        #expect(try #require(FuzzyMatch("con", in: "continue the program")).positions == [0, 1, 2])
        let atWords = try #require(FuzzyMatch("cp", in: "continue program"))
        let inside = try #require(FuzzyMatch("cp", in: "acop"))
        #expect(atWords.positions == [0, 9] && atWords.score > inside.score)
        #expect(FuzzyMatch("", in: "x")?.positions == [])
    }

    // MARK: Zoom

    @Test func zoomFollowsTheFocus() throws {
        var state = Samples.press(.tab, .tab, .tab, in: try Samples.hits(100))
        let room = try #require(state.layout?.hits)
        state = expect(state, .character("+")) { $0.arrangement.isZoomed = true }
        let zoomed = try #require(state.layout?.hits)
        #expect(zoomed.width == 120 && zoomed.height == 32 && zoomed.height > room.height)
        #expect(state.layout?.writers == nil && state.layout?.control.height == 0)
        state = Samples.press(.tab, in: state)
        #expect(state.layout?.hits == nil && state.layout?.writers?.width == 120)
        // The program's terminal grows with its pane.
        #expect(state.update(.key(.tab)) == [.resizeProgramTerminal(columns: 116, rows: 30)])
        state = Samples.press(.character("+"), in: state)
        #expect(!state.arrangement.isZoomed)
        state.focus = .control
        expect(state, .character("+")) {
            $0.toast = Samples.toast(
                .warning, "DR7 is shown whole already: Tab goes to a pane that can grow")
        }
    }

    @Test(arguments: Focus.allCases) func zoomedPanesStayOnTheScreen(_ focus: Focus) throws {
        var arrangement = PaneArrangement()
        arrangement.isZoomed = true
        for (width, height) in [(80, 24), (100, 30), (120, 36), (200, 60)] {
            let layout = try #require(
                ScreenLayout(width: width, height: height, focus: focus, arrangement: arrangement))
            let shown = [layout.hits, layout.writers, layout.output, layout.status].compactMap { $0 }
            if case .panes(let panes) = layout.slots, focus == .slots {
                #expect(panes.count == 4 && panes.map(\.width).reduce(0, +) == 2 * width)
            }
            for pane in shown { #expect(pane.endRow < height && pane.endColumn <= width) }
        }
    }

    // MARK: The lines typed before

    @Test func linesComeBack() {
        var state = Samples.stopped()
        for line in ["print a", "pause", "print b", "print a"] {
            state = Samples.press(.enter, in: type(":" + line, in: state))
            _ = state.update(.key(.escape))
        }
        #expect(state.commandHistory.lines == ["pause", "print b", "print a"])
        func line(_ state: AppState) -> String? {
            if case .prompt(let prompt)? = state.modal { prompt.editor.text } else { nil }
        }
        state = Samples.press(.up, in: type(":", in: state))
        #expect(line(state) == "print a")
        state = Samples.press(.up, .up, .up, in: state)
        #expect(line(state) == "pause")
        state = Samples.press(.down, .down, .down, in: state)
        #expect(line(state) == "")
        // What is typed is what the lines begin with.
        state = Samples.press(.up, .up, .up, in: type("pr", in: state))
        #expect(line(state) == "print b")
        state = Samples.press(.down, .down, in: state)
        #expect(line(state) == "pr")
    }

    // MARK: Commands

    @Test func aliasesAndLettersInOrder() throws {
        #expect(try Command.named("q").name == "quit")
        #expect(try Command.named("bt").name == "stack")
        for (short, name) in Command.aliases { #expect(try Command.named(short).name == name) }
        #expect(Command.offered("wt").first?.name == "watch")
        #expect(Command.offered("s").first?.name == "step")
        #expect(Command.offered("zzz").isEmpty)
    }

    @Test(arguments: [
        ("mess", "messages"), ("kind r", "kind r"), ("focus wr", "focus writers"), ("group th", "group thread"),
        ("delete DR", "delete DR"), ("delete cou", "delete counter"), ("on-hit st", "on-hit stop"),
        ("export a.out per", "export a.out perf-script"), ("hit n", "hit next"), ("slot ", "slot "),
        ("thread a", "thread all"), ("bt", "stack"), ("msgs", "messages"),
    ]) func tabCompletes(_ typed: String, _ completed: String) throws {
        let state = Samples.press(.tab, in: type(":" + typed, in: try Samples.watching()))
        guard case .prompt(let prompt)? = state.modal else { return #expect(Bool(false)) }
        #expect(prompt.editor.text == completed)
    }

    @Test func choicesAreSaidOutright() throws {
        let id = WatchID(rawValue: 1)
        let state = try Samples.watching()
        for (line, command) in [
            ("kind rw", SessionCommand.setKind(id, .readWrite)), ("kind r", .setReadsOnly(id)),
            ("length 2", .setLength(id, .two)), ("on-hit stop", .setAction(id, .stop)),
            ("delete work", .removeWatch(WatchID(rawValue: 2))), ("delete dr1", .removeWatch(WatchID(rawValue: 2))),
            ("delete 1", .removeWatch(id)), ("delete", .removeWatch(id)),
        ] {
            var typed = type(":" + line, in: state)
            #expect(typed.update(.key(.enter)) == [.session(command)], "\(line)")
            #expect(typed.modal == nil)
        }
        for (line, words) in [
            ("kind z", "'z' is none of w, rw, r or x"), ("length 3", "'3' is none of 1, 2, 4 or 8"),
            ("delete nix", "nothing is watched as 'nix'; W lists what is"), ("delete dr2", "DR2 has no watch of ours"),
            ("slot 4", "give a slot's number: 0, 1, 2 or 3"), ("hit", "give next or previous"),
            ("replay end", "only a recording can be moved through: bptui replay"),
        ] {
            #expect(error(Samples.press(.enter, in: type(":" + line, in: state))) == words)
        }
        #expect(Samples.press(.enter, in: type(":slot 1", in: state)).selectedSlot == .dr1)
        #expect(Samples.press(.enter, in: type(":focus dr6", in: state)).focus == .status)
        let filtered = Samples.press(.enter, in: type(":filter slot:1", in: try Samples.hits(3)))
        #expect(filtered.filter?.text == "slot:1" && filtered.focus == .hits)
        #expect(Samples.press(.enter, in: type(":filter", in: filtered)).filter == nil)
    }

    // MARK: Copy

    @Test func whatCannotBeCopiedSaysWhy() throws {
        let state = try Samples.watching()
        expect(state, .character("y"), effects: [.copy])
        expect(Samples.press(.character("2"), in: state), .character("y")) {
            $0.toast = Samples.toast(.warning, "DR2 is free: there is no watch to copy")
        }
        expect(Samples.press(.tab, .tab, .tab, in: state), .character("y")) {
            $0.toast = Samples.toast(.warning, "there is no hit to copy yet")
        }
    }

    @Test func aWatchIsWrittenAsItWouldBeAskedFor() throws {
        let board = try Samples.board(
            kind: .readWrite, count: 4, action: .stop, rule: .always, condition: "new > 5")
        let text = board.watches[0].spec.written
        #expect(text == "counter:rw@0,stop if new > 5")
        let again = try WatchSpec(parsing: text)
        #expect(again.expression == "counter" && again.condition == "new > 5" && again.slot == 0)
    }
}
