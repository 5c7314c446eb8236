#pragma once

#include <stdint.h>
#include <stddef.h>

/// One access that a debug register saw, with the truth about it: the instruction that had just been stepped over.
struct css_hit {
    /// Where the instruction stood that made the access.
    uint64_t instruction;
    /// The 27 words of struct user_regs_struct right after it.
    uint64_t registers[27];
    /// The watched bytes.
    uint64_t address;
    uint64_t old_value;
    uint64_t new_value;
    uint32_t byte_count;
    uint32_t is_valid;
};

struct css_run {
    int32_t pid;
    uint64_t steps;
    size_t hit_count;
    int32_t has_exited;
};

/// Starts a program and steps through `most_steps` of its instructions, from `skip` onwards, with four read/write slots of
/// eight bytes that move to what the registers point to every `period` steps: the stack around RSP, and data. Every
/// access is stored in `hits`. With a `start` it runs to that address first and counts from there; with `data` one slot
/// stays at that address. The program is left stopped (or has ended), and dies with its tracer.
///
/// Returns 0 or -errno. Its caller's thread is the tracer.
int css_start(const char *path, char *const arguments[], char *const environment[], uint64_t start, uint64_t data,
    uint64_t skip, uint64_t most_steps, uint64_t period, struct css_hit *hits, size_t most_hits, struct css_run *run);

/// Ends the program.
void css_end(struct css_run *run);

/// Starts a program and leaves it stopped before its first instruction. Its caller's thread is the tracer.
///
/// Returns 0 or -errno.
int css_launch(const char *path, char *const arguments[], char *const environment[], struct css_run *run);

/// Lets it run to its next SIGTRAP, as its own `int3` raises; the words of struct user_regs_struct there. Other signals are
/// passed on. Returns 0, 1 when it has ended, or -errno.
int css_continue(struct css_run *run, uint64_t registers[27]);

/// One instruction.
int css_step(struct css_run *run, uint64_t registers[27]);

/// Returns how many bytes were read, or -errno.
int css_read(const struct css_run *run, uint64_t address, void *bytes, size_t count);

/// A moment of a program, with the truth about its stack: the calls that had been stepped over and not returned.
struct css_sample {
    uint64_t registers[27];
    /// Of the bytes copied from RSP upwards.
    size_t stack_count;
    /// Innermost first.
    uint64_t return_addresses[256];
    size_t depth;
};

/// Steps through a program from its start and takes a sample every `period` steps, from `skip` onwards, with a
/// copy of `stack_size` bytes of its stack. Returns 0, 1 when it has ended, or -errno.
int css_sample(struct css_run *run, uint64_t skip, uint64_t steps, uint64_t period, struct css_sample *samples,
    uint8_t *stacks, size_t stack_size, size_t most, size_t *count);
