import TestSupport
import Testing

/// The real program with `--script`: the same loop and reducer, with and without a terminal.
@Suite(
    .serialized, .timeLimit(.minutes(10)),
    .enabled(if: Hardware.fires, "the machine's debug registers do not fire (bptui doctor)"))
struct ScriptRunTests {
    private let stores = BuiltProducts.path("fixture-stores")

    /// Plays a script from a file, without a terminal.
    private func play(_ script: String, _ arguments: String...) async throws -> Run {
        let path = TemporaryFile.path("script")
        defer { TemporaryFile.remove(path) }
        try TemporaryFile.write(script, to: path)
        return try await Run.program(
            BuiltProducts.path("bptui"), ["--script", path] + arguments,
            environment: ["LC_ALL": "C.UTF-8", "NO_COLOR": ""])
    }

    @Test("the tour goes from the launch to the culprit in three keys")
    func tour() async throws {
        let run = try await Run.bptui("demo", "--tour", "--size", "120x36", environment: ["LC_ALL": "C.UTF-8"])
        #expect(run.status == 0, "\(run.error)")
        let screen = ScreenText(run.output)
        #expect(screen.box("Hits")?.contains("note+0x28") == true, "\(screen)")
        #expect(screen.box("Hits")?.contains("ledger.c:61") == true)
        #expect(screen.box("Writers")?.contains("note") == true)
        #expect(screen.box("DR0")?.contains("ledger.balance") == true)
    }

    @Test("a script watches, continues, saves the screen in both ways and ends with the last frame")
    func wholeRun() async throws {
        let saved = TemporaryFile.path("saved")
        let other = TemporaryFile.path("other")
        defer {
            TemporaryFile.remove(saved)
            TemporaryFile.remove(other)
        }
        let run = try await play(
            """
            wait-stop
            :watch counter
            wait write 8
            key c
            wait-exit
            wait main.c:39
            save-screen \(saved)
            :save-screen \(other)
            wait the screen is saved
            """, "--size", "100x30", stores, "three")
        #expect(run.status == 0, "\(run.error)")
        let frame = try TemporaryFile.read(saved).split(separator: "\n", omittingEmptySubsequences: false)
        // Thirty rows of text, as many of styles, and what their letters stand for.
        let layer = frame.dropFirst(30).prefix(30)
        #expect(frame.prefix(30).allSatisfy { $0.hasPrefix("|") && $0.hasSuffix("|") && $0.count == 102 })
        #expect(layer.allSatisfy { row in row.count == 100 && row.allSatisfy { $0.isLetter } })
        #expect(frame.contains { $0.hasPrefix("a  #") && $0.contains(" on #") })
        #expect(frame[0].contains("exited with 0") && frame[0].contains("3 hits"))
        let second = try TemporaryFile.read(other)
        #expect(second.contains("main.c:39") && !second.contains("save-screen"))
        #expect(ScreenText(run.output).box("Hits")?.contains("main.c:39") == true)
    }

    @Test("a file that is there is not written over, unless with save-screen!")
    func existingFile() async throws {
        let path = TemporaryFile.path("kept")
        defer { TemporaryFile.remove(path) }
        try TemporaryFile.write("kept", to: path)
        let run = try await play(
            "wait-stop\n:save-screen \(path)\nwait is there already\nsave-screen \(path)", stores, "three")
        #expect(run.status == 73)
        #expect(run.error.contains(":4: the screen cannot be saved to '\(path)': it is there already"), "\(run.error)")
        #expect(try TemporaryFile.read(path) == "kept")
        let forced = try await play("wait-stop\n:save-screen! \(path)\nwait is saved to", stores, "three")
        #expect(forced.status == 0, "\(forced.error)")
        #expect(try TemporaryFile.read(path).hasPrefix("| bptui"))
        let nowhere = try await play("wait-stop\nsave-screen /nowhere/at/all", stores, "three")
        #expect(nowhere.status == 73 && nowhere.error.contains("No such file"), "\(nowhere.error)")
    }

    @Test("a wait that runs out shows the screen; a command that is refused says why")
    func failures() async throws {
        let late = try await play("timeout 0.2\nwait nevermore", stores, "three")
        #expect(late.status == 124)
        #expect(late.error.contains(":2: 'nevermore' did not come within 0.2 s; above is the screen"), "\(late.error)")
        #expect(late.error.contains("DR7") && late.output.isEmpty)
        let running = try await play("wait-stop\nkey c\ntimeout 0.2\nwait-stop", BuiltProducts.path("fixture-spin"))
        #expect(running.status == 124 && running.error.contains(":4: the program did not stop"), "\(running.error)")
        let refused = try await play("wait-stop\n:watch conter", stores, "three")
        #expect(refused.status == 65)
        #expect(refused.error.contains(":2: ':watch conter' was refused: "), "\(refused.error)")
        #expect(refused.error.contains("did you mean 'counter'"))
        let covered = try await play("wait-stop\nkey ?\n:watch counter", stores, "three")
        #expect(covered.status == 64 && covered.error.contains("key Esc"), "\(covered.error)")
        let misspelt = try await play("wiat", stores, "three")
        #expect(misspelt.status == 64 && misspelt.error.contains(":1:1: "), "\(misspelt.error)")
    }

    @Test("steps and stops are waited for, and the size changes")
    func steps() async throws {
        let run = try await play(
            """
            wait-stop
            :until three
            wait-stop
            wait stopped at three
            :next
            wait-stop
            wait stepped to three
            resize 80x24
            wait Slots
            key ?
            wait Esc closes
            key Esc
            wait-gone Esc closes
            """, stores, "three")
        #expect(run.status == 0, "\(run.error)")
        let rows = run.output.split(separator: "\n")
        #expect(rows.allSatisfy { $0.count <= 80 })
        #expect(ScreenText(run.output).header.contains("three"), "\(run.output)")
    }

    @Test("pasted text is no keys, and is told so")
    func pasting() async throws {
        let run = try await play("wait-stop\npaste kq\nwait pasted text is no keys\nwait-stop", stores, "three")
        #expect(run.status == 0, "\(run.error)")
    }

    @Test("ASCII and no colours hold for saved screens as well")
    func plainScreens() async throws {
        let path = TemporaryFile.path("plain")
        defer { TemporaryFile.remove(path) }
        let run = try await play(
            "wait-stop\nsave-screen \(path)", "--ascii", "--color", "never", stores, "three")
        #expect(run.status == 0, "\(run.error)")
        let text = try TemporaryFile.read(path)
        #expect(text.utf8.allSatisfy { $0 < 0x80 })
        #expect(text.contains("a  standard on standard") && !text.contains("#1a1b26"))
        #expect(run.output.utf8.allSatisfy { $0 < 0x80 })
    }

    @Test("on a real terminal the script begins and the person goes on")
    func realTerminal() async throws {
        let path = TemporaryFile.path("script")
        defer { TemporaryFile.remove(path) }
        try TemporaryFile.write("wait-stop\nkey a\ntype counter\nkey Enter\nwait write 8\nkey c", to: path)
        try await BptuiScreen.run(["--script", path, stores, "three"]) { bptui in
            try await bptui.waitForHeader("exited with 0")
            try await bptui.waitForBox("DR0", "has counter") { $0.contains("counter") && $0.contains("2 → 3") }
            try await bptui.keys("q")
            try await bptui.expectExit(0)
        }
        try TemporaryFile.write("timeout 0.2\nwait nevermore", to: path)
        try await BptuiScreen.run(["--script", path, stores, "three"]) { bptui in
            try await bptui.expectExit(124)
            try await bptui.wait("the reason") { $0.contains("'nevermore' did not come within 0.2 s") }
        }
    }

    @Test("a recording plays a script as well")
    func replay() async throws {
        let path = TemporaryFile.path("run.rec")
        let script = TemporaryFile.path("script")
        defer {
            TemporaryFile.remove(path)
            TemporaryFile.remove(script)
        }
        let run = try await Run.bptui("--batch", "--log", path, "-w", "counter", stores, "three")
        #expect(run.hits.count == 3)
        try TemporaryFile.write("wait 3 hits\nkey ,\nwait 2 hits\nkey c\nwait nothing runs here", to: script)
        let replayed = try await Run.bptui(
            "replay", path, "--script", script, "--size", "120x36", environment: ["LC_ALL": "C.UTF-8"])
        #expect(replayed.status == 0, "\(replayed.error)")
        #expect(ScreenText(replayed.output).box("DR0")?.contains("1 → 2") == true, "\(replayed.output)")
    }

    @Test("what goes together and what does not")
    func wrongUse() async throws {
        for (arguments, words) in [
            (["--size", "80x24", stores], "--size goes with --script"),
            (["--script", "/nowhere/at/all", stores], "cannot be read: No such file"),
            (["--batch", "--script", "-", stores], "--script goes with the screen"),
            (["demo", "--tour", "--batch"], "--tour is a script on the screen"),
            (["--script", "-", "--size", "80", stores], "80"),
        ] {
            let run = try await Run.program(BuiltProducts.path("bptui"), arguments)
            #expect(run.status == 64, "\(run.error)")
            #expect(run.error.contains(words), "\(run.error)")
        }
    }
}
