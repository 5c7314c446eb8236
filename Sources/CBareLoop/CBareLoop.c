#define _GNU_SOURCE
#include "CBareLoop.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/// What our own copy stores to.
static volatile uint64_t watched __attribute__((aligned(8)));

#define DEBUG_REGISTER(n) offsetof(struct user, u_debugreg[n])
/// L0, and for slot 0: write (01), eight bytes (10).
static const unsigned long dr7_write8 = 1UL | 1UL << 16 | 2UL << 18;

static uint64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

/// The child's side: asks to be traced, stops, and becomes the target.
static void become_target(const char *path, char *const *argv) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    ptrace(PTRACE_TRACEME, 0, 0, 0);
    raise(SIGSTOP);
    if (!path)
        for (uint64_t value = 1;; value++) watched = value;
    personality(ADDR_NO_RANDOMIZE);
    int nowhere = open("/dev/null", O_RDWR);
    for (int stream = 0; stream < 3; stream++) dup2(nowhere, stream);
    execv(path, argv);
    _exit(127);
}

/// Waits for the child's next stop: its status, or -errno; -ECHILD when it has ended.
static int next_stop(pid_t child) {
    int status;
    while (waitpid(child, &status, __WALL) < 0)
        if (errno != EINTR) return -errno;
    return WIFSTOPPED(status) ? status : -ECHILD;
}

/// Brings a launched program to its exec, where its debug registers are empty and its memory is in place.
static int run_to_exec(pid_t child) {
    for (;;) {
        if (ptrace(PTRACE_CONT, child, 0, 0) < 0) return -errno;
        int status = next_stop(child);
        if (status < 0) return status == -ECHILD ? -ENOEXEC : status;
        if (status >> 8 == (SIGTRAP | PTRACE_EVENT_EXEC << 8)) return 0;
    }
}

static int arm(pid_t child, uint64_t address) {
    if (ptrace(PTRACE_POKEUSER, child, DEBUG_REGISTER(0), address) < 0) return -errno;
    if (ptrace(PTRACE_POKEUSER, child, DEBUG_REGISTER(7), dr7_write8) < 0) return -errno;
    return 0;
}

/// Whether a trap without a bit in DR6 is a hit all the same.
///
/// Observed on Linux 6.18 in a Firecracker guest on a Xeon, about once in 100 000 hits: the processor's DR6 is empty when
/// the kernel reads it. The kernel then takes the exception for an `icebp` and reports TRAP_BRKPT.
static int lost_status(pid_t child) {
    siginfo_t info;
    return ptrace(PTRACE_GETSIGINFO, child, 0, &info) == 0 && info.si_code == TRAP_BRKPT;
}

/// Goes on to the next hit and takes what a debugger must: 0, or -errno; -ECHILD when the target has ended.
static int take_hit(pid_t child, int memory, uint64_t address, bare_result *result) {
    int signal = 0;
    for (;;) {
        if (ptrace(PTRACE_CONT, child, 0, signal) < 0) return -errno;
        int status = next_stop(child);
        if (status < 0) return status;
        if (WSTOPSIG(status) != SIGTRAP) {
            signal = WSTOPSIG(status);
            continue;
        }
        errno = 0;
        long dr6 = ptrace(PTRACE_PEEKUSER, child, DEBUG_REGISTER(6), 0);
        if (dr6 == -1 && errno) return -errno;
        struct user_regs_struct registers;
        if (ptrace(PTRACE_GETREGS, child, 0, &registers) < 0) return -errno;
        uint64_t value;
        if (pread(memory, &value, sizeof value, (off_t)address) != sizeof value) return -EIO;
        signal = 0;
        if (!(dr6 & 1) && !lost_status(child)) continue;
        result->value_sum += value;
        return 0;
    }
}

static int measure(pid_t child, int launched, uint64_t address, uint64_t hits, bare_result *result) {
    int status = next_stop(child);
    if (status < 0) return status;
    if (ptrace(PTRACE_SETOPTIONS, child, 0, PTRACE_O_EXITKILL | PTRACE_O_TRACEEXEC) < 0) return -errno;
    int failure = launched ? run_to_exec(child) : 0;
    if (failure < 0) return failure;
    // Opened after exec: before it, the file would stand for the memory that exec throws away.
    char path[32];
    snprintf(path, sizeof path, "/proc/%d/mem", child);
    int memory = open(path, O_RDONLY | O_CLOEXEC);
    if (memory < 0) return -errno;
    failure = arm(child, address);
    if (failure == 0) failure = take_hit(child, memory, address, result);
    result->value_sum = 0;
    uint64_t start = now();
    while (failure == 0 && result->hits < hits) {
        failure = take_hit(child, memory, address, result);
        if (failure == 0) result->hits++;
    }
    result->nanoseconds = now() - start;
    close(memory);
    // A target that ends early is told by the number of hits.
    return failure == -ECHILD ? 0 : failure;
}

int bare_loop_run(const char *path, char *const *argv, uint64_t address, uint64_t hits, int cpu, bare_result *result) {
    *result = (bare_result){0};
    cpu_set_t before, one;
    CPU_ZERO(&one);
    if (cpu >= 0) {
        CPU_SET(cpu, &one);
        if (sched_getaffinity(0, sizeof before, &before) < 0) return -errno;
        // The child inherits it.
        if (sched_setaffinity(0, sizeof one, &one) < 0) return -errno;
    }
    pid_t child = fork();
    if (child == 0) become_target(path, argv);
    int failure = child < 0 ? -errno
                            : measure(child, path != NULL, path ? address : (uint64_t)&watched, hits, result);
    // Only a child that is not yet reaped still owns its number.
    if (child > 0 && waitpid(child, NULL, __WALL | WNOHANG) == 0) {
        kill(child, SIGKILL);
        while (waitpid(child, NULL, __WALL) < 0 && errno == EINTR) {}
    }
    if (cpu >= 0) sched_setaffinity(0, sizeof before, &before);
    return failure;
}
