// Frames with a local whose address stands in `place` once `ready` is called. The local, 1 before that, becomes 2, 3 (at the
// hand of a callee) and 4; other frames then write 9 over the same stack.
//   once        two activations, one after the other, of which the second has the same place
//   recursion N the function calls itself N times
//   jump        leaves by longjmp after 3, twice from the same call; then other frames use its stack
//   jump-other  leaves by longjmp after 3; then another function has its stack
//   tail        the function is entered by a jump
//   threads T N the frame calls T threads, which store 100 to the local and call the same function from the same call N times;
//               then prints "returned"
//   thread-exit a thread ends in the frame
//   exec        the frame ends with an exec
//   fork        a child returns from its copy of the frame
//   handler     a handler stores 6 to the local, on a stack of its own that lies higher
//   spin        stays in the frame for ever, with a second thread that runs as well
#define _GNU_SOURCE
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

volatile uint64_t *volatile place;
volatile uint64_t counter;
static jmp_buf landing;
/// By which the frames are left without a return.
void *volatile exit_function = (void *)longjmp;
static int threads, rounds;
static char *high_stack;

enum ending { returns, recurs, jumps, runs_threads, is_short, ends_thread, executes, forks, handles, spins };

void ready(void) {}
static void touch(volatile uint64_t *local) { *local = 3; }
uint64_t framed(enum ending ending, int depth);

/// The one call that every thread's activation comes from.
__attribute__((noinline)) uint64_t call(enum ending ending, int depth)
{
    uint64_t result = framed(ending, depth);
    return result + 1;
}

/// Enters the function with the return address of its own caller.
__asm__(".text\n.globl tail\n.type tail, @function\ntail:\n\tjmp framed\n.size tail, .-tail\n");
uint64_t tail(enum ending ending, int depth);

__attribute__((noinline)) void reuse(void)
{
    volatile uint64_t other[64];
    for (int i = 0; i < 64; i++) other[i] = 9;
}

static void *run_short(void *unused)
{
    *place = 100;
    for (int i = 0; i < rounds; i++) call(is_short, 0);
    return unused;
}

static void *run_end(void *unused)
{
    call(ends_thread, 0);
    return unused;
}

static void *run_counter(void *unused)
{
    for (;;) counter++;
    return unused;
}

static void on_signal(int number)
{
    (void)number;
    *place = 6;
}

static int fork_in_frame(void)
{
    int status = 0;
    pid_t child = fork();
    if (child == 0) return 1;
    if (child < 0 || waitpid(child, &status, 0) != child) _exit(20);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 7) _exit(21);
    return 0;
}

static void run_threads(void)
{
    pthread_t all[16];
    for (int i = 0; i < threads; i++)
        if (pthread_create(&all[i], NULL, run_short, NULL) != 0) _exit(22);
    for (int i = 0; i < threads; i++) pthread_join(all[i], NULL);
}

uint64_t framed(enum ending ending, int depth)
{
    volatile uint64_t local = 1;
    if (ending == is_short) {
        local = 50;
        return local;
    }
    place = &local;
    ready();
    local = 2;
    touch(&local);
    switch (ending) {
    case recurs:
        if (depth > 0) framed(ending, depth - 1);
        break;
    case jumps: longjmp(landing, 1);
    case runs_threads: run_threads(); break;
    case ends_thread: syscall(SYS_exit, 0); break;
    case executes: execl("/proc/self/exe", "fixture-frames", "end", (char *)0); break;
    case forks:
        if (fork_in_frame()) return 77;
        break;
    case handles: raise(SIGUSR1); break;
    case spins:
        for (;;) counter++;
    default: break;
    }
    local = 4;
    return local;
}

static void *run_handler(void *unused)
{
    stack_t stack = {.ss_sp = high_stack, .ss_size = 65536};
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_ONSTACK};
    if (sigaltstack(&stack, NULL) != 0 || sigaction(SIGUSR1, &action, NULL) != 0) _exit(23);
    call(handles, 0);
    reuse();
    return unused;
}

static int in_thread(void *(*body)(void *))
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, body, NULL) != 0) return 2;
    return pthread_join(thread, NULL);
}

int main(int argc, char **argv)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    const char *mode = argc > 1 ? argv[1] : "once";
    int number = argc > 2 ? atoi(argv[2]) : 5;
    if (strcmp(mode, "end") == 0) return 7;
    if (strcmp(mode, "once") == 0) {
        for (int i = 0; i < 2; i++) {
            call(returns, 0);
            reuse();
        }
        return 0;
    }
    if (strcmp(mode, "recursion") == 0) {
        call(recurs, number);
        reuse();
        return 0;
    }
    if (strcmp(mode, "jump") == 0 || strcmp(mode, "jump-other") == 0) {
        for (volatile int i = 0; i < (mode[4] ? 1 : 3); i++)
            if (setjmp(landing) == 0) call(jumps, 0);
        reuse();
        return 0;
    }
    if (strcmp(mode, "tail") == 0) {
        tail(returns, 0);
        reuse();
        return 0;
    }
    if (strcmp(mode, "threads") == 0) {
        threads = number;
        rounds = argc > 3 ? atoi(argv[3]) : 100;
        call(runs_threads, 0);
        reuse();
        (void)!write(1, "returned\n", 9);
        return 0;
    }
    if (strcmp(mode, "thread-exit") == 0) return in_thread(run_end);
    if (strcmp(mode, "exec") == 0) return (int)call(executes, 0);
    if (strcmp(mode, "fork") == 0) {
        uint64_t result = call(forks, 0);
        reuse();
        return result == 78 ? 7 : 0;
    }
    if (strcmp(mode, "handler") == 0) {
        // The main stack lies above those of the threads.
        char room[65536];
        high_stack = room;
        return in_thread(run_handler);
    }
    if (strcmp(mode, "spin") == 0) {
        pthread_t thread;
        if (pthread_create(&thread, NULL, run_counter, NULL) != 0) return 2;
        call(spins, 0);
    }
    return 64;
}
