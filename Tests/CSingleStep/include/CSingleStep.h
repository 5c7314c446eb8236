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
