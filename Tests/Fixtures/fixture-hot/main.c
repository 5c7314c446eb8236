// A program that never rests, for deaths at random moments.
//
// usage: fixture-hot FILE [calm]
//
// Forks a child that counts in a hot loop of its own, writes "LAUNCHED CHILD" to FILE, and then stores to `counter` as fast as
// it can, or once a millisecond. The child outlives it, so it ends itself after two minutes.
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

volatile uint64_t counter;

int main(int argc, char **argv) {
    if (argc < 2) return 2;
    pid_t child = fork();
    if (child < 0) return 1;
    if (child == 0) {
        alarm(120);
        for (;;) counter++;
    }
    char name[4096];
    snprintf(name, sizeof name, "%s.new", argv[1]);
    FILE *file = fopen(name, "w");
    if (!file) return 1;
    fprintf(file, "%d %d\n", (int)getpid(), (int)child);
    fclose(file);
    if (rename(name, argv[1]) != 0) return 1;
    for (uint64_t n = 1;; n++) {
        counter = n;
        if (argc > 2) usleep(1000);
    }
}
