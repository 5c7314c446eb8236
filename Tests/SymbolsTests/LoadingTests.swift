import Glibc
import ProgramModel
import Symbols
import TestSupport
import Testing

@Suite("Loading a program's symbols", .timeLimit(.minutes(10)))
struct LoadingTests {
    /// Starts its argument traced, so that it stands at its exec before the dynamic linker has run; prints the pid and
    /// lets the program go on at the first line of input.
    private static let launcher = #"""
        #include <signal.h>
        #include <stdio.h>
        #include <sys/prctl.h>
        #include <sys/ptrace.h>
        #include <sys/wait.h>
        #include <unistd.h>
        int main(int count, char **arguments) {
            (void)count;
            int silent[2];
            if (pipe(silent) != 0) return 1;
            pid_t child = fork();
            if (child == 0) {
                prctl(PR_SET_PDEATHSIG, SIGKILL);
                dup2(silent[0], 0);
                close(silent[1]);
                ptrace(PTRACE_TRACEME, 0, 0, 0);
                execv(arguments[1], arguments + 1);
                _exit(127);
            }
            waitpid(child, 0, 0);
            printf("pid %d\nready\n", (int)child);
            fflush(stdout);
            getchar();
            ptrace(PTRACE_CONT, child, 0, 0);
            getchar();
            kill(child, SIGKILL);
            waitpid(child, 0, 0);
        }
        """#

    @Test(.enabled(if: Compiler.gcc.isInstalled, "gcc is not installed"))
    func atTheExecStopAndAgainWithLibraries() throws {
        let program = try CompiledProgram(CProgramSource.main, compiler: .gcc, flags: ["-g", "-fPIE", "-pie"])
        let launcher = try CompiledProgram(Self.launcher, compiler: .gcc, flags: ["-O1"])
        let running = try launcher.start([program.path])
        let pid = try #require(try running.readUntilReady().first.flatMap { Int32($0.split(separator: " ")[1]) })
        let questions = SymbolQuestions()
        let summary = try questions.load(pid, program.path)
        #expect(summary.hasDebugInformation)
        #expect(summary.problem == nil)
        let main = try questions.location("main")
        let counter = try questions.expression("counter")
        #expect(main.count == 1)
        #expect(try questions.location("entry") == [summary.entry])
        #expect(try questions.error("stdout") != nil, "libc is not mapped yet")
        running.sendLine()
        for line in try running.readUntilReady() {
            let words = line.split(separator: " ")
            if words[0] == "main" { #expect(NumberText.unsigned(words[1]) == main.first) }
            if words[0] == "counter" { #expect(NumberText.unsigned(words[1]) == counter.address) }
        }
        // A miss reads the memory map again.
        #expect(try questions.expression("libc.so.6!environ").byteCount == 8)
        #expect(try questions.location("getchar").count == 1)
        #expect(try questions.load(pid, program.path).hasDebugInformation)
        #expect(try questions.expression("counter") == counter)
        running.sendLine()
        #expect(running.waitForEnd() == 0)
    }

    @Test(.enabled(if: Compiler.gcc.isInstalled, "gcc is not installed"))
    func aProcessThatIsGone() throws {
        let program = try CompiledProgram(CProgramSource.main, compiler: .gcc, flags: ["-g"])
        let named = try NamedProgram(program)
        named.child.sendLine()
        #expect(named.child.waitForEnd() == 0)
        // What was read stays; what needs its memory says so.
        #expect(try named.questions.expression("counter").address == named.addresses["counter"])
        #expect(try named.questions.error("head->value")?.message.contains("cannot be read") == true)
        let summary = try named.questions.load(named.child.pid, program.path)
        #expect(summary.problem?.contains("gone") == true)
        #expect(summary.symbolCount == 0)
        #expect(try named.questions.error("counter")?.message.contains("no symbol") == true)
        #expect(try named.questions.locationError("main") != nil)
        #expect(try named.questions.place(0x1000, isExact: true).isEmpty)
    }

    @Test(.enabled(if: Compiler.gcc.isInstalled, "gcc is not installed"))
    func aProgramBuiltAnewWhileItRuns() throws {
        let program = try CompiledProgram(CProgramSource.main, compiler: .gcc, flags: ["-g"])
        let child = try program.start()
        let lines = try child.readUntilReady()
        unlink(program.path)
        try program.write("something else", to: "program")
        let questions = SymbolQuestions()
        let summary = try questions.load(child.pid, program.path)
        #expect(summary.hasDebugInformation)
        #expect(try lines.contains("counter 0x" + String(questions.expression("counter").address, radix: 16)))
        #expect(try questions.place(questions.location("touch")[0], isExact: true).module == "program")
    }

    /// The goal is 10 ms for a small program; the bound leaves room for a busy machine.
    @Test(.enabled(if: Compiler.gcc.isInstalled, "gcc is not installed"))
    func isQuick() throws {
        let program = try CompiledProgram(CProgramSource.main, compiler: .gcc, flags: ["-g"])
        let child = try program.start()
        _ = try child.readUntilReady()
        let clock = ContinuousClock()
        var times: [Duration] = []
        for _ in 0..<5 {
            let questions = SymbolQuestions()
            times.append(
                try clock.measure {
                    _ = try questions.load(child.pid, program.path)
                    _ = try questions.location("main")
                    _ = try questions.expression("config.limits[1].max")
                })
        }
        #expect(times.min()! < .milliseconds(50), "\(times)")
    }

    @Test func nothingLoadedIsAnError() throws {
        let questions = SymbolQuestions()
        #expect(try questions.error("counter")?.message == "no program has been loaded")
        #expect(try questions.locationError("main")?.message == "no program has been loaded")
        #expect(try questions.place(0x1000, isExact: true).isEmpty)
    }

    @Test func answersKeepTheOrderOfTheRequests() throws {
        let worker = SymbolWorker()
        for number in 0..<100 as Range<UInt64> { worker.submit(.expression(number: number, text: "x", context: nil)) }
        var numbers: [UInt64] = []
        while numbers.count < 100 {
            var waiting = pollfd(fd: worker.eventDescriptor, events: Int16(POLLIN), revents: 0)
            try #require(poll(&waiting, 1, 20_000) == 1)
            for case .expression(let number, _) in worker.takeAnswers() { numbers.append(number) }
        }
        #expect(numbers == Array(0..<100))
        worker.close()
        worker.submit(.expression(number: 1, text: "x", context: nil))
        #expect(worker.takeAnswers().isEmpty)
    }

    /// Damage in the debugging sections must end in an answer, whatever it is.
    @Test(.enabled(if: Compiler.gcc.isInstalled, "gcc is not installed"), arguments: 0..<12)
    func damagedDebuggingInformation(seed: Int) throws {
        let program = try CompiledProgram(
            CProgramSource.main, compiler: .gcc, flags: ["-g", "-fno-pie", "-no-pie", "-Wl,--build-id=none"])
        let copy = Compiler("objcopy")
        let sections = [".debug_info", ".debug_abbrev", ".debug_line", ".debug_str"]
        let section = sections[seed % sections.count]
        try program.run(copy, ["--dump-section", "\(section)=section", "program"])
        try damage(program.folder + "/section", seed: UInt64(seed + 1))
        try program.run(copy, ["--update-section", "\(section)=section", "program"])
        let named = try NamedProgram(program)
        for text in ["counter", "config.limits[2].max", "head->next->value", "bump::calls", "config", "nothing.here"] {
            _ = try? named.questions.expression(text)
        }
        for text in ["main", "touch", "program.c:50"] { _ = try? named.questions.location(text) }
        let touch = try #require(named.addresses["touch"])
        for offset in 0..<64 as Range<UInt64> { _ = try named.questions.place(touch + offset, isExact: false) }
        #expect(try named.questions.expression("0x10").address == 0x10)
    }

    private func damage(_ path: String, seed: UInt64) throws {
        let file = try #require(fopen(path, "r+"))
        defer { fclose(file) }
        fseek(file, 0, SEEK_END)
        let size = UInt64(ftell(file))
        var state = seed &* 0x9E37_79B9_7F4A_7C15
        for _ in 0..<20 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            fseek(file, Int((state >> 16) % size), SEEK_SET)
            fputc(Int32(state >> 56), file)
        }
    }
}
