// What the benchmark watches: one hot thread that stores to one global, as often as it is told.
//
// usage: bptui-bench-target STORES [FD]
//
// With FD it first writes the global's address there and stops itself, so that a bare tracer can arm it.

#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

volatile uint64_t cell __attribute__((aligned(8)));

int main(int argc, char **argv) {
    uint64_t stores = argc > 1 ? strtoull(argv[1], 0, 10) : 1000;
    if (argc > 2) {
        uint64_t address = (uint64_t)(uintptr_t)&cell;
        if (write(atoi(argv[2]), &address, sizeof address) != sizeof address) return 1;
        raise(SIGSTOP);
    }
    for (uint64_t n = 1; n <= stores; n++) cell = n;
    return 0;
}
