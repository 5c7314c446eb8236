// Where a thread may run, while it stores to `counter` as fast as it can.
//
// usage: fixture-places hot|calm|second|makes|moves|narrow|exec
//
// It is hot until `go` is set. After that: calm stores every 5 ms; second has another thread that is as hot; makes starts a
// thread and a child with a copy, and keeps in `threads_processors` and `childs_processors` on how many each may run; moves
// goes to another processor, whose number plus one it keeps in `place`; exec runs itself anew, at rest. narrow keeps to one
// processor from the start, the number of which plus one it keeps in `place`. All but exec are hot after that, too.
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

volatile uint64_t counter;
volatile uint64_t go;
volatile uint64_t place, threads_processors, childs_processors;

static uint64_t processors(void)
{
    cpu_set_t set;
    return sched_getaffinity(0, sizeof set, &set) == 0 ? (uint64_t)CPU_COUNT(&set) : 0;
}

static void keep_to(int processor)
{
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(processor, &one);
    sched_setaffinity(0, sizeof one, &one);
    place = (uint64_t)processor + 1;
}

static void *count_processors(void *unused)
{
    (void)unused;
    threads_processors = processors();
    return NULL;
}

static void *store(void *unused)
{
    (void)unused;
    for (;;) counter++;
}

int main(int argc, char **argv)
{
    const char *mode = argc > 1 ? argv[1] : "hot";
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    alarm(120);
    if (strcmp(mode, "rest") == 0) for (;;) pause();
    cpu_set_t all;
    sched_getaffinity(0, sizeof all, &all);
    int last = CPU_SETSIZE - 1;
    while (last > 0 && !CPU_ISSET(last, &all)) last--;
    if (strcmp(mode, "narrow") == 0) keep_to(last);
    while (!go) counter++;
    pthread_t thread;
    if (strcmp(mode, "calm") == 0) for (;; counter++) usleep(5000);
    if (strcmp(mode, "second") == 0) pthread_create(&thread, NULL, store, NULL);
    if (strcmp(mode, "makes") == 0) {
        if (pthread_create(&thread, NULL, count_processors, NULL) == 0) pthread_join(thread, NULL);
        pid_t child = fork();
        if (child == 0) _exit((int)processors());
        int status = 0;
        waitpid(child, &status, 0);
        childs_processors = (uint64_t)WEXITSTATUS(status);
    }
    if (strcmp(mode, "moves") == 0) {
        int other = last;
        while (other > 0 && (!CPU_ISSET(other, &all) || other == sched_getcpu())) other--;
        keep_to(other);
    }
    if (strcmp(mode, "exec") == 0) execl("/proc/self/exe", argv[0], "rest", (char *)0);
    store(NULL);
}
