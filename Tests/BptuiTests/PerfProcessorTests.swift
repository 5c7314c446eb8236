import Glibc
import TestSupport
import Testing

/// `--cpu N` with a program: what is done on other processors is no hit, whoever does it.
@Suite(
    .serialized, .timeLimit(.minutes(10)),
    .enabled(if: PerfGate.isOpen, "perf breakpoints are not proven on this machine (bptui doctor)"))
struct PerfProcessorTests {
    /// A thread on processor 0 and one on processor 1 add to `counter`, and a third one adds first on 0 and then on 1.
    private static func program() throws -> CompiledProgram {
        try CompiledProgram(
            #"""
            #define _GNU_SOURCE
            #include <pthread.h>
            #include <sched.h>
            #include <stdint.h>
            #include <unistd.h>
            volatile uint64_t counter;
            static pthread_barrier_t barrier;
            static int go_to(int processor) {
                cpu_set_t one;
                CPU_ZERO(&one);
                CPU_SET(processor, &one);
                return sched_setaffinity(0, sizeof one, &one);
            }
            static void add(int count) {
                for (int i = 0; i < count; i++) __atomic_fetch_add(&counter, 1, __ATOMIC_SEQ_CST);
            }
            static void *on_first(void *unused) {
                if (go_to(0) != 0) _exit(2);
                pthread_barrier_wait(&barrier);
                add(700);
                return unused;
            }
            static void *on_second(void *unused) {
                if (go_to(1) != 0) _exit(2);
                pthread_barrier_wait(&barrier);
                add(500);
                return unused;
            }
            static void *on_both(void *unused) {
                if (go_to(0) != 0) _exit(2);
                pthread_barrier_wait(&barrier);
                add(30);
                if (go_to(1) != 0) _exit(2);
                add(20);
                return unused;
            }
            int main(void) {
                alarm(120);
                void *(*bodies[3])(void *) = {on_first, on_second, on_both};
                pthread_t threads[3];
                pthread_barrier_init(&barrier, NULL, 3);
                for (int i = 0; i < 3; i++) pthread_create(&threads[i], NULL, bodies[i], NULL);
                for (int i = 0; i < 3; i++) pthread_join(threads[i], NULL);
                return counter == 1250 ? 0 : 1;
            }
            """#, compiler: .gcc, flags: ["-g", "-O1", "-pthread"])
    }

    private static let hasTwo = sysconf(Int32(_SC_NPROCESSORS_ONLN)) >= 2

    @Test(
        "only what is done on that processor is a hit, exactly",
        .enabled(if: hasTwo, "there is one processor"), arguments: [(0, 730), (1, 520)])
    func hitsOfOneProcessor(processor: Int, count: Int) async throws {
        let program = try Self.program()
        let run = try await Run.bptui(
            "--batch", "--backend", "perf", "--cpu", "\(processor)", "-w", "counter", program.path)
        #expect(run.status == 0, "\(run.error)")
        #expect(run.hits.count == count && run.end?.missed == 0)
        #expect(Set(run.hits.map(\.tid)).count == 2, "its own thread and the one that moves")
        let all = try await Run.bptui("--batch", "--backend", "perf", "--cpu", "all", "-w", "counter", program.path)
        #expect(all.status == 0 && all.hits.count == 1250 && Set(all.hits.map(\.tid)).count == 3)
    }

    @Test("a processor that is not there, and a mechanism that knows none, are refused in words")
    func refusals() async throws {
        let program = try Self.program()
        let away = try await Run.bptui("--batch", "--backend", "perf", "--cpu", "4000", "-w", "counter", program.path)
        #expect(away.status == 69 && away.error.contains("no processor 4000 is online here"), "\(away.error)")
        let traced = try await Run.bptui("--batch", "--backend", "ptrace", "--cpu", "0", "-w", "counter", program.path)
        #expect(traced.status == 64 && traced.error.contains("--cpu 0 goes with --backend perf"), "\(traced.error)")
    }
}
