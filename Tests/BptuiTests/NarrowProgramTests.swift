import Glibc
import TestSupport
import Testing

/// Programs of 32 bits: without a C library, so that a compiler is all they take.
@Suite(
    .serialized, .timeLimit(.minutes(5)),
    .enabled(if: Hardware.fires, "the machine's debug registers do not fire (bptui doctor)"),
    .enabled(if: NarrowProgram.canBeMade, "gcc makes no 32-bit programs here"))
struct NarrowProgramTests {
    @Test func aLaunchedOne() async throws {
        let program = try NarrowProgram.make(forever: false)
        let run = try await Run.bptui(
            "--batch", "--stacks", "all", "-w", "counter:rw", "-w", "wide", "-w", "first->next->value", "-w", "bump",
            program.path)
        #expect(run.status == 5, "\(run.error)")
        let hits = run.hits
        let counter = hits.filter { $0.hitSlots.first?.slot == 0 }
        #expect(counter.map { $0.hitSlots.first?.access } == ["read", "write", "read", "write", "read"])
        #expect(counter.compactMap { $0.hitSlots.first?.value } == ["0", "21", "21", "42", "42"])
        #expect(counter.prefix(4).allSatisfy { $0.function == "bump" && $0.file == "program.c" && $0.line == 10 })
        #expect(counter[1].instruction?.hasPrefix("mov dword ptr [0x") == true, "\(counter[1].instruction ?? "")")
        // Two halves are stored one after the other into one slot of eight bytes.
        let wide = hits.filter { $0.hitSlots.first?.slot == 1 }
        #expect(wide.map { $0.hitSlots.first?.new } == ["0x1", "0x100000001"])
        #expect(wide.last?.hitSlots.first?.value == "4294967297")
        let node = hits.filter { $0.hitSlots.first?.slot == 2 }
        #expect(node.map { $0.hitSlots.first?.value } == ["-5"] && node[0].function == "main")
        #expect(node[0].instruction == "mov dword ptr [eax], 0xfffffffb", "\(node[0].instruction ?? "")")
        let calls = hits.filter { $0.hitSlots.first?.slot == 3 }
        #expect(calls.count == 2 && calls.allSatisfy { $0.function == "bump" })
        // From the store outwards.
        #expect(counter[1].stack?.compactMap(\.function).prefix(3) == ["bump", "twice", "main"])
    }

    @Test func oneThatRuns() async throws {
        let program = try NarrowProgram.make(forever: true)
        let child = try program.start()
        let run = try await Run.bptui("--batch", "-p", "\(child.pid)", "-w", "wide", "--max-hits", "6")
        #expect(run.status == 0 && run.hits.count == 6, "\(run.error)")
        #expect(run.hits.allSatisfy { $0.function == "main" && $0.hitSlots.first?.access == "write" })
        let again = try await Run.bptui("--batch", "-p", "\(child.pid)", "-w", "counter", "--max-hits", "4")
        #expect(again.hits.count == 4 && again.hits.allSatisfy { $0.function == "bump" && $0.line == 10 })
        #expect(kill(child.pid, 0) == 0)
    }
}

/// A program of 32 bits that stores to what a test watches, once or for ever.
private enum NarrowProgram {
    static let canBeMade = (try? make(forever: false)) != nil

    static func make(forever: Bool) throws -> CompiledProgram {
        try CompiledProgram(
            source, compiler: .gcc,
            flags: [
                "-m32", "-nostdlib", "-static", "-fno-pie", "-no-pie", "-O0", "-g", "-fno-stack-protector",
                "-fcf-protection=none",
            ] + (forever ? ["-DFOREVER"] : []))
    }

    private static let source = """
        struct node { int value; struct node *next; };
        struct node tail = {7, 0}, head = {3, &tail};
        struct node *first = &head;
        volatile unsigned counter;
        volatile unsigned long long wide;
        char text[16];

        static void bump(unsigned n)
        {
            counter = counter + n;
        }

        static void twice(unsigned n)
        {
            bump(n);
            bump(n);
        }

        int main(void)
        {
            do {
                twice(21);
                wide = wide + 0x100000001ULL;
                first->next->value = -5;
                for (int i = 0; i < 1000; i++) text[i % 16] = i;
            }
        #ifdef FOREVER
            while (1);
        #else
            while (0);
        #endif
            return counter == 42 ? 5 : 6;
        }

        __asm__(".globl _start\\n_start:\\n call main\\n movl %eax, %ebx\\n movl $1, %eax\\n int $0x80\\n");
        """
}
