import TestSupport

/// Programs whose stores a perf watch counts; they end by themselves should anything leave them behind.
enum PerfPrograms {
    /// Waits for a line, lets eight threads add 1 to `counter` as often as its argument says, prints what it has counted, and
    /// waits for another line.
    static func counting() throws -> CompiledProgram {
        try CompiledProgram(
            #"""
            #include <pthread.h>
            #include <stdint.h>
            #include <stdio.h>
            #include <stdlib.h>
            #include <unistd.h>
            volatile uint64_t counter;
            static uint64_t stores;
            static pthread_barrier_t barrier;
            static void *body(void *unused) {
                pthread_barrier_wait(&barrier);
                for (uint64_t i = 0; i < stores; i++) __atomic_fetch_add(&counter, 1, __ATOMIC_SEQ_CST);
                return unused;
            }
            int main(int argc, char **argv) {
                alarm(120);
                stores = argc > 1 ? strtoull(argv[1], NULL, 0) : 1;
                puts("ready");
                fflush(stdout);
                getchar();
                pthread_t threads[8];
                pthread_barrier_init(&barrier, NULL, 8);
                for (int i = 0; i < 8; i++) pthread_create(&threads[i], NULL, body, NULL);
                for (int i = 0; i < 8; i++) pthread_join(threads[i], NULL);
                printf("%llu\n", (unsigned long long)counter);
                fflush(stdout);
                getchar();
                return 0;
            }
            """#, compiler: .gcc, flags: ["-g", "-O1", "-pthread"])
    }

    /// Stores to five places, to each as often as its place in the row says, `rounds` times.
    static func row(rounds: Int) throws -> CompiledProgram {
        try CompiledProgram(
            """
            #include <stdint.h>
            volatile uint64_t one, two, three, four, five;
            int main(void) {
                for (int round = 0; round < \(rounds); round++) {
                    for (int i = 0; i < 1; i++) one++;
                    for (int i = 0; i < 2; i++) two++;
                    for (int i = 0; i < 3; i++) three++;
                    for (int i = 0; i < 4; i++) four++;
                    for (int i = 0; i < 5; i++) five++;
                }
                return 0;
            }
            """, compiler: .gcc, flags: ["-g", "-O1"])
    }

    /// Waits for a line; then a thread, and a child and a thread of that one, store to `counter` in their first instructions
    /// each, and so does the main thread after them.
    static func family() throws -> CompiledProgram {
        try CompiledProgram(
            #"""
            #include <pthread.h>
            #include <stdint.h>
            #include <stdio.h>
            #include <sys/wait.h>
            #include <unistd.h>
            volatile uint64_t counter;
            static void *in_thread(void *unused) {
                counter++;
                return unused;
            }
            static void with_thread(void) {
                pthread_t thread;
                pthread_create(&thread, NULL, in_thread, NULL);
                pthread_join(thread, NULL);
            }
            static void in_child(void) {
                counter++;
                with_thread();
            }
            int main(void) {
                alarm(120);
                puts("ready");
                fflush(stdout);
                getchar();
                with_thread();
                pid_t child = fork();
                if (child == 0) {
                    in_child();
                    _exit(7);
                }
                int status = 0;
                waitpid(child, &status, 0);
                counter++;
                return WEXITSTATUS(status) == 7 ? 0 : 1;
            }
            """#, compiler: .gcc, flags: ["-g", "-O0", "-pthread"])
    }

    /// Waits for a line, adds 1 to `counter` three times, and so on, until there are no more lines.
    static func stepwise() throws -> CompiledProgram {
        try CompiledProgram(
            #"""
            #include <stdint.h>
            #include <stdio.h>
            #include <unistd.h>
            volatile uint64_t counter;
            volatile uint64_t b, c, d;
            static void bump(void) { counter++; }
            int main(void) {
                alarm(120);
                for (int line; (line = getchar()) != EOF;) {
                    if (line != '\n') continue;
                    for (int i = 0; i < 3; i++) bump();
                    printf("counter is %d\n", (int)counter);
                    fflush(stdout);
                }
                return 0;
            }
            """#, compiler: .gcc, flags: ["-g", "-O0"])
    }
}
