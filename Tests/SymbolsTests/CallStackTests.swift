import Glibc
import HitRules
import ProgramModel
import TestSupport
import Testing

@Suite("Call stacks", .timeLimit(.minutes(10)))
struct CallStackTests {
    static let builds = [
        ProgramBuild(compiler: .gcc, flags: ["-g", "-O0"]), ProgramBuild(compiler: .gcc, flags: ["-g", "-O2"]),
        ProgramBuild(compiler: .gcc, flags: ["-g", "-O2", "-static"]),
        ProgramBuild(compiler: .gcc, flags: ["-g", "-O2", "-no-pie", "-fno-pie", "-gdwarf-4"]),
        ProgramBuild(compiler: .gcc, flags: ["-g", "-O0", "-gsplit-dwarf"]),
        ProgramBuild(compiler: .clang, flags: ["-g", "-O0"]), ProgramBuild(compiler: .clang, flags: ["-g", "-O2"]),
        ProgramBuild(compiler: .clang, flags: ["-g", "-O2", "-gdwarf-4"]),
    ].filter(\.compiler.isInstalled)

    static let source = #"""
        static volatile long sink;
        static inline __attribute__((always_inline)) void stop(void) {
            __asm__ volatile("int3");
            sink++;
        }
        static inline __attribute__((always_inline)) void middle(void) {
            stop();
        }
        __attribute__((noinline)) long deep(long n) {
            if (n == 0)
                middle();
            else
                sink += deep(n - 1) + 1;
            return sink;
        }
        int main(void) {
            deep(2);
            return 0;
        }
        """#

    /// The lines of the program's own frames: what lies outside of main belongs to the library.
    private func own(_ stack: CallStack) -> String {
        var lines: [String] = []
        for frame in stack.frames {
            lines.append(frame.text)
            if frame.place.function == "main" { break }
        }
        return lines.joined(separator: "\n")
    }

    private static let expected = """
        stop program.c:3 inlined
        middle program.c:7 inlined
        deep program.c:11
        deep program.c:13
        deep program.c:13
        main program.c:17
        """

    @Test(arguments: builds) func inlinedFunctionsStandByThemselves(build: ProgramBuild) throws {
        let program = try CompiledProgram(Self.source, compiler: build.compiler, flags: build.flags)
        let stopped = try StoppedProgram(program.path)
        // At the stop pc is behind the int3, which is the line's first instruction.
        let copied = try stopped.questions.stack(stopped.evidence(isExact: false))
        #expect(own(copied) == Self.expected)
        #expect(copied.problem == nil)
        #expect(copied.frames.last?.place.function == "_start")
        #expect(copied.frames.first?.pc == stopped.registers[.rip])
        var live = stopped.live
        live.isExact = false
        #expect(try stopped.questions.stack(live) == copied)
    }

    @Test(arguments: builds) func aFramesAddressIsWhereItsCallerStoodBeforeTheCall(build: ProgramBuild) throws {
        let program = try CompiledProgram(Self.source, compiler: build.compiler, flags: build.flags)
        let stopped = try StoppedProgram(program.path)
        let frames = try stopped.questions.stack(stopped.evidence()).frames.filter { !$0.isInlined }
        #expect(frames.count > 4)
        for (callee, caller) in zip(frames, frames.dropFirst()) {
            let address = try #require(callee.frameAddress)
            #expect(try stopped.word(address - 8) == caller.pc)
        }
    }

    @Test(.enabled(if: Compiler.gcc.isInstalled, "gcc is not installed"), arguments: [["-s"], ["-s", "-static"]])
    func aStrippedProgramHasItsFrames(flags: [String]) throws {
        let program = try CompiledProgram(Self.source, compiler: .gcc, flags: ["-O2"] + flags)
        let stopped = try StoppedProgram(program.path)
        let stack = try stopped.questions.stack(stopped.evidence())
        #expect(stack.problem == nil)
        #expect(stack.frames.count >= 6)
        #expect(stack.frames.allSatisfy { $0.place.module != nil })
    }

    @Test(.enabled(if: Compiler.gcc.isInstalled, "gcc is not installed"))
    func aShortCopySaysWhereItEnds() throws {
        let program = try CompiledProgram(Self.source, compiler: .gcc, flags: ["-g", "-O0"])
        let stopped = try StoppedProgram(program.path)
        let stack = try stopped.questions.stack(stopped.evidence(byteCount: 64, isExact: false))
        let end = NumberText.hexadecimal(stopped.registers[.rsp] + 64)
        #expect(stack.problem == "the copy of the stack ends at \(end)")
        #expect(Self.expected.hasPrefix(stack.frames.map(\.text).joined(separator: "\n")))
        #expect(stack.frames.count >= 4)
    }

    @Test(.enabled(if: Compiler.gcc.isInstalled, "gcc is not installed"))
    func nonsenseEndsWithAReason() throws {
        let program = try CompiledProgram(Self.source, compiler: .gcc, flags: ["-g", "-O2"])
        let stopped = try StoppedProgram(program.path)
        var evidence = try stopped.evidence()
        evidence.registers[.rip] = 0x10
        let nowhere = try stopped.questions.stack(evidence)
        #expect(nowhere.frames.map(\.pc) == [0x10])
        #expect(nowhere.problem == "no file is mapped at 0x10")
        // A stack that is full of one return address leads up to its end.
        evidence = try stopped.evidence()
        let word = withUnsafeBytes(of: stopped.registers[.rip].littleEndian) { Array($0) }
        evidence.stack = (0..<2048).flatMap { _ in word }
        let endless = try stopped.questions.stack(evidence)
        #expect(endless.problem == "there are more than 256 frames")
        #expect(endless.frames.filter { !$0.isInlined }.count == 256)
        // One whose words are noise ends somewhere, and never takes us along.
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<200 {
            for index in evidence.stack.indices { evidence.stack[index] = UInt8.random(in: 0...255, using: &generator) }
            evidence.registers = MachineRegisters(values: stopped.registers.values.map { $0 ^ generator.next() >> 48 })
            _ = try stopped.questions.stack(evidence)
        }
    }

    @Test(
        .enabled(if: Compiler.gcc.isInstalled, "gcc is not installed"), arguments: ["-O0", "-O2"])
    func aDeepRecursionIsCutWithAReason(optimization: String) throws {
        let source = Self.source.replacing("deep(2)", with: "deep(5000)")
        let program = try CompiledProgram(source, compiler: .gcc, flags: ["-g", optimization, "-fno-ipa-sra"])
        let stopped = try StoppedProgram(program.path)
        let live = try stopped.questions.stack(stopped.live)
        #expect(live.frames.filter { !$0.isInlined }.count == 256)
        #expect(live.problem == "there are more than 256 frames")
    }

    // MARK: Signals

    static let signals = #"""
        #include <signal.h>
        #include <stdlib.h>
        static volatile long sink;
        static void caught(int number) {
            sink += number;
            __asm__ volatile("int3");
        }
        __attribute__((noinline)) static void fault(volatile long *nowhere) {
            *nowhere = 1;
            sink++;
        }
        int main(int count, char **arguments) {
            struct sigaction action = { .sa_handler = caught };
            if (count > 1) {
                stack_t stack = { .ss_sp = malloc(65536), .ss_size = 65536 };
                sigaltstack(&stack, 0);
                action.sa_flags = SA_ONSTACK;
            }
            sigaction(SIGSEGV, &action, 0);
            fault((volatile long *)8);
            return 0;
        }
        """#

    @Test(arguments: builds) func aSignalIsMarked(build: ProgramBuild) throws {
        let program = try CompiledProgram(Self.signals, compiler: build.compiler, flags: build.flags)
        for arguments in [[], ["elsewhere"]] {
            let stopped = try StoppedProgram(program.path, arguments: arguments)
            var live = stopped.live
            live.isExact = false
            let stack = try stopped.questions.stack(live)
            let lines = own(stack).split(separator: "\n")
            #expect(lines.count == 4)
            #expect(lines.first == "caught program.c:6")
            #expect(lines.dropFirst().first?.hasSuffix(" signal") == true)
            // The interrupted instruction has not been executed: its line, not the one before.
            #expect(lines.dropFirst(2).joined(separator: "\n") == "fault program.c:9\nmain program.c:20")
            #expect(stack.problem == nil)
            // A copy reaches over both when they lie on one stack.
            let copied = try stopped.questions.stack(stopped.evidence(isExact: false))
            if arguments.isEmpty {
                #expect(copied == stack)
            } else {
                #expect(own(copied).split(separator: "\n").count >= 3)
                #expect(copied.problem?.contains("the copy of the stack ends at") == true, "\(copied.text)")
            }
        }
    }

    // MARK: Tail calls and threads

    @Test(arguments: builds.filter { $0.flags.contains("-O2") })
    func aTailCallLeavesNoFrame(build: ProgramBuild) throws {
        let source = """
            static volatile long sink;
            __attribute__((noinline)) long last(long n) {
                __asm__ volatile("int3");
                return sink + n;
            }
            __attribute__((noinline)) long jumping(long n) {
                sink = n;
                return last(n * 3);
            }
            int main(void) {
                return (int)(jumping(3) + 1);
            }
            """
        let program = try CompiledProgram(source, compiler: build.compiler, flags: build.flags)
        let stopped = try StoppedProgram(program.path)
        #expect(
            own(try stopped.questions.stack(stopped.evidence(isExact: false))) == "last program.c:3\nmain program.c:11")
    }

    @Test(.enabled(if: Compiler.gcc.isInstalled, "gcc is not installed"), arguments: ["-O0", "-O2"])
    func everyInstructionHasItsStack(optimization: String) throws {
        let program = try CompiledProgram(
            Self.source.replacing("middle();", with: "sink = 7;").replacing("deep(2);", with: "stop(); deep(2);"),
            compiler: .gcc, flags: ["-g", optimization])
        let stopped = try StoppedProgram(program.path)
        for _ in 0..<60 {
            let stack = try stopped.questions.stack(stopped.evidence())
            #expect(stack.problem == nil)
            #expect(stack.frames.last?.place.function == "_start", "\(stack.text)")
            try stopped.step()
        }
    }
}
