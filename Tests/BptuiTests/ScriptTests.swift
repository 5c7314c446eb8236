import ProgramModel
import Testing
import ViewModel

@testable import BptuiCommand

/// Scripts as text: their steps, and what a mistake in one says.
@Suite(.timeLimit(.minutes(1))) struct ScriptTests {
    @Test func everyStep() throws {
        let script = try Script(
            name: "all",
            text: """
                # To the counter and back.
                key a Enter Ctrl-L pgdn F5 #
                  keys Space C-c\t
                type ledger.balance if new > 5
                paste two words

                :watch counter
                wait DR0  armed
                wait-gone Watch
                wait-stop
                wait-exit
                timeout 0.5
                pause 2
                resize 100x30
                save-screen out file.txt
                save-screen! out.txt
                """)
        #expect(
            script.steps.map(\.action) == [
                .keys([.character("a"), .enter, .control("l"), .pageDown, .function(5), .character("#")]),
                .keys([.character(" "), .control("c")]), .type("ledger.balance if new > 5"), .paste("two words"),
                .command("watch counter"), .wait(.text("DR0  armed")), .wait(.absence("Watch")), .wait(.stop),
                .wait(.exit), .timeout(500_000_000), .pause(2_000_000_000),
                .resize(ScreenSize(width: 100, height: 30)), .saveScreen("out file.txt", replaces: false),
                .saveScreen("out.txt", replaces: true),
            ])
        #expect(script.steps.map(\.line) == [2, 3, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16])
    }

    @Test(
        arguments: [
            ("  key Enetr", "tour:2:7: no key is called 'Enetr'; did you mean 'Enter'?", "    key Enetr\n        ^"),
            ("press a", "tour:2:1: no step of a script is called 'press'; they are key, keys, type,", nil),
            ("wiat x", "tour:2:1: no step of a script is called 'wiat'; did you mean 'wait'?", "  wiat x\n  ^"),
            ("wait", "tour:2:5: 'wait' needs text behind it", "  wait\n      ^"),
            ("key", "tour:2:4: 'key' needs a key behind it", nil),
            ("wait-stop now", "tour:2:11: 'wait-stop' takes nothing behind it", "  wait-stop now\n            ^"),
            ("pause -1", "tour:2:7: give seconds, over 0 and up to 3600", nil),
            ("timeout nan", "tour:2:9: give seconds", nil), ("resize 0x5", "tour:2:8: a size is written 120x36", nil),
            ("key a\u{1b}[2J", "tour:2:5: no key is called 'a\\x1b[2J'", nil),
        ] as [(String, String, String?)])
    func aMistakeNamesItsPlace(line: String, words: String, excerpt: String?) throws {
        let failure = #expect(throws: CommandFailure.self) { try Script(name: "tour", text: "key a\n\(line)\nkey b") }
        #expect(failure?.status == ExitStatus.usage)
        #expect(failure?.message.hasPrefix(words) == true, "\(failure?.message ?? "")")
        if let excerpt { #expect(failure?.excerpt == excerpt) }
    }

    @Test func keysHaveTheNamesOfTheHelp() {
        for binding in Keymap.standard {
            for key in binding.keys where !["↑", "↓", "←", "→"].contains(key.name) {
                #expect(ScriptKey.named(key.name) == key, "\(key.name)")
            }
        }
    }

    @Test func theTourIsAScriptOfThreeKeys() throws {
        let script = try Script(name: "tour", text: DemoTour.script)
        let keys = script.steps.compactMap { step -> [KeyPress]? in
            if case .keys(let keys) = step.action { keys } else { nil }
        }
        #expect(keys.joined().count == 3)
        let others = script.steps.filter { step in
            switch step.action {
            case .keys, .wait, .pause, .timeout: false
            default: true
            }
        }
        #expect(others == [])
    }
}
