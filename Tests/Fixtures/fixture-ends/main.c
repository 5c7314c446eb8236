// Many ends at once, and traps of the program's own.
//   return N      N threads add 1 to counter at the same moment, and return; ends with 7
//   leave N       N threads add 1 to counter for ever; when each has, the process ends with 7 while they do
//   fork-return N, fork-leave N   a child does that too, at the same time; ends with 7 when it did
//   own-perf N    a perf event of the program's own sends it SIGTRAP (TRAP_PERF) at each store to c: stores N times to c and to
//                 counter in turn, and ends with 0 when it got N of them, each with the address of c
//   own-perf-shared N   the same, the stores to c alone: ends with 0 when none of them was lost, else with 1
#define _GNU_SOURCE
#include <linux/hw_breakpoint.h>
#include <linux/perf_event.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

volatile uint64_t counter;
volatile uint32_t a, b;
volatile uint64_t c, d;
static pthread_barrier_t barrier;
static volatile unsigned begun;
static int stays;

static void add(void) { __atomic_fetch_add(&counter, 1, __ATOMIC_SEQ_CST); }

static void *body(void *unused)
{
    pthread_barrier_wait(&barrier);
    add();
    __atomic_fetch_add(&begun, 1, __ATOMIC_SEQ_CST);
    while (stays) add();
    return unused;
}

static int end_together(unsigned count)
{
    pthread_t *threads = calloc(count, sizeof *threads);
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, 65536);
    if (!threads || pthread_barrier_init(&barrier, NULL, count) != 0) return 1;
    for (unsigned i = 0; i < count; i++)
        if (pthread_create(&threads[i], &attributes, body, NULL) != 0) return 2;
    if (stays) {
        while (begun < count) sched_yield();
        _exit(7);
    }
    for (unsigned i = 0; i < count; i++) pthread_join(threads[i], NULL);
    return counter == count ? 7 : 3;
}

static int with_a_child(unsigned count)
{
    pid_t child = fork();
    if (child < 0) return 1;
    if (child == 0) {
        // One whose parent leaves as well has to outlive it.
        if (!stays) prctl(PR_SET_PDEATHSIG, SIGKILL);
        alarm(120);
        _exit(end_together(count));
    }
    if (stays) _exit(end_together(count));
    int result = end_together(count), status = 0;
    if (waitpid(child, &status, 0) != child || !WIFEXITED(status) || WEXITSTATUS(status) != 7) return 4;
    return result;
}

static volatile unsigned traps;

static void on_trap(int number, siginfo_t *info, void *unused)
{
    (void)number;
    (void)unused;
    // 6 is TRAP_PERF.
    if (info->si_code == 6 && info->si_addr == (void *)(uintptr_t)&c) traps++;
}

static int own_perf(unsigned count, int isShared)
{
    struct sigaction action = {.sa_sigaction = on_trap, .sa_flags = SA_SIGINFO};
    sigaction(SIGTRAP, &action, NULL);
    struct perf_event_attr event = {
        .type = PERF_TYPE_BREAKPOINT, .size = sizeof event, .bp_type = HW_BREAKPOINT_W, .bp_addr = (uintptr_t)&c,
        .bp_len = HW_BREAKPOINT_LEN_8, .sample_period = 1, .exclude_kernel = 1, .exclude_hv = 1, .sigtrap = 1,
        .remove_on_exec = 1,
    };
    if (syscall(SYS_perf_event_open, &event, 0, -1, -1, 0UL) < 0) return 69;
    for (unsigned i = 1; i <= count; i++) {
        c = i;
        if (!isShared) counter = i;
    }
    return traps == count ? 0 : 1;
}

int main(int argc, char **argv)
{
    const char *mode = argc > 1 ? argv[1] : "return";
    unsigned count = argc > 2 ? (unsigned)atoi(argv[2]) : 8;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    alarm(120);
    stays = strstr(mode, "leave") != NULL;
    if (strcmp(mode, "own-perf") == 0) return own_perf(count, 0);
    if (strcmp(mode, "own-perf-shared") == 0) return own_perf(count, 1);
    if (strncmp(mode, "fork-", 5) == 0) return with_a_child(count);
    return end_together(count);
}
