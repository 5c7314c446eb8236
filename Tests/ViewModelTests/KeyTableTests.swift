import DebugRegisters
import ProgramModel
import Session
import Testing
import ViewModel

/// The user's keys over the standard ones.
@Suite struct KeyTableTests {
    private func table(_ mappings: (String, String)...) throws -> KeyTable {
        var table = KeyTable.standard
        for (key, meaning) in mappings {
            try table.map(KeyMapping(KeyPress(named: key), try KeyMapping.Meaning(named: meaning, in: nil)))
        }
        return table
    }

    // MARK: Names

    @Test(arguments: [
        ("r", KeyPress.character("r")), ("R", .character("R")), ("ctrl-r", .control("r")), ("C-r", .control("r")),
        ("^R", .control("r")), ("Ctrl-]", .control("]")), ("Space", .character(" ")), ("F5", .function(5)),
        ("f12", .function(12)), ("PgUp", .pageUp), ("page-up", .pageUp), ("pageup", .pageUp), ("Esc", .escape),
        ("shift-tab", .backTab), ("Del", .delete), ("↑", .up), ("up", .up), ("ä", .character("ä")),
        ("-", .character("-")), ("^", .character("^")),
    ]) func keysHaveNames(_ text: String, _ key: KeyPress) throws {
        #expect(try KeyPress(named: text) == key)
        #expect(try KeyPress(named: key.writtenName) == key)
    }

    @Test(arguments: [
        ("f13", "there are the keys F1 to F12"), ("ctrl-i", "a terminal sends the same for Ctrl-I as for tab"),
        ("ctrl-1", "with Ctrl go a letter and \\ ] ^ _; '1' does not"), ("spcae", "no key is called 'spcae'"),
        ("", "no key is called ''"), ("\t", "no key sends this character; write its name, as in tab"),
    ]) func whatIsNoKeyIsSaid(_ text: String, _ message: String) {
        #expect(throws: ExpressionError.self) { try KeyPress(named: text) }
        do { _ = try KeyPress(named: text) } catch { #expect(error.message == message) }
    }

    @Test func everyActionHasANameOfItsOwnThatReadsBack() throws {
        for context in [nil] + KeyContext.mappable.map(Optional.some) {
            let actions = Action.known(in: context)
            #expect(Set(actions.map(\.name)).count == actions.count)
            for action in actions {
                #expect(action.name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" }, "\(action.name)")
                #expect(try KeyMapping.Meaning(named: action.name, in: context) == .action(action))
            }
        }
        #expect(Action.move(.pageUp).name == "move-page-up")
        #expect(Action.selectSlot(.dr2).name == "slot-2")
        #expect(Action.scrub(.nextHit).name == "scrub-next-hit")
        #expect(Action.toggleArmed.name == "toggle-armed")
    }

    @Test func anUnknownActionSuggests() {
        do {
            _ = try KeyMapping.Meaning(named: "restrat", in: nil)
            Issue.record("restrat is none")
        } catch { #expect(error == ExpressionError("no action 'restrat'", suggestions: ["restart"])) }
        do {
            _ = try KeyMapping.Meaning(named: "watch", in: nil)
            Issue.record("watch is none")
        } catch { #expect(error.message == "no action 'watch'; the command is written ':watch'") }
        do {
            _ = try KeyMapping.Meaning(named: "restart", in: .help)
            Issue.record("the help restarts nothing")
        } catch { #expect(error.message.hasPrefix("no action 'restart' for keys of help")) }
    }

    // MARK: The table

    @Test func theStandardTableIsTheStandard() {
        #expect(KeyTable.standard.bindings == Keymap.standard)
        #expect(KeyTable.standard.action(for: .character("r"), in: .hits) == .restart)
    }

    @Test func aKeyIsAddedAndShownFirst() throws {
        let table = try table(("ctrl-r", "restart"))
        for context in KeyContext.panes {
            #expect(table.action(for: .control("r"), in: context) == .restart)
            #expect(table.action(for: .character("r"), in: context) == .restart)
        }
        #expect(table.helpEntries.contains { $0 == ("Ctrl-R, r", "restart the program, with the same watches") })
        #expect(table.action(for: .control("r"), in: .prompt) == nil)
    }

    @Test func aKeyThatMeantSomethingMeansItNoMore() throws {
        let table = try table(("r", "follow"))
        #expect(table.action(for: .character("r"), in: .hits) == .follow)
        #expect(!table.bindings.contains { $0.action == .restart })
        let none = try self.table(("r", "none"))
        #expect(none.action(for: .character("r"), in: .hits) == nil)
    }

    @Test func anActionOfSomePanesWorksInAll() throws {
        let table = try table(("D", "detail"))
        #expect(table.action(for: .character("D"), in: .hits) == .detail)
        #expect(table.action(for: .character("D"), in: .slots) == .detail)
        // In each context an action has one place in the footer.
        for context in KeyContext.panes {
            #expect(table.bindings.count { $0.action == .detail && $0.contexts.contains(context) } == 1)
        }
    }

    @Test func onePaneCountsBeforeAll() throws {
        var table = KeyTable.standard
        try table.map(KeyMapping(.character("j"), in: .hits, .action(.nextHit)))
        try table.map(KeyMapping(.character("j"), .action(.follow)))
        #expect(table.action(for: .character("j"), in: .hits) == .nextHit)
        #expect(table.action(for: .character("j"), in: .slots) == .follow)
    }

    @Test func commandsAreKeysToo() throws {
        let table = try table(("f6", ":watch counter"))
        #expect(table.action(for: .function(6), in: .hits) == .run(":watch counter"))
        #expect(table.helpEntries.contains { $0 == ("F6", ":watch counter") })
        var state = Samples.stopped()
        state.keys = table
        let effects = state.update(.key(.function(6)))
        #expect(effects == [.addWatch("counter")])
        // A command that is refused stays, to be mended.
        state.modal = nil
        try state.keys.map(KeyMapping(.function(7), .command(":print")))
        #expect(state.update(.key(.function(7))) == [])
        guard case .prompt(let prompt) = state.modal else { return #expect(Bool(false), "no prompt") }
        #expect(prompt.editor.text == ":print" && prompt.error?.message == "give an expression to print")
    }

    @Test func theLastKeyOfANecessaryActionStays() throws {
        #expect(
            throws: ExpressionError(": is the only key for command: give that another key first")
        ) { try table((":", "none")) }
        #expect(throws: ExpressionError("q is the only key for quit: give that another key first")) {
            try table(("q", "follow"))
        }
        let moved = try table(("f2", "command"), (":", "none"))
        #expect(moved.action(for: .function(2), in: .hits) == .command)
    }

    @Test func unmappingBringsTheStandardBack() throws {
        var table = try table(("r", "follow"))
        let (first, second) = (table.unmap(.character("r")), table.unmap(.character("r")))
        #expect(first && !second)
        #expect(table == .standard)
    }

    /// Keys that are added one at a time make the table that all of them make together.
    @Test func oneAtATimeIsTheSameAsAllAtOnce() throws {
        let keys: [KeyPress] = [.character("q"), .character(":"), .function(2), .enter, .character("j"), .control("c")]
        let actions: [KeyMapping.Meaning] = [
            .action(.quit), .action(.command), .action(.follow), .action(.detail), .nothing, .command(":watch a"),
        ]
        let places: [KeyContext?] = [nil, nil, .hits, .slots, .help]
        var random = SystemRandomNumberGenerator()
        for _ in 0..<200 {
            var table = KeyTable.standard
            for _ in 0..<6 {
                guard let key = keys.randomElement(using: &random), let place = places.randomElement(using: &random),
                    let meaning = actions.randomElement(using: &random)
                else { continue }
                try? table.map(KeyMapping(key, in: place, meaning))
            }
            // Saying the last one again makes the table anew.
            var anew = table
            if let last = table.mappings.last { try anew.map(last) }
            #expect(anew == table, "\(table.mappings)")
        }
    }

    // MARK: `:map`

    private func run(_ line: String, in state: AppState = Samples.stopped()) -> AppState {
        let typed = line.reduce(Samples.press(.character(":"), in: state)) { Samples.press(.character($1), in: $0) }
        return Samples.press(.enter, in: typed)
    }

    @Test func mapsAndUnmaps() throws {
        let mapped = run("map r follow")
        #expect(mapped.modal == nil)
        #expect(mapped.toast == Samples.toast(.information, "r is follow from now on (was restart)"))
        #expect(mapped.keys.action(for: .character("r"), in: .slots) == .follow)
        let back = run("unmap r", in: mapped)
        #expect(back.toast == Samples.toast(.information, "r is restart again"))
        #expect(back.keys == .standard)
    }

    @Test(arguments: [
        ("map", "give a key and what it does, as in f5 restart or f6 :watch counter", 3, []),
        ("map f5", "give a key and what it does, as in f5 restart or f6 :watch counter", 4, []),
        ("map spcae pause", "no key is called 'spcae'", 4, ["space"]),
        ("map f5  restrat", "no action 'restrat'", 8, ["restart"]),
        ("map f5 :wtach x", "no command ':wtach'", 7, ["watch"]),
        ("map q none", "q is the only key for quit: give that another key first", 6, []),
        ("unmap", "give a key, as in f5", 5, []),
        ("unmap r", "r is as it was made; :map r none takes its meaning away", 6, []),
    ]) func saysWhatIsWrong(_ line: String, _ message: String, _ column: Int, _ near: [String]) {
        let state = run(line)
        guard case .prompt(let prompt) = state.modal else { return #expect(Bool(false), "no prompt") }
        #expect(prompt.error == ExpressionError(message, column: column, suggestions: near))
        #expect(state.keys == .standard)
    }
}
