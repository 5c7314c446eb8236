import HitRules
import ProgramModel
import TestSupport

/// A program with everything that an expression can name; it waits with a second thread.
enum ExpressionProgram {
    static let library = #"""
        __thread int shared_tls = 70;
        __thread struct { char pad[24]; long deep; } library_tls = { "", 80 };
        static __thread int *pointer_tls;
        int *where_shared(void) { pointer_tls = &shared_tls; return pointer_tls; }
        long *where_deep(void) { return &library_tls.deep; }
        """#

    static let main = #"""
        #include <pthread.h>
        #include <stdbool.h>
        #include <stdint.h>
        #include <stdio.h>
        enum color { RED, GREEN = 5, NONE = -1 };
        struct limits { int min; int max; };
        struct node { struct node *next; int value; };
        struct flags { unsigned mode : 3; unsigned level : 5; int sign : 7; unsigned : 0; unsigned long wide : 40; bool on : 1;
            enum color paint : 8; };
        struct __attribute__((packed)) packed { char first; unsigned crossing : 20; unsigned rest : 12; };
        typedef struct limits limits_t;
        typedef unsigned char byte;
        signed char tiny = -5; unsigned char octet = 200; short small = -300; unsigned short word = 60000;
        int number = -70000; unsigned int natural = 4000000000u; long large = -5; unsigned long huge = 18000000000000000000ul;
        bool flag = true; float ratio32 = 0.5f; double ratio64 = -0.25; long double ratio80 = 0.125L; char letter = 'A';
        enum color paint = GREEN; struct limits limits = { 1, 2 }; limits_t table[3] = { {1, 2}, {3, 4}, {5, 6} };
        struct flags flags = { 5, 17, -9, 0xABCDE12345, 1, GREEN }; struct packed packed = { 1, 0xABCDE, 0x123 };
        struct node last = { 0, 2 }, first = { &last, 1 }, *head = &first, *nothing; void *anything = &limits;
        char text[16] = "hello"; char *pointer = text + 1; int (*callback)(int); int count = 3; int (*rows)[3];
        unsigned new = 12; long tid = 77; byte spare;
        __thread int own = 40; __thread struct limits own_limits = { 41, 42 }; __thread char own_padding[100] = "x";
        extern __thread int shared_tls; int *where_shared(void); long *where_deep(void);
        static unsigned long base(void) { unsigned long value; __asm__("mov %%fs:0, %0" : "=r"(value)); return value; }
        static pthread_barrier_t barrier;
        int twice(int x) { static __thread int calls = 9; static int total = 8; total += x; calls++; return calls; }
        static void show(const char *who) {
            printf("%s %#lx\n%s.own %p\n%s.max %p\n%s.shared %p\n%s.deep %p\n", who, base(), who, (void *)&own, who,
                (void *)&own_limits.max, who, (void *)where_shared(), who, (void *)where_deep());
        }
        static void *work(void *none) {
            own = 50; shared_tls = 71; show("worker");
            pthread_barrier_wait(&barrier); pthread_barrier_wait(&barrier);
            return none;
        }
        int main(void) {
            pthread_t thread;
            callback = twice; twice(1);
            pthread_barrier_init(&barrier, 0, 2);
            pthread_create(&thread, 0, work, 0);
            pthread_barrier_wait(&barrier);
            show("main");
            printf("flags %p\npacked %p\ntable %p\nnumber %p\nnew %p\n", (void *)&flags, (void *)&packed, (void *)table, (void *)&number, (void *)&new);
            puts("ready"); fflush(stdout); getchar();
            pthread_barrier_wait(&barrier);
            return 0;
        }
        """#

    static func start(_ compiler: Compiler = .gcc, flags: [String] = ["-g"]) throws -> NamedProgram {
        let built = try CompiledProgram()
        try built.write(library, to: "library.c")
        try built.write(main, to: "program.c")
        try built.run(compiler, ["-g", "-fPIC", "-shared", "library.c", "-o", "libtls.so"])
        try built.run(
            compiler,
            ["-pthread"] + flags + ["program.c", "-o", "program", "-L.", "-ltls", "-Wl,-rpath,\(built.folder)"])
        return try NamedProgram(built)
    }
}

extension NamedProgram {
    /// A thread of the program stopped, as far as its thread-local data needs one.
    func context(_ thread: String) -> EvaluationContext {
        var registers = MachineRegisters()
        registers[.fsBase] = addresses[thread] ?? 0
        registers[.rax] = 0x1234
        registers[.rsp] = addresses["table"] ?? 0
        return EvaluationContext(tid: child.pid, registers: registers)
    }
}
