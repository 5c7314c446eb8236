import TestSupport
import Testing

/// A machine that accepts the debug registers and never fires, as some hypervisors do: no hits must never look like nothing
/// happened. Here a system-call filter swallows every write to a debug register and says that it went well.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct SilentMachineTests {
    private static func filter() throws -> CompiledProgram {
        try CompiledProgram(
            """
            #define _GNU_SOURCE
            #include <linux/filter.h>
            #include <linux/seccomp.h>
            #include <stddef.h>
            #include <sys/prctl.h>
            #include <sys/ptrace.h>
            #include <sys/syscall.h>
            #include <sys/user.h>
            #include <unistd.h>
            #define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
            int main(int count, char **arguments) {
                unsigned first = offsetof(struct user, u_debugreg);
                struct sock_filter code[] = {
                    LOAD(nr), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_ptrace, 0, 6),
                    LOAD(args[0]), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PTRACE_POKEUSER, 0, 4),
                    LOAD(args[2]), BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, first, 0, 2),
                    BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, first + 7 * 8, 1, 0),
                    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO),
                    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
                };
                struct sock_fprog program = {sizeof code / sizeof *code, code};
                if (count < 2 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program))
                    return 125;
                execv(arguments[1], arguments + 1);
                return 124;
            }
            """, compiler: .gcc, flags: ["-O1"])
    }

    @Test func doctorSaysSo() async throws {
        let filter = try Self.filter()
        let run = try await Run.program(filter.path, [BuiltProducts.path("bptui"), "doctor"])
        #expect(run.status == 69)
        #expect(run.output.contains("NEVER FIRED"), "\(run.output)")
        #expect(run.output.contains("NOT PROVEN: the kernel accepts the debug registers but nothing fires"))
    }

    @Test func batchRefusesToRun() async throws {
        let filter = try Self.filter()
        let run = try await Run.program(
            filter.path,
            [BuiltProducts.path("bptui"), "--batch", "-w", "counter", BuiltProducts.path("fixture-stores"), "three"])
        #expect(run.status == 69 && run.output == "", "\(run.output)")
        #expect(
            run.error.contains("nothing can be watched here: the kernel accepts the debug registers"), "\(run.error)")
    }

    @Test func theScreenWarns() async throws {
        let filter = try Self.filter()
        try await TmuxSession.run(
            [filter.path, BuiltProducts.path("bptui"), BuiltProducts.path("fixture-stores"), "three"]
        ) { terminal in
            let screen = BptuiScreen(terminal: terminal)
            try await screen.waitForHeader("stopped at")
            try await screen.wait("the warning") { $0.contains("no hit can be expected here") }
            try await screen.quit()
        }
    }
}
