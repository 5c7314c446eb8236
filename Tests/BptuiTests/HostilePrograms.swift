import TestSupport

/// Programs that nobody would wish to trace. Each ends by itself, and says at its end how much memory its tracer and the
/// front have needed at most.
enum HostilePrograms {
    private static let common = #"""
        #define _GNU_SOURCE
        #include <pthread.h>
        #include <signal.h>
        #include <stdint.h>
        #include <stdio.h>
        #include <stdlib.h>
        #include <string.h>
        #include <sys/ptrace.h>
        #include <sys/syscall.h>
        #include <sys/wait.h>
        #include <unistd.h>
        #include <errno.h>
        volatile uint64_t counter;
        static long field(int pid, const char *name) {
            char path[64], line[256];
            snprintf(path, sizeof path, "/proc/%d/status", pid);
            FILE *file = fopen(path, "r");
            long value = -1;
            while (file && fgets(line, sizeof line, file))
                if (strncmp(line, name, strlen(name)) == 0) value = atol(line + strlen(name));
            if (file) fclose(file);
            return value;
        }
        static void report(void) {
            int tracer = getppid();
            int front = (int)field(tracer, "PPid:");
            printf("peak %ld %ld\n", field(tracer, "VmHWM:"), field(front, "VmHWM:"));
        }

        """#

    private static func compile(_ source: String) throws -> CompiledProgram {
        try CompiledProgram(common + source, compiler: .gcc, flags: ["-g", "-O0", "-pthread"])
    }

    /// A thread sends SIGTRAPs to the main one without a pause while that stores `stores` times.
    static func trapStorm(stores: Int) throws -> CompiledProgram {
        try compile(
            """
            static volatile int done; static volatile unsigned handled; static pid_t target;
            static void on_trap(int signal) { (void)signal; handled++; }
            static void *storm(void *unused) {
                while (!done) syscall(SYS_tgkill, getpid(), target, SIGTRAP);
                return unused;
            }
            int main(void) {
                alarm(120);
                signal(SIGTRAP, on_trap);
                target = (pid_t)syscall(SYS_gettid);
                pthread_t thread;
                pthread_create(&thread, NULL, storm, NULL);
                while (handled < 100) {}
                for (int i = 0; i < \(stores); i++) { counter = counter + 1; raise(SIGTRAP); __asm__ volatile("int3"); }
                done = 1;
                pthread_join(thread, NULL);
                printf("handled %d\\n", handled > \(2 * stores));
                report();
                return 0;
            }
            """)
    }

    /// Children without end, each of which stores to its own copy and ends; so does the parent between them.
    static func forks(_ count: Int) throws -> CompiledProgram {
        try compile(
            """
            int main(void) {
                alarm(240);
                for (int i = 0; i < \(count); i++) {
                    pid_t child = fork();
                    if (child < 0) return 9;
                    if (child == 0) { counter = 1000000; _exit(0); }
                    counter = counter + 1;
                    // Some are awaited at once, some pile up.
                    if (i % 8 == 7) while (waitpid(-1, NULL, 0) > 0) {}
                }
                while (waitpid(-1, NULL, 0) > 0) {}
                report();
                return 0;
            }
            """)
    }

    /// Threads that come, store once and go, up to 64 at a time.
    static func threads(_ count: Int) throws -> CompiledProgram {
        try compile(
            """
            static void *store(void *unused) { __atomic_fetch_add(&counter, 1, __ATOMIC_SEQ_CST); return unused; }
            int main(void) {
                alarm(240);
                pthread_t threads[64];
                for (int made = 0; made < \(count);) {
                    int batch = 0;
                    while (batch < 64 && made < \(count)) {
                        if (pthread_create(&threads[batch], NULL, store, NULL) != 0) return 9;
                        batch++, made++;
                    }
                    while (batch > 0) pthread_join(threads[--batch], NULL);
                }
                report();
                return 0;
            }
            """)
    }

    /// Wants to be traced by its parent, and to trace others.
    static func tracesItself() throws -> CompiledProgram {
        try compile(
            """
            int main(void) {
                alarm(60);
                int refused = (int)ptrace(PTRACE_TRACEME, 0, 0, 0);
                printf("traceme %d %d\\n", refused, errno == EPERM);
                for (int i = 0; i < 10; i++) counter = counter + 1;
                pid_t child = fork();
                if (child == 0) {
                    if (ptrace(PTRACE_TRACEME, 0, 0, 0) != 0) _exit(3);
                    raise(SIGSTOP);
                    counter = 77;
                    _exit(5);
                }
                int status = 0;
                waitpid(child, &status, 0);
                int stopped = WIFSTOPPED(status) && WSTOPSIG(status) == SIGSTOP;
                ptrace(PTRACE_CONT, child, 0, 0);
                waitpid(child, &status, 0);
                printf("traced %d %d\\n", stopped, WIFEXITED(status) && WEXITSTATUS(status) == 5);
                return 0;
            }
            """)
    }

    /// Closes its three streams, then stores.
    static func closesItsStreams() throws -> CompiledProgram {
        try compile(
            """
            int main(void) {
                alarm(60);
                for (int i = 0; i < 3; i++) close(i);
                for (int i = 0; i < 10; i++) counter = counter + 1;
                return 4;
            }
            """)
    }

    /// A function whose name a terminal would obey, without debugging information to tell a better one.
    static func namedByAnEnemy() throws -> CompiledProgram {
        let program = try CompiledProgram(
            """
            #include <stdint.h>
            #include <unistd.h>
            #include <stdio.h>
            volatile uint64_t counter;
            __attribute__((noinline)) void evil_abcdefghijk(void) { counter = counter + 1; }
            int main(void) {
                alarm(60);
                for (int i = 0; i < 5; i++) evil_abcdefghijk();
                puts("all is well");
                return 0;
            }
            """, compiler: .gcc, flags: ["-O1"])
        // Clears the screen, colours, rings, and the one-byte CSI as UTF-8: as many bytes as before.
        let name = #"evil\x1b[2J\x1b[31m\x07\xc2\x9b"#
        try program.run(Compiler("sed"), ["-i", "s/evil_abcdefghijk/\(name)/g", "program"])
        return program
    }

    /// Writes lines as fast as the terminal takes them, escape sequences among them, and stores between them.
    static func floods() throws -> CompiledProgram {
        try compile(
            #"""
            int main(void) {
                alarm(120);
                static char block[65536];
                size_t at = 0;
                while (at + 128 < sizeof block)
                    at += (size_t)sprintf(block + at, "\033[2J\033[1;1H\033[?1049l line of no use %zu \xe6\xbc\xa2\xff\n", at);
                for (;;) {
                    counter = counter + 1;
                    if (write(1, block, at) < 0) return 1;
                }
            }
            """#)
    }
}
