// Runs for ever without a system call, on 1 + T threads. counter is stored to only while go is set: a debugger, or
// the argument "hot", sets it.
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

volatile uint64_t counter;
volatile uint32_t a, b;
volatile uint64_t c, d;
volatile uint32_t go;
volatile uint64_t ticks;

static void *spin(void *unused)
{
    (void)unused;
    for (;;) {
        ticks = ticks + 1;
        if (go) counter = counter + 1;
    }
    return NULL;
}

int main(int argc, char **argv)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (argc > 1 && strcmp(argv[1], "hot") == 0) go = 1;
    for (int i = argc > 2 ? atoi(argv[2]) : 0; i > 0; i--) {
        pthread_t thread;
        pthread_create(&thread, NULL, spin, NULL);
    }
    spin(NULL);
    return 0;
}
