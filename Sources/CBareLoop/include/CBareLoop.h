#ifndef C_BARE_LOOP_H
#define C_BARE_LOOP_H

#include <stdint.h>

struct bare_loop_result {
    uint64_t hits;
    /// From the first trap to the last, CLOCK_MONOTONIC.
    uint64_t nanoseconds;
};

/// The loop that every figure is compared with: PTRACE_CONT, wait, PEEKUSER of DR6, GETREGS, and a pread of the eight bytes
/// watched, in C, with nothing kept. Starts `path STORES FD` (a program that writes an address to FD and stops itself), arms
/// DR0 for eight-byte writes there and runs it to its end. Returns 0, or -errno.
int bare_loop_run(const char *path, uint64_t stores, struct bare_loop_result *result);

/// Pins the calling process, and what it will start, to one of its CPUs. Returns 0, or -errno.
int bare_pin(void);

/// Starts `bptui --batch -o log OPTIONS target STORES` with standard input and output closed off; the list of options ends
/// with NULL. Returns the process id.
int bare_spawn(const char *bptui, const char *log, const char *const *options, const char *target, uint64_t stores);

#endif
