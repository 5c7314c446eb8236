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

/// Starts `path STORES FD` and stops it where it has written its address: stopped by ptrace. Returns the process id, or
/// -errno.
int bare_start(const char *path, uint64_t stores, uint64_t *address);

/// Bare perf sampling: the same program, its stores recorded by an inheriting breakpoint event on each processor (pc, thread,
/// time), the rings read by this process every 20 ms and every record's time looked at. Returns 0, or -errno; -ENODATA when
/// a ring ran over.
int bare_perf_run(const char *path, uint64_t stores, struct bare_loop_result *result);

/// Pins the calling process, and what it will start, to one of its CPUs. Returns 0, or -errno.
int bare_pin(void);

/// Undoes `bare_pin`.
void bare_unpin(void);

/// Starts a program in a terminal of its own, whose other end is stored; the list of arguments ends with NULL. Returns the
/// process id, or -errno.
int bare_spawn_terminal(const char *const *arguments, int columns, int rows, int *terminal);

/// Starts `bptui --batch -o log OPTIONS target STORES` with standard input and output closed off; the list of options ends
/// with NULL. Returns the process id.
int bare_spawn(const char *bptui, const char *log, const char *const *options, const char *target, uint64_t stores);

// A program of many threads, for attaching to it.

struct bare_crowd {
    int pid;
    /// A byte written there lets its threads store.
    int go;
    /// Of the eight bytes that they store to.
    uint64_t address;
};

/// Starts `path crowd THREADS STORES`, and waits until all its threads are there. Returns 0, or -errno.
int bare_crowd_start(const char *path, int threads, uint64_t stores, struct bare_crowd *crowd);
void bare_crowd_release(const struct bare_crowd *crowd);
/// Kills it and takes note of its end.
void bare_crowd_end(struct bare_crowd *crowd);

/// What attaching is compared with: seize every thread, interrupt all, wait for all, arm DR0 in each for eight-byte writes,
/// let all go on. Returns how many threads there were, or -errno.
int bare_crowd_attach(const struct bare_crowd *crowd, uint64_t *nanoseconds);

/// What hits of many threads are compared with: the loop of `bare_loop_run` over all of them, in which only the thread that
/// hit stands still. Attaches and arms first, and ends with the program. Returns 0, or -errno.
int bare_crowd_hits(const struct bare_crowd *crowd, struct bare_loop_result *result);

#endif
