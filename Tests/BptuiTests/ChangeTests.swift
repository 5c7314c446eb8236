import Glibc
import TestSupport
import Testing

/// What the kernel and other processes store, in the batch output of the real program.
@Suite(
    .serialized, .timeLimit(.minutes(10)),
    .enabled(if: Hardware.fires, "the machine's debug registers do not fire (bptui doctor)"))
struct ChangeTests {
    private static let source = #"""
        #define _GNU_SOURCE
        #include <pthread.h>
        #include <signal.h>
        #include <stdio.h>
        #include <string.h>
        #include <sys/prctl.h>
        #include <sys/uio.h>
        #include <sys/wait.h>
        #include <unistd.h>
        #define KEPT __attribute__((noinline, noclone))
        volatile long counter;
        volatile long other;
        volatile int isOver;
        int ends[2];

        KEPT void fill(long value, volatile long *into) {
            if (write(ends[1], &value, sizeof value) != sizeof value) _exit(3);
            if (read(ends[0], (void *)into, sizeof value) != sizeof value) _exit(4); /* fill */
        }
        KEPT void store(long value) {
            counter = value; /* store */
        }
        static void *stores(void *unused) {
            for (long i = 1; i <= 2000; i++) store(i);
            isOver = 1;
            return unused;
        }
        static void *calls(void *unused) {
            for (long i = 1; !isOver; i++) fill(i, &other);
            return unused;
        }
        int main(int argc, char **argv) {
            const char *mode = argc > 1 ? argv[1] : "";
            if (pipe(ends) != 0) return 2;
            if (strcmp(mode, "fill") == 0) {
                fill(42, &counter);
                store(7);
            } else if (strcmp(mode, "load") == 0) {
                fill(42, &counter);
                other = counter; /* load */
                store(7);
            } else if (strcmp(mode, "threads") == 0) {
                pthread_t threads[2];
                pthread_create(&threads[0], 0, stores, 0);
                pthread_create(&threads[1], 0, calls, 0);
                for (int i = 0; i < 2; i++) pthread_join(threads[i], 0);
            } else if (strcmp(mode, "poke") == 0) {
                pid_t parent = getpid(), child = fork();
                if (child == 0) {
                    long value = 42;
                    struct iovec from = {&value, sizeof value}, to = {(void *)&counter, sizeof value};
                    _exit(process_vm_writev(parent, &from, 1, &to, 1, 0) == sizeof value ? 0 : 5);
                }
                int status = 0;
                waitpid(child, &status, 0);
                if (status != 0) return 5;
                usleep(600000);
            } else {
                if (fork() == 0) {
                    prctl(PR_SET_PDEATHSIG, SIGKILL);
                    while (write(ends[1], "x", 1) == 1) usleep(20000);
                    _exit(0);
                }
                puts("ready");
                fflush(stdout);
                while (read(ends[0], (void *)&counter, 1) == 1) counter = 0; /* lines */
            }
            return 0;
        }
        """#

    private let program: CompiledProgram

    init() throws {
        program = try CompiledProgram(Self.source, compiler: .gcc, flags: ["-g", "-O1", "-pthread"])
    }

    private func line(_ word: String) -> Int {
        let lines = Self.source.split(separator: "\n", omittingEmptySubsequences: false)
        return 1 + (lines.firstIndex { $0.contains("/* \(word) */") } ?? -1)
    }

    private func changes(_ run: Run) -> [Line] { run.objects.filter { $0.type == "changed" } }

    @Test func theCallIsNamedWithItsPlace() async throws {
        let run = try await Run.bptui("--batch", "--syscalls", "-w", "counter", program.path, "fill")
        #expect(run.status == 0 && run.error == "", "\(run.error)")
        let change = try #require(changes(run).first, "\(run.output)")
        #expect(changes(run).count == 1)
        #expect(change.by == "system call" && change.old == "0x0" && change.new == "0x2a" && change.after == 0)
        let call = try #require(change.call)
        #expect(call.hasPrefix("read(") && call.hasSuffix(", counter, 8)"), "\(call)")
        #expect(change.function == "fill" && change.file == "program.c" && change.line == line("fill"))
        #expect(change.tid == change.pid && change.slot == 0 && change.watch == 1)
        // The store that follows has the true old value.
        #expect(run.hits.map { $0.hitSlots[0].old } == ["0x2a"] && run.hits.map { $0.hitSlots[0].new } == ["0x7"])
    }

    @Test func aReadTellsWhatWasChangedBeforeIt() async throws {
        let run = try await Run.bptui("--batch", "-w", "counter:rw", program.path, "load")
        let change = try #require(changes(run).first, "\(run.output)")
        #expect(changes(run).count == 1)
        #expect(change.by == "kernel or another process" && change.old == "0x0" && change.new == "0x2a")
        #expect(change.call == nil && change.function == nil && change.tid == nil && change.after == 0)
        #expect(run.hits.map { $0.hitSlots[0].access } == ["read", "write"])
        // The read is not what changed it.
        #expect(run.hits.map { $0.hitSlots[0].old } == ["0x2a", "0x2a"])
    }

    /// One thread stores to what is watched, the other calls read(2) for something else: nobody is blamed for the other.
    @Test(arguments: [[], ["--syscalls"]]) func callsAreNotBlamedForStores(options: [String]) async throws {
        let run = try await Run.program(
            BuiltProducts.path("bptui"), ["--batch", "-w", "counter"] + options + [program.path, "threads"])
        #expect(run.status == 0)
        #expect(run.hits.count == 2000 && run.end?.missed == 0)
        #expect(changes(run).isEmpty, "\(changes(run))")
    }

    /// Found by a look while the program sleeps, and never blamed on a call that does not fill these bytes.
    @Test(arguments: [[], ["--syscalls"]]) func anotherProcessIsNoCall(options: [String]) async throws {
        let run = try await Run.program(
            BuiltProducts.path("bptui"), ["--batch", "-w", "counter"] + options + [program.path, "poke"])
        #expect(run.status == 0, "\(run.output)")
        #expect(changes(run).map(\.by) == ["kernel or another process"])
        #expect(changes(run).first?.new == "0x2a" && run.hits.isEmpty)
    }

    /// A thread that waits in a call when it is attached to.
    @Test func aCallThatBeganBeforeTheWatchIsNamed() async throws {
        let target = try program.start(["lines"])
        _ = try target.readUntilReady()
        let pid = target.pid
        let run = try await Run.bptui(
            "--batch", "--syscalls", "-p", "\(pid)", "-w", "counter", "--max-hits", "3")
        #expect(run.status == 0, "\(run.error)")
        #expect(run.hits.count == 3)
        #expect(!changes(run).isEmpty)
        #expect(
            changes(run).allSatisfy { $0.by == "system call" && $0.call?.hasSuffix(", counter, 1)") == true },
            "\(run.output)")
        #expect(changes(run).allSatisfy { $0.old == "0x0" && $0.new == "0x78" && $0.function == "main" })
        // It runs on, unwatched.
        #expect(kill(pid, 0) == 0)
    }
}
