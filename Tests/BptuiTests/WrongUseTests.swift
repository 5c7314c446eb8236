import Glibc
import TestSupport
import Testing

/// Each wrong use gives one clear line and its exit status, and starts nothing that stays.
@Suite(.serialized)
struct WrongUseTests {
    let stores = BuiltProducts.path("fixture-stores")

    /// - Parameter excerpt: the two lines that show what is wrong, without their indent.
    private func expectRefusal(
        _ arguments: [String], status: Int32, saying words: String, excerpt: (text: String, mark: String)? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let run = try await Run.program(BuiltProducts.path("bptui"), arguments)
        #expect(run.status == status, "\(run.error)", sourceLocation: sourceLocation)
        let lines = run.error.split(separator: "\n")
        let shown = excerpt.map { ["  " + $0.text, "  " + $0.mark] } ?? []
        #expect(lines.dropFirst().map(String.init) == shown, sourceLocation: sourceLocation)
        #expect(run.error.contains(words), "\(run.error)", sourceLocation: sourceLocation)
        #expect(run.error.hasPrefix("bptui: "), sourceLocation: sourceLocation)
        // What was begun has an end.
        if run.objects.first?.type == "start" {
            #expect(run.end?.reason == "refused" || arguments.contains("-o"), sourceLocation: sourceLocation)
        }
    }

    @Test(.timeLimit(.minutes(10)))
    func noSuchProgram() async throws {
        try await expectRefusal(["--batch", "./nowhere"], status: 127, saying: "./nowhere")
        try await expectRefusal(["--batch", "no-such-program-at-all"], status: 127, saying: "no-such-program-at-all")
    }

    @Test(.timeLimit(.minutes(10)))
    func notExecutable() async throws {
        let path = TemporaryFile.path("plain")
        defer { TemporaryFile.remove(path) }
        try TemporaryFile.write("hello", to: path, mode: 0o644)
        try await expectRefusal(["--batch", path], status: 126, saying: "not executable")
    }

    @Test(.timeLimit(.minutes(10)))
    func notAnELFProgram() async throws {
        let path = TemporaryFile.path("script")
        defer { TemporaryFile.remove(path) }
        try TemporaryFile.write("#!/bin/sh\nexit 0\n", to: path, mode: 0o755)
        try await expectRefusal(["--batch", path], status: 126, saying: "/bin/sh")
        try await expectRefusal(["--batch", "/tmp"], status: 126, saying: "directory")
    }

    @Test(.timeLimit(.minutes(10)))
    func signalsThatCannotBe() async throws {
        try await expectRefusal(["--batch", "--signal", "SEGV=stop", stores], status: 64, saying: "pass or ignore")
        try await expectRefusal(["--batch", "--signal", "SIGUSR=pass", stores], status: 64, saying: "SIGUSR1")
        try await expectRefusal(["--batch", "--signal", "KILL=ignore", stores], status: 64, saying: "no signal")
        try await expectRefusal(["--batch", "--signal", "USR1", stores], status: 64, saying: "pass, stop or ignore")
    }

    @Test(.timeLimit(.minutes(10)))
    func noProgramAndBadOptions() async throws {
        try await expectRefusal(["--batch"], status: 64, saying: "which program")
        try await expectRefusal(["--no-such-option", stores], status: 64, saying: "--no-such-option")
        try await expectRefusal(["demo", "--no-such-option"], status: 64, saying: "--no-such-option")
        try await expectRefusal(["--batch", "--timeout", "0", stores], status: 64, saying: "--timeout")
        try await expectRefusal(["--max-hits", "1", stores], status: 64, saying: "--batch")
        try await expectRefusal(["--summary", "writers", stores], status: 64, saying: "--batch")
        try await expectRefusal(["--batch", "--summary", "readers", stores], status: 64, saying: "readers")
        try await expectRefusal(["--batch", "--stacks", "some", stores], status: 64, saying: "some")
        try await expectRefusal(["doctor", "now"], status: 64, saying: "now")
    }

    @Test(.timeLimit(.minutes(10)))
    func unknownSymbolIsAnsweredWithNearOnes() async throws {
        try await expectRefusal(
            ["--batch", "-w", "pair.x + conter", stores, "three"], status: 65, saying: "conter",
            excerpt: ("pair.x + conter", "         ^"))
        try await expectRefusal(
            ["--batch", "-w", "conter", stores, "three"], status: 65, saying: "did you mean 'counter'",
            excerpt: ("conter", "^"))
    }

    @Test(.timeLimit(.minutes(10)))
    func badSpecifications() async throws {
        try await expectRefusal(["--batch", "-w", "counter/3", stores, "three"], status: 65, saying: "length 3")
        try await expectRefusal(["--batch", "-w", "counter+1/8", stores, "three"], status: 65, saying: "align")
        try await expectRefusal(
            ["--batch", "-w", "counter@7", stores, "three"], status: 65, saying: "slot",
            excerpt: ("counter@7", "        ^"))
        try await expectRefusal(
            ["--batch", "-w", "counter:q", stores, "three"], status: 65, saying: "q",
            excerpt: ("counter:q", "        ^"))
    }

    @Test(.timeLimit(.minutes(10)))
    func aLocationThatIsNotThere() async throws {
        try await expectRefusal(["--batch", "--at", "nowhere", stores, "three"], status: 65, saying: "--at: ")
    }

    @Test(
        .timeLimit(.minutes(10)),
        .enabled(if: Hardware.fires, "the machine's debug registers do not fire (bptui doctor)"))
    func aFifthWatchIsRefused() async throws {
        try await expectRefusal(
            ["--batch", "-w", "a", "-w", "b", "-w", "c", "-w", "d", "-w", "counter", stores, "three"],
            status: 69, saying: "slot")
    }

    @Test(.timeLimit(.minutes(10)))
    func outputThatCannotBeWritten() async throws {
        try await expectRefusal(
            ["--batch", "-o", "/nowhere/at/all", stores, "three"], status: 73, saying: "/nowhere/at/all")
        if access("/dev/full", W_OK) == 0 {
            try await expectRefusal(
                ["--batch", "-o", "/dev/full", "-w", "counter", stores, "three"], status: 73, saying: "/dev/full")
        }
    }

    @Test(.timeLimit(.minutes(10)))
    func aClosedOutputIsNoOtherFile() async throws {
        let run = try await Run.program(
            "/bin/sh", ["-c", "exec \"$0\" --batch \"$1\" three >&-", BuiltProducts.path("bptui"), stores])
        #expect(run.status == 73, "\(run.error)")
        #expect(run.error.hasPrefix("bptui: cannot write standard output"))
    }

    @Test(.timeLimit(.minutes(10)))
    func aProgramThatEndsBeforeTheLocationIsSaidToBeUnwatched() async throws {
        // `called` is never called in this mode.
        let run = try await Run.bptui("--batch", "--at", "called", "-w", "counter", stores, "three")
        #expect(run.status == 0)
        #expect(run.objects.map(\.type) == ["start", "exit", "end"])
        #expect(run.error.contains("before called was reached"), "\(run.error)")
    }

    @Test(.timeLimit(.minutes(10)), arguments: [["--help-all"], ["help", "options"]])
    func helpListsEveryOption(_ words: [String]) async throws {
        let run = try await Run.program(BuiltProducts.path("bptui"), words)
        #expect(run.status == 0)
        for option in [
            "--watch", "--at", "--batch", "--set", "--stacks", "--summary", "if COND", "--timeout", "--aslr", "--ascii",
            "--follow", "--script",
        ] {
            #expect(run.output.contains(option), "\(option)")
        }
    }

    @Test(.timeLimit(.minutes(10)))
    func theProgramsTerminalIsATerminal() async throws {
        let path = TemporaryFile.path("no-terminal")
        defer { TemporaryFile.remove(path) }
        try TemporaryFile.write("kept", to: path, mode: 0o644)
        try await expectRefusal(["--tty", path, stores], status: 64, saying: "not a terminal")
        try await expectRefusal(["--tty", "/nowhere/at/all", stores], status: 64, saying: "No such file")
        #expect(try TemporaryFile.read(path) == "kept")
    }

    @Test(.timeLimit(.minutes(10)))
    func aScreenNeedsATerminal() async throws {
        let run = try await Run.program("/usr/bin/setsid", ["-w", BuiltProducts.path("bptui"), stores, "three"])
        #expect(run.status != 0)
        #expect(run.error.contains("--batch"))
    }
}
