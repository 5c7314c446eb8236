// A line, from the label line_begin up to line_end, that calls something; after it counter becomes 100, and `line` returns
// to `line_returned` in its caller.
//   call      a function that stores to counter, four deep
//   recursion the same line, three activations deeper
//   jump      leaves for main by longjmp; there is main_landed
//   raise     raises SIGUSR1, whose handler stores 7 to counter
//   segv      stores to address 0; a handler leaves with 3
//   exit      ends with 3
//   exec      becomes this program with "end", which ends with 7
//   thread    is in a thread of its own, which ends in it
//   wait      waits for a thread that was made before it, and that stores 9 to counter
//   spin      stays for ever
//   traps     raises SIGTRAP, handles it with a store to counter, twice; ends with 2
//   pair      two threads store to counter once each at the same time while main spins on ticks; ends with 0 when both are through
#define _GNU_SOURCE
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#define LABEL(name) __asm__ volatile(".globl " #name "\n.type " #name ", @notype\n" #name ":")

volatile uint64_t counter, ticks;
/// By which the frames are left without a return.
void *volatile exit_function = (void *)longjmp;
static jmp_buf landing;
static pthread_t other;
static const char *mode;
static int depth = 3;
static volatile int handled, through;

__attribute__((noinline)) void line(void);

__attribute__((noinline)) uint64_t deep(int n)
{
    counter = counter + 1;
    return n > 0 ? deep(n - 1) + 1 : 0;
}

static void on_user(int number)
{
    (void)number;
    counter = 7;
}

static void on_fault(int number)
{
    (void)number;
    _exit(3);
}

static void on_trap(int number)
{
    (void)number;
    counter = counter + 1;
    handled++;
}

static void *store(void *unused)
{
    counter = 9;
    return unused;
}

static void *store_once(void *unused)
{
    counter = counter + 1;
    __atomic_add_fetch(&through, 1, __ATOMIC_SEQ_CST);
    return unused;
}

__attribute__((noinline)) void act(void)
{
    if (strcmp(mode, "call") == 0) deep(3);
    if (strcmp(mode, "recursion") == 0 && depth-- > 0) line();
    if (strcmp(mode, "jump") == 0) longjmp(landing, 1);
    if (strcmp(mode, "exit") == 0) exit(3);
    if (strcmp(mode, "exec") == 0) execl("/proc/self/exe", "fixture-lines", "end", (char *)0);
    if (strcmp(mode, "thread") == 0) pthread_exit(NULL);
    if (strcmp(mode, "wait") == 0) pthread_join(other, NULL);
    if (strcmp(mode, "raise") == 0) raise(SIGUSR1);
    if (strcmp(mode, "segv") == 0) *(volatile int *)0 = 1;
    if (strcmp(mode, "spin") == 0)
        for (;;) ticks++;
}

void line(void)
{
    LABEL(line_begin);
    act();
    LABEL(line_end);
    counter = 100;
}

__attribute__((noinline)) void caller(void)
{
    line();
    LABEL(line_returned);
    counter = 101;
}

static void *run(void *unused)
{
    caller();
    return unused;
}

static int traps(void)
{
    signal(SIGTRAP, on_trap);
    raise(SIGTRAP);
    raise(SIGTRAP);
    return handled;
}

static int pair(void)
{
    pthread_t threads[2];
    for (int i = 0; i < 2; i++)
        if (pthread_create(&threads[i], NULL, store_once, NULL) != 0) return 2;
    while (through < 2) ticks++;
    for (int i = 0; i < 2; i++) pthread_join(threads[i], NULL);
    return 0;
}

int main(int argc, char **argv)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    mode = argc > 1 ? argv[1] : "call";
    if (strcmp(mode, "end") == 0) return 7;
    if (strcmp(mode, "traps") == 0) return traps();
    if (strcmp(mode, "pair") == 0) return pair();
    signal(SIGUSR1, on_user);
    if (strcmp(mode, "segv") == 0) signal(SIGSEGV, on_fault);
    if (strcmp(mode, "wait") == 0 && pthread_create(&other, NULL, store, NULL) != 0) return 2;
    if (strcmp(mode, "thread") == 0) {
        if (pthread_create(&other, NULL, run, NULL) != 0) return 2;
        return pthread_join(other, NULL);
    }
    if (setjmp(landing) == 0)
        caller();
    LABEL(main_landed);
    counter = 102;
    return 0;
}
