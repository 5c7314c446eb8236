// A process to attach to: many threads, some of which live only for a moment.
//
// usage: fixture-crowd THREADS CHURNERS [hot|calm|still] [block|ignore|handle]
//
// THREADS threads wait; the odd ones of them block SIGUSR2 and keep to one processor each. CHURNERS threads make short-lived ones without a pause, each of which stores to `a` once. The main
// thread stores to `counter` every few microseconds (hot), every millisecond (calm) or never (still). The last word is what
// it does with SIGTRAP. It ends itself after five minutes.
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

volatile uint64_t counter;
volatile uint64_t a, ticks;
volatile uint32_t ready;
static volatile int settled;

static void *wait_for_ever(void *number)
{
    uintptr_t index = (uintptr_t)number;
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR2);
    // What the first thread has comes from whoever started it.
    pthread_sigmask(index % 2 == 1 ? SIG_BLOCK : SIG_UNBLOCK, &set, NULL);
    if (index % 2 == 1) {
        cpu_set_t one;
        CPU_ZERO(&one);
        CPU_SET(index / 2 % (uintptr_t)sysconf(_SC_NPROCESSORS_ONLN), &one);
        sched_setaffinity(0, sizeof one, &one);
    }
    __atomic_fetch_add(&settled, 1, __ATOMIC_SEQ_CST);
    for (;;) pause();
    return NULL;
}

static void *store_once(void *unused)
{
    (void)unused;
    __atomic_fetch_add(&a, 1, __ATOMIC_SEQ_CST);
    return NULL;
}

static void *churn(void *unused)
{
    (void)unused;
    for (;;) {
        pthread_t thread;
        if (pthread_create(&thread, NULL, store_once, NULL) == 0) pthread_join(thread, NULL);
    }
    return NULL;
}

static void on_trap(int signal) { (void)signal; }

static void start(int count, void *(*body)(void *))
{
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, 65536);
    for (int i = 0; i < count; i++) {
        pthread_t thread;
        if (pthread_create(&thread, &attributes, body, (void *)(uintptr_t)i) != 0) _exit(2);
    }
}

int main(int argc, char **argv)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    alarm(300);
    const char *pace = argc > 3 ? argv[3] : "hot";
    const char *trap = argc > 4 ? argv[4] : "";
    if (strcmp(trap, "ignore") == 0) signal(SIGTRAP, SIG_IGN);
    if (strcmp(trap, "handle") == 0 || strcmp(trap, "block") == 0) signal(SIGTRAP, on_trap);
    if (strcmp(trap, "block") == 0) {
        sigset_t set;
        sigemptyset(&set);
        sigaddset(&set, SIGTRAP);
        pthread_sigmask(SIG_BLOCK, &set, NULL);
    }
    start(argc > 1 ? atoi(argv[1]) : 0, wait_for_ever);
    start(argc > 2 ? atoi(argv[2]) : 0, churn);
    while (settled < (argc > 1 ? atoi(argv[1]) : 0)) usleep(100);
    ready = 1;
    if (strcmp(pace, "still") == 0) wait_for_ever(NULL);
    for (;;) {
        counter = counter + 1;
        if (strcmp(pace, "calm") == 0) usleep(1000);
        else for (int i = 0; i < 1000; i++) ticks = ticks + 1;
    }
}
