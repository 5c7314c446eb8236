import HitRules
import ProgramModel
import Symbols
import TestSupport
import Testing

/// Expressions over the locals of a thread that is really stopped.
@Suite("Locals in expressions", .timeLimit(.minutes(10)), .enabled(if: Compiler.gcc.isInstalled))
struct LocalExpressionTests {
    private static let source = #"""
        struct pair { int low; int high; };
        int shade = 100, *outside;
        __thread int own = 30;
        __attribute__((noinline)) int inner(int depth, struct pair *pairs) {
            static int calls = 7;
            int shade = depth * 2;
            outside = &shade;
            calls++;
            __asm__ volatile("int3" ::: "memory");
            return shade + pairs[1].high + calls;
        }
        int main(void) {
            volatile int total = 5;
            struct pair pairs[2] = { {1, 2}, {3, 4} };
            own = 31;
            total += inner(21, pairs);
            return total;
        }
        """#

    @Test(arguments: [Compiler.gcc, .clang].filter(\.isInstalled)) func areFoundBeforeGlobals(compiler: Compiler) throws
    {
        let program = try CompiledProgram(Self.source, compiler: compiler, flags: ["-g", "-O0"])
        let stopped = try StoppedProgram(program.path)
        let context = EvaluationContext(tid: stopped.pid, registers: stopped.registers)
        let questions = stopped.questions
        for (text, value) in [
            ("shade", "42"), ("::shade", "100"), ("program.c::shade", "100"), ("depth", "21"), ("pairs[1].high", "4"),
            ("pairs->low + depth", "22"), ("inner::shade", "42"), ("main::total", "5"), ("main::pairs[1].low", "3"),
            ("calls", "8"), ("inner::calls", "8"), ("own", "31"), ("&shade == outside", "1"),
            ("sizeof main::pairs", "16"),
            ("*(int *)($rbp + 8) != 0", "1"), ("$rip != 0", "1"),
        ] {
            #expect(try questions.value(text, in: context).text == value, "\(text)")
        }
        let local = try questions.watch("shade", in: context)
        #expect(local.frame?.tid == stopped.pid)
        #expect(local.byteCount == 4)
        let member = try questions.watch("main::pairs[1].low", in: context)
        #expect(member.frame != nil && member.frame != local.frame)
        #expect(member.frame!.frameAddress > local.frame!.frameAddress)
        // What a local points to outlives it, and so do statics and globals.
        for text in ["::shade", "calls", "own"] {
            #expect(try questions.watch(text, in: context).frame == nil, "\(text)")
        }
        #expect(try questions.watch("pairs[1]", in: context).frame == nil)
        #expect(
            try questions.assignment("depth=3", in: context)
                == .memory(address: try questions.watch("depth", in: context).address, bytes: [3, 0, 0, 0]))
        let condition = try questions.condition("shade == 42 && own == 31 && calls == 8", in: context)
        #expect(try ProcessMemory(pid: stopped.pid).verdict(condition, registers: stopped.registers) == .holds)
        #expect(try questions.refusal { try $0.watch("depth") } != nil)
    }

    @Test func oneInARegisterIsReadButNotWatched() throws {
        let source = #"""
            int main(int count, char **words) {
                register int kept __asm__("rbx") = count + 41;
                __asm__ volatile("int3" : "+r"(kept));
                return kept;
            }
            """#
        let program = try CompiledProgram(source, compiler: .gcc, flags: ["-g", "-O2"])
        let stopped = try StoppedProgram(program.path)
        let context = EvaluationContext(tid: stopped.pid, registers: stopped.registers)
        let questions = stopped.questions
        #expect(try questions.value("kept", in: context) == ReadValue(text: "42", typeName: "int"))
        let error = try #require(try questions.refusal { try $0.watch("kept", in: context) })
        #expect(error.message.contains("register rbx"))
        #expect(error.column == 0)
        #expect(
            try questions.assignment("kept=-1", in: context)
                == .register(.rbx, stopped.registers[.rbx] & 0xFFFF_FFFF_0000_0000 | 0xFFFF_FFFF))
        #expect(try questions.refusal { try $0.condition("kept == 1", in: context) }?.message.contains("$rbx") == true)
        #expect(try questions.refusal { try $0.value("&kept", in: context) }?.message.contains("no address") == true)
    }
}
