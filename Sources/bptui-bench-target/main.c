// What the benchmark watches: one hot thread that stores to one global, as often as it is told.
//
// usage: bptui-bench-target STORES [FD]
//
// With FD it first writes the global's address there and stops itself, so that a bare tracer can arm it.
//
//        bptui-bench-target timed STORES FILE
//
// It stores as often and writes to FILE, as eight bytes, how many nanoseconds that took.
//
//        bptui-bench-target crowd THREADS STORES
//
// THREADS threads in all (the first one among them when STORES is 0) wait. When they are there it writes the global's address
// to its output; a byte of input lets each store to the global STORES times, and then it ends.

#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

volatile uint64_t cell __attribute__((aligned(8)));

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static uint64_t stores_each;

static void *wait_and_store(void *unused) {
    (void)unused;
    pthread_mutex_lock(&gate);
    pthread_mutex_unlock(&gate);
    for (uint64_t n = 1; n <= stores_each; n++) cell = n;
    return NULL;
}

static int crowd(int threads, uint64_t stores) {
    static pthread_t all[4096];
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, 65536);
    stores_each = stores;
    pthread_mutex_lock(&gate);
    int count = stores == 0 ? threads - 1 : threads;
    for (int i = 0; i < count; i++) {
        if (pthread_create(&all[i], &attributes, wait_and_store, NULL) != 0) return 2;
    }
    uint64_t address = (uint64_t)(uintptr_t)&cell;
    if (write(1, &address, sizeof address) != sizeof address) return 1;
    char byte;
    if (read(0, &byte, 1) != 1) return 1;
    pthread_mutex_unlock(&gate);
    for (int i = 0; i < count; i++) pthread_join(all[i], NULL);
    return 0;
}

static uint64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static int timed(uint64_t stores, const char *path) {
    uint64_t start = now();
    for (uint64_t n = 1; n <= stores; n++) cell = n;
    uint64_t time = now() - start;
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    return file >= 0 && write(file, &time, sizeof time) == sizeof time ? 0 : 1;
}

int main(int argc, char **argv) {
    if (argc > 3 && strcmp(argv[1], "crowd") == 0) return crowd(atoi(argv[2]), strtoull(argv[3], 0, 10));
    if (argc > 3 && strcmp(argv[1], "timed") == 0) return timed(strtoull(argv[2], 0, 10), argv[3]);
    uint64_t stores = argc > 1 ? strtoull(argv[1], 0, 10) : 1000;
    if (argc > 2) {
        uint64_t address = (uint64_t)(uintptr_t)&cell;
        if (write(atoi(argv[2]), &address, sizeof address) != sizeof address) return 1;
        raise(SIGSTOP);
    }
    for (uint64_t n = 1; n <= stores; n++) cell = n;
    return 0;
}
