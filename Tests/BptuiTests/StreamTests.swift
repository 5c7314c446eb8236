import TestSupport
import Testing

/// `--stdin`, `--stdout` and `--stderr`: the program's streams from and to files.
@Suite(.serialized, .enabled(if: Hardware.fires, "the machine's debug registers do not fire (bptui doctor)"))
struct StreamTests {
    /// Counts lines; says each one again, and its number on standard error. Its first line tells which streams are a
    /// terminal, and whether it has one at all.
    private static func counting() throws -> CompiledProgram {
        try CompiledProgram(
            #"""
            #include <fcntl.h>
            #include <stdio.h>
            #include <unistd.h>
            int counter;
            int main(void) {
                alarm(60);
                setvbuf(stdout, NULL, _IONBF, 0);
                printf("terminals %d%d%d, own %d\n", isatty(0), isatty(1), isatty(2), open("/dev/tty", O_RDWR) >= 0);
                char line[64];
                while (fgets(line, sizeof line, stdin)) {
                    counter++;
                    printf("out %s", line);
                    fprintf(stderr, "err %d\n", counter);
                }
                return counter;
            }
            """#, compiler: .gcc, flags: ["-g", "-O0"])
    }

    /// Paths of files that are removed afterwards; the input has three lines.
    private func withFiles(_ body: (_ input: String, _ output: String, _ error: String) async throws -> Void)
        async throws
    {
        let paths = ["in", "out", "err"].map { TemporaryFile.path($0) }
        defer { for path in paths { TemporaryFile.remove(path) } }
        try TemporaryFile.write("a\nb\nc\n", to: paths[0])
        try await body(paths[0], paths[1], paths[2])
    }

    private func batch(_ arguments: String...) async throws -> Run {
        try await Run.program(BuiltProducts.path("bptui"), ["--batch", "-w", "counter"] + arguments)
    }

    @Test(.timeLimit(.minutes(5)))
    func batchReadsAndWritesFiles() async throws {
        let program = try Self.counting()
        try await withFiles { input, output, error in
            try TemporaryFile.write(String(repeating: "what was there before\n", count: 100), to: output)
            let run = try await batch("--stdin", input, "--stdout", output, "--stderr", error, program.path)
            #expect(run.status == 3)
            #expect(run.hits.count == 3)
            #expect(run.lineCount == run.objects.count && run.error == "")
            #expect(try TemporaryFile.read(output).hasPrefix("terminals 000, own "))
            #expect(try TemporaryFile.read(output).hasSuffix("\nout a\nout b\nout c\n"))
            #expect(try TemporaryFile.read(error) == "err 1\nerr 2\nerr 3\n")
        }
    }

    @Test(.timeLimit(.minutes(5)))
    func streamsThatAreNotNamedStayAsTheyAre() async throws {
        let program = try Self.counting()
        try await withFiles { input, output, error in
            let toError = try await batch("--stdin", input, "--stderr", error, program.path)
            #expect(toError.status == 3 && toError.lineCount == toError.objects.count)
            // Without -o the program's standard output is our standard error.
            #expect(toError.error.hasSuffix("out a\nout b\nout c\n"))
            #expect(try TemporaryFile.read(error) == "err 1\nerr 2\nerr 3\n")
            let own = try await batch("-o", output, "--stdin", input, program.path)
            #expect(own.status == 3)
            #expect(own.output.hasSuffix("out a\nout b\nout c\n") && own.error == "err 1\nerr 2\nerr 3\n")
        }
    }

    @Test(.timeLimit(.minutes(5)))
    func oneFileForBothKeepsTheOrder() async throws {
        let program = try Self.counting()
        try await withFiles { input, output, _ in
            _ = try await batch("--stdin", input, "--stdout", output, "--stderr", output, program.path)
            #expect(try TemporaryFile.read(output).hasSuffix("\nout a\nerr 1\nout b\nerr 2\nout c\nerr 3\n"))
        }
    }

    @Test(.timeLimit(.minutes(5)))
    func aShellsDescriptorIsRead() async throws {
        let program = try Self.counting()
        let line = "'\(BuiltProducts.path("bptui"))' --batch -w counter --stdin <(printf 'a\\nb\\n') '\(program.path)'"
        let run = try await Run.program("/bin/bash", ["-c", line])
        #expect(run.status == 2 && run.hits.count == 2, "\(run.error)")
    }

    // MARK: What cannot be

    @Test(
        arguments: [
            (["--stdin", "/nowhere/at/all"], 127, "--stdin /nowhere/at/all: No such file or directory"),
            (["--stdin", "/tmp"], 69, "--stdin /tmp: Is a directory"),
            (["--stdout", "/nowhere/at/all"], 73, "--stdout /nowhere/at/all: No such file or directory"),
            (["--stderr", "/tmp"], 73, "--stderr /tmp: Is a directory"),
            (["--tty", "/dev/null", "--stdout", "/dev/null"], 64, "--stdout goes without --tty"),
            (["-p", "1", "--stdin", "/dev/null"], 64, "--stdin goes with a program to start"),
        ] as [([String], Int32, String)], [["--batch"], []])
    func refusals(_ wrong: ([String], Int32, String), _ front: [String]) async throws {
        // There is no terminal: what is wrong is said before one is looked for.
        let program = wrong.0.contains("-p") ? [] : [BuiltProducts.path("fixture-stores"), "three"]
        let arguments = (wrong.0.contains("--tty") ? [] : front) + wrong.0 + program
        let run = try await Run.program(BuiltProducts.path("bptui"), arguments)
        #expect(run.status == wrong.1, "\(run.error)")
        #expect(run.error.hasPrefix("bptui: \(wrong.2)"), "\(run.error)")
        #expect(run.error.split(separator: "\n").count == 1 && run.output == "")
    }

    @Test(.timeLimit(.minutes(5)))
    func whatFollowsTheProgramIsItsOwn() async throws {
        let program = try Self.counting()
        try await withFiles { input, output, error in
            let run = try await batch("--stdin=\(input)", "--stdout", output, program.path, "--stderr", error)
            #expect(run.status == 3 && run.error == "err 1\nerr 2\nerr 3\n")
            #expect(throws: TemporaryFile.Failure.self) { try TemporaryFile.read(error) }
        }
    }

    // MARK: The screen

    @Test(
        "the screen says where a stream goes; the terminal stays the program's; a restart opens the files anew",
        .timeLimit(.minutes(5)))
    func screen() async throws {
        let program = try Self.counting()
        try await withFiles { input, output, _ in
            try await BptuiScreen.run(["--stdin", input, "--stdout", output, program.path]) { bptui in
                try await bptui.waitForHeader("stopped at")
                let box = try await bptui.waitForBox("Output", "its standard input comes from")
                #expect(box.contains("its standard output goes to"))
                try await bptui.keys("c")
                try await bptui.waitForHeader("exited")
                let shown = try await bptui.waitForBox("Output", "err 3")
                #expect(
                    shown.contains(" >\(output.split(separator: "/").last ?? "") ") || shown.contains(" <file >file "))
                let whole = "terminals 001, own 1\nout a\nout b\nout c\n"
                #expect(try TemporaryFile.read(output) == whole)
                try await bptui.keys("r")
                try await bptui.waitForHeader("stopped at")
                #expect(try TemporaryFile.read(output) == "")
                try await bptui.keys("c")
                try await bptui.waitForHeader("exited")
                #expect(try TemporaryFile.read(output) == whole)
                try await bptui.keys("q")
                try await bptui.expectExit(0)
            }
        }
    }

    @Test("a file that is gone at a restart is told, and another restart finds it again", .timeLimit(.minutes(5)))
    func vanished() async throws {
        let program = try Self.counting()
        try await withFiles { input, output, _ in
            try await BptuiScreen.run(["--stdin", input, "--stdout", output, program.path]) { bptui in
                try await bptui.waitForHeader("stopped at")
                TemporaryFile.remove(input)
                try await bptui.keys("r")
                try await bptui.wait("the reason") { $0.contains("standard input: ENOENT") }
                try TemporaryFile.write("a\n", to: input)
                try await bptui.keys("r")
                try await bptui.waitForHeader("stopped at")
                try await bptui.keys("c")
                try await bptui.waitForHeader("exited")
                #expect(try TemporaryFile.read(output).hasSuffix("\nout a\n"))
                try await bptui.keys("q")
                try await bptui.expectExit(0)
            }
        }
    }
}
