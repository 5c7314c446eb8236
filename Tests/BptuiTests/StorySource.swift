import TestSupport

/// A C program with a mode for each way in which memory is touched. The line of a store that a test asks for carries a
/// comment with its name.
enum StorySource {
    static let program = #"""
        #include <signal.h>
        #include <stdint.h>
        #include <stdio.h>
        #include <string.h>
        #define KEPT __attribute__((noinline, noclone))
        volatile long counter;
        volatile long total;
        struct { volatile long low, high; } pair __attribute__((aligned(16)));
        unsigned char block[8192] __attribute__((aligned(64)));
        unsigned char other[8192] __attribute__((aligned(64)));
        struct { unsigned mode : 3; unsigned level : 5; unsigned rest : 24; } flags;
        union { int number; float real; } choice;
        __thread long own;
        int numbers[4];
        int index_of;
        void (*handler)(long);
        long around[16] __attribute__((aligned(16)));

        KEPT void writer(long value) {
            counter = value; /* writer */
        }
        KEPT void caller(long value) {
            writer(value);
            __asm__ volatile("");
        }
        KEPT void silent(void) {
            counter = 0; /* same */
            counter = 1; /* changed */
            counter = 1; /* same again */
        }
        KEPT void mixed(void) {
            total = counter; /* read */
            counter = 1; /* write */
            counter += 1; /* both */
            total = counter; /* read again */
        }
        KEPT void vector(void) {
            __asm__ volatile("pcmpeqd %%xmm0, %%xmm0\n\tmovups %%xmm0, %0" : "=m"(pair) : : "xmm0"); /* vector */
        }
        KEPT void repeated(void) {
            void *at = block;
            long left = 4096;
            __asm__ volatile("rep stosb" : "+D"(at), "+c"(left) : "a"(0x77) : "memory"); /* repeated */
        }
        KEPT long last(long value) {
            counter = value; /* last */
            return value + total;
        }
        KEPT long first(long value) {
            total = value;
            return last(value + 1);
        }
        static inline __attribute__((always_inline)) void inlined(long value) {
            counter = value; /* inlined */
        }
        KEPT void outer(long value) {
            inlined(value * 3);
            __asm__ volatile("");
        }
        static void caught(int number) {
            counter = number; /* caught */
        }
        __asm__(".text\n.type callee, @function\ncallee: nop\n ret\n.size callee, .-callee\n");
        KEPT void called(void) {
            __asm__ volatile("mov %%rsp, %%rbx\n\tmov %0, %%rsp\n\tcall callee\n\tmov %%rbx, %%rsp" /* called */
                             : : "r"(around + 9) : "rbx", "memory");
        }
        KEPT long descend(long depth, long *outermost) {
            long local = depth; /* local */
            if (!outermost) outermost = &local;
            if (depth > 0) descend(depth - 1, outermost);
            else *outermost += 100; /* through the pointer */
            return local;
        }
        KEPT long reuse(long depth) {
            volatile long buffer[64];
            for (int i = 0; i < 64; i++) buffer[i] = depth;
            return buffer[depth & 63];
        }
        KEPT void bits(void) {
            flags.mode = 5; /* mode */
            flags.level = 9; /* level */
        }
        KEPT void unite(void) {
            choice.number = 7; /* number */
            choice.real = 0.5f; /* real */
        }
        KEPT void mine(void) {
            own = 5; /* own */
        }
        int main(int argc, char **argv) {
            const char *mode = argc > 1 ? argv[1] : "";
            if (!strcmp(mode, "count")) for (long i = 1; i <= 5; i++) caller(i);
            else if (!strcmp(mode, "add")) counter += 1; /* add */
            else if (!strcmp(mode, "silent")) silent();
            else if (!strcmp(mode, "mixed")) mixed();
            else if (!strcmp(mode, "vector")) vector();
            else if (!strcmp(mode, "repeated")) repeated();
            else if (!strcmp(mode, "memset")) memset(block, 0x77, sizeof block - (size_t)argc);
            else if (!strcmp(mode, "memcpy")) {
                for (size_t i = 0; i < sizeof other; i++) other[i] = 0x66;
                memcpy(block, other, sizeof block - (size_t)argc);
            } else if (!strcmp(mode, "tail")) return first(1) == 0;
            else if (!strcmp(mode, "inline")) outer(argc);
            else if (!strcmp(mode, "signal")) { signal(SIGUSR1, caught); raise(SIGUSR1); }
            else if (!strcmp(mode, "call")) called();
            else if (!strcmp(mode, "local")) { descend(3, 0); reuse(3); }
            else if (!strcmp(mode, "bits")) bits();
            else if (!strcmp(mode, "union")) unite();
            else if (!strcmp(mode, "thread")) mine();
            else if (!strcmp(mode, "pointer")) { handler = writer; handler = 0; handler = (void (*)(long))8; }
            else if (!strcmp(mode, "index")) counter = numbers[2]; /* index */
            else return 64;
            return 0;
        }
        """#

    /// The number of the line that has a comment.
    static func line(_ comment: String, in source: String = program) -> Int {
        source.split(separator: "\n", omittingEmptySubsequences: false).firstIndex { $0.contains("/* \(comment) */") }!
            + 1
    }

    static func compiled(_ flags: String..., compiler: Compiler = .gcc) throws -> CompiledProgram {
        try CompiledProgram(program, compiler: compiler, flags: ["-g", "-w"] + flags)
    }
}
