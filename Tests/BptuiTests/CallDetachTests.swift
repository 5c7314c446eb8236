import TestSupport
import Testing

/// `--syscalls` and a detach while threads are in their calls: one waits in read(2), one makes calls without a pause.
@Suite(
    .serialized, .timeLimit(.minutes(10)),
    .enabled(if: Hardware.fires, "the machine's debug registers do not fire (bptui doctor)"))
struct CallDetachTests {
    private static func calling() throws -> CompiledProgram {
        try CompiledProgram(
            #"""
            #include <errno.h>
            #include <pthread.h>
            #include <stdio.h>
            #include <unistd.h>
            volatile long counter;
            static volatile long rounds, wrong;
            static void *call(void *unused) {
                int ends[2];
                if (pipe(ends) != 0) return unused;
                for (long i = 1;; i++) {
                    if (write(ends[1], &i, sizeof i) != sizeof i) wrong++;
                    if (read(ends[0], (void *)&counter, sizeof i) != sizeof i || counter != i) wrong++;
                    if (close(-1) != -1 || errno != EBADF) wrong++;
                    counter = 0;
                    rounds = i;
                }
            }
            int main(void) {
                alarm(300);
                pthread_t thread;
                pthread_create(&thread, NULL, call, NULL);
                puts("ready");
                fflush(stdout);
                for (int character; (character = getchar()) != EOF;) {
                    printf("%ld wrong of %ld\n", wrong, rounds);
                    fflush(stdout);
                }
                return 0;
            }
            """#, compiler: .gcc, flags: ["-g", "-O1", "-pthread"])
    }

    /// A quarter of `BPTUI_ROUNDS` times (5).
    @Test("each call ends as the kernel meant it, whenever bptui leaves")
    func detaching() async throws {
        let program = try Self.calling()
        let target = try program.start()
        _ = try target.readUntilReady()
        var last = 0
        for round in 0..<max(1, Rounds.count / 4) {
            let hits = "\(Int.random(in: 1...30))"
            let run = try await Run.bptui(
                "--batch", "--syscalls", "-p", "\(target.pid)", "-w", "counter", "--max-hits", hits)
            #expect(run.status == 0 && run.end?.reason == "max-hits", "round \(round): \(run.error)")
            #expect(run.objects.contains { $0.type == "detached" && $0.pid == target.pid }, "round \(round)")
            #expect(run.hits.allSatisfy { $0.function == "call" && $0.hitSlots[0].new == "0x0" })
            let changes = run.objects.filter { $0.type == "changed" }
            #expect(changes.allSatisfy { $0.by == "system call" && $0.call?.hasPrefix("read(") == true })
            let status = try TemporaryFile.read("/proc/\(target.pid)/status")
            #expect(status.contains("TracerPid:\t0\n"))
            target.sendLine()
            let said = try #require(target.readLine(), "it lives, and its read(2) got the line")
            let numbers = said.split(separator: " ").compactMap { Int($0) }
            try #require(numbers.count == 2)
            #expect(numbers[0] == 0 && numbers[1] > last, "round \(round), after \(hits) hits: \(said)")
            last = numbers[1]
        }
    }
}
