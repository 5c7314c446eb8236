// The yardstick of the benchmark: what one hit costs a C program that does no more than a debugger must.
//
// Per hit: PTRACE_CONT, waitpid, PEEKUSER of DR6, GETREGS, and pread of the eight watched bytes from /proc/PID/mem.
// Everything happens in the calling thread; no other thread of the process may wait for children meanwhile.
#ifndef C_BARE_LOOP_H
#define C_BARE_LOOP_H

#include <stdint.h>

typedef struct {
    /// Hits timed: fewer than asked for when the target ended before.
    uint64_t hits;
    /// From the stop at the hit before the first one timed to the stop at the last one.
    uint64_t nanoseconds;
    /// Sum of the values read, so that a caller can check that the loop saw what was stored.
    uint64_t value_sum;
} bare_result;

/// Runs the loop and kills the target: 0, or -errno of the first call that failed.
///
/// `path` is a program, started with `argv`, address randomisation off and its output thrown away, that stores to the eight
/// aligned bytes at `address` at least `hits` + 1 times. A null `path` takes this process's own copy instead, which stores
/// 1, 2, 3… to a global in a hot loop; `argv` and `address` are then ignored.
/// `cpu` is where target and tracer both run; -1 leaves them to the scheduler. The caller's affinity is restored.
int bare_loop_run(const char *_Nullable path, char *_Nullable const *_Nullable argv, uint64_t address, uint64_t hits,
                  int cpu, bare_result *_Nonnull result);

#endif
