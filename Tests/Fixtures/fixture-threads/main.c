// T threads, N stores each to counter. Every store is one atomic addition, so the sum is T * N whatever the order.
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/prctl.h>

volatile uint64_t counter;
volatile uint32_t a, b;
volatile uint64_t c, d;
static uint64_t stores;
static pthread_barrier_t barrier;

static void *body(void *unused)
{
    (void)unused;
    pthread_barrier_wait(&barrier);
    for (uint64_t i = 0; i < stores; i++) __atomic_fetch_add(&counter, 1, __ATOMIC_SEQ_CST);
    return NULL;
}

int main(int argc, char **argv)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    unsigned threads = argc > 1 ? (unsigned)atoi(argv[1]) : 8;
    stores = argc > 2 ? strtoull(argv[2], NULL, 0) : 250;
    pthread_t *all = calloc(threads, sizeof *all);
    if (!all || pthread_barrier_init(&barrier, NULL, threads) != 0) return 1;
    for (unsigned i = 0; i < threads; i++)
        if (pthread_create(&all[i], NULL, body, NULL) != 0) return 2;
    for (unsigned i = 0; i < threads; i++) pthread_join(all[i], NULL);
    free(all);
    return counter == (uint64_t)threads * stores ? 0 : 3;
}
