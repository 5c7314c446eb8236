import TestSupport
import Testing

/// The terminal in a real one: a fixture draws a frame in tmux and names every event that it gets.
@Suite(.timeLimit(.minutes(10)))
struct RealTerminalTests {
    static let fixture = BuiltProducts.path("terminal-fixture")

    @Test("24-bit, palette and attributes reach the screen, and wide characters keep their columns")
    func colors() async throws {
        try await TmuxSession.run([Self.fixture], width: 60, height: 14) { terminal in
            let screen = try await terminal.waitFor("size 60x14 depth truecolor")
            #expect(screen.contains("│─漢é|"))
            // The corner too, without scrolling.
            #expect(screen.split(separator: "\n").last == "\(String(repeating: " ", count: 59))#")
            let styled = try await terminal.captureStyled()
            #expect(styled.contains("\u{1B}[38;2;18;52;86m\u{1B}[48;5;4mdirect"))
            #expect(styled.contains("\u{1B}[38;5;9m\u{1B}[49mpalette"))
            #expect(styled.contains("\u{1B}[1mbold"))
            #expect(styled.contains("\u{1B}[7m\u{1B}[39mreverse"))
        }
    }

    @Test(
        "every terminal is shown as many colours as it has",
        arguments: [
            ("tmux-256color", ["COLORTERM": nil], "indexed256"), ("screen", [:], "eight"), ("linux", [:], "eight"),
            ("xterm-256color", ["NO_COLOR": "1"], "monochrome"), ("vt100", [:], "monochrome"),
            ("xterm-mono", [:], "monochrome"), ("xterm-256color", [:], "truecolor"),
        ] as [(String, [String: String?], String)])
    func depths(term: String, environment: [String: String?], depth: String) async throws {
        try await TmuxSession.run([Self.fixture], width: 60, height: 14, term: term, environment: environment) {
            terminal in
            try await terminal.waitFor("depth \(depth)")
            try await terminal.waitFor("the whole frame") {
                $0.contains("direct") && $0.contains("palette") && $0.contains("reverse")
            }
            let styled = try await terminal.captureStyled()
            #expect(styled.contains("38;2;") == (depth == "truecolor"))
            #expect(["[31m", "[91m", "38;5;9m"].contains { styled.contains($0) } == (depth != "monochrome"))
            try await terminal.send("Up", "q")
            #expect(try await terminal.waitForExit() == 0)
        }
    }

    @Test("terminals that cannot show a screen are refused in a sentence", arguments: ["dumb", "no-such-terminal"])
    func refusals(term: String) async throws {
        try await TmuxSession.run(["env", "TERM=\(term)", Self.fixture]) { terminal in
            #expect(try await terminal.waitForExit() == 69)
            let screen = try await terminal.capture()
            #expect(screen.contains("refused: the terminal \"\(term)\""))
            #expect(screen.contains("--batch"))
        }
    }

    @Test("a process without a terminal is told so")
    func noTerminal() async throws {
        try await TmuxSession.run(["setsid", "-w", Self.fixture]) { terminal in
            #expect(try await terminal.waitForExit() == 69)
            try await terminal.waitFor("refused: no terminal")
        }
    }

    @Test("in the C locale, what is not ASCII is stood in for")
    func plainLocale() async throws {
        try await TmuxSession.run(["env", "LC_ALL=C", Self.fixture], width: 60, height: 14) { terminal in
            let screen = try await terminal.waitFor("size 60x14")
            #expect(screen.contains("|-? ?|"))
        }
    }

    @Test("keys are decoded")
    func keys() async throws {
        try await TmuxSession.run([Self.fixture], width: 60, height: 36) { terminal in
            try await terminal.waitFor("size")
            let keys: [(String, String)] = [
                ("x", #"character("x")"#), ("é", #"character("é")"#), ("Up", "up"), ("Left", "left"),
                ("F1", "function(1)"),
                ("F5", "function(5)"), ("F12", "function(12)"), ("C-a", #"control("a")"#), ("C-]", #"control("]")"#),
                ("C-c", #"control("c")"#), ("Enter", "enter"), ("Tab", "tab"), ("BTab", "backTab"),
                ("BSpace", "backspace"), ("DC", "delete"), ("IC", "insert"), ("PPage", "pageUp"),
                ("NPage", "pageDown"), ("Home", "home"), ("End", "end"),
                ("Escape", "escape"), ("Space", #"character(" ")"#), ("M-x", "alt"),
            ]
            var number = 0
            for (key, name) in keys {
                number += 1
                try await terminal.send(key)
                let shown =
                    name == "alt" ? #"altKey(ViewModel.KeyPress.character("x"))"# : "key(ViewModel.KeyPress.\(name))"
                try await terminal.waitFor("\(number): \(shown)")
            }
        }
    }

    @Test("keys keep their modifiers", arguments: ["tmux-256color", "xterm-256color", "linux", "vt100"])
    func modifiers(term: String) async throws {
        try await TmuxSession.run([Self.fixture], width: 100, height: 36, term: term) { terminal in
            try await terminal.waitFor("size")
            let keys: [(String, String, Int)] = [
                ("C-Up", "up", 4), ("S-Left", "left", 1), ("M-Right", "right", 2), ("C-S-Home", "home", 5),
                ("S-F1", "function(1)", 1), ("C-F5", "function(5)", 4), ("C-DC", "delete", 4),
                ("M-NPage", "pageDown", 2),
            ]
            for (number, (key, name, modifiers)) in keys.enumerated() {
                try await terminal.send(key)
                try await terminal.waitFor(
                    "\(number + 1): modifiedKey(ViewModel.KeyPress.\(name), ViewModel.KeyModifiers(rawValue: \(modifiers)))"
                )
            }
        }
    }

    /// rxvt has sequences of its own, and its description knows those of the cursor keys.
    @Test("a description's own sequences are read")
    func describedModifiers() async throws {
        try await TmuxSession.run([Self.fixture], width: 100, height: 14, term: "rxvt") { terminal in
            try await terminal.waitFor("size")
            try await terminal.sendBytes(Array("\u{1B}Oc\u{1B}[d".utf8))
            try await terminal.waitFor("1: modifiedKey(ViewModel.KeyPress.right, ViewModel.KeyModifiers(rawValue: 4))")
            try await terminal.waitFor("2: modifiedKey(ViewModel.KeyPress.left, ViewModel.KeyModifiers(rawValue: 1))")
        }
    }

    @Test("an unknown sequence is no key at all")
    func unknownSequence() async throws {
        try await TmuxSession.run([Self.fixture], width: 60, height: 14) { terminal in
            try await terminal.waitFor("size")
            try await terminal.sendBytes(Array("\u{1B}[45;7uy".utf8))
            try await terminal.waitFor(#"1: key(ViewModel.KeyPress.character("y"))"#)
        }
    }

    @Test("the mouse is read where columns go beyond 223", arguments: ["tmux-256color", "xterm-256color"])
    func mouse(term: String) async throws {
        try await TmuxSession.run([Self.fixture], width: 300, height: 14, term: term) { terminal in
            try await terminal.waitFor("size")
            #expect(try await terminal.value("#{mouse_sgr_flag}") == "1")
            try await terminal.sendBytes(Array("\u{1B}[<0;251;8M\u{1B}[<0;251;8m".utf8))
            try await terminal.waitFor("MouseAction(kind: ViewModel.MouseAction.Kind.press, row: 7, column: 250)")
            try await terminal.sendBytes(Array("\u{1B}[<64;3;4M".utf8))
            try await terminal.waitFor("MouseAction(kind: ViewModel.MouseAction.Kind.wheelUp, row: 3, column: 2)")
            try await terminal.sendBytes(Array("\u{1B}[<65;3;4M".utf8))
            try await terminal.waitFor("MouseAction(kind: ViewModel.MouseAction.Kind.wheelDown, row: 3, column: 2)")
        }
    }

    @Test("pasted text comes as one event")
    func paste() async throws {
        try await TmuxSession.run([Self.fixture], width: 60, height: 14) { terminal in
            try await terminal.waitFor("size")
            try await terminal.paste("two\nlines é")
            try await terminal.waitFor(#"1: paste("two\nlines é")"#)
        }
    }

    @Test("a new size is told and the screen fills it")
    func resize() async throws {
        try await TmuxSession.run([Self.fixture], width: 60, height: 14) { terminal in
            try await terminal.waitFor("size 60x14")
            try await terminal.resize(width: 83, height: 20)
            try await terminal.waitFor("resize(width: 83, height: 20)")
            let screen = try await terminal.waitFor("size 83x20")
            #expect(screen.split(separator: "\n").last == "\(String(repeating: " ", count: 82))#")
        }
    }
}
