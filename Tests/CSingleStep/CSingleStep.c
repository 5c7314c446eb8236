#define _GNU_SOURCE
#include "CSingleStep.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

static long poke(pid_t pid, int number, uint64_t value)
{
    return ptrace(PTRACE_POKEUSER, pid, offsetof(struct user, u_debugreg) + 8 * (size_t)number, value);
}

static int read_word(pid_t pid, uint64_t address, uint64_t *value)
{
    struct iovec local = {value, 8}, remote = {(void *)address, 8};
    return process_vm_readv(pid, &local, 1, &remote, 1, 0) == 8;
}

/// Four slots of eight bytes, reads and writes: R/W 11, LEN 10.
static const uint64_t control = 0x55 | 0x400 | 0xbbbb0000;

/// Every slot's DRn is written before all are enabled, as the kernel wants it. Returns how many can be read.
static int arm(pid_t pid, const struct user_regs_struct *regs, uint64_t data_address, uint64_t *addresses,
    uint64_t *values, uint64_t round)
{
    const uint64_t data[] = {regs->rdi, regs->rsi, regs->rbx, regs->rax, regs->rdx, regs->rbp, regs->r12, regs->r13,
        regs->r14, regs->rcx, regs->r8};
    const size_t count = sizeof data / sizeof *data;
    uint64_t wanted[4] = {(regs->rsp & ~7ul) - 8, (regs->rsp & ~7ul) - 8 * (2 + round % 7), 0, 0};
    size_t from = round;
    wanted[3] = data_address;
    for (int slot = 2; slot < 4; slot++) {
        uint64_t value;
        if (wanted[slot])
            continue;
        for (size_t tries = 0; tries < count; tries++, from++) {
            uint64_t candidate = (data[from % count] & ~7ul) + 8 * (round % 3);
            if (candidate >= 0x1000 && candidate < 0x7fffffffe000 && read_word(pid, candidate, &value)) {
                wanted[slot] = candidate;
                from++;
                break;
            }
        }
        if (!wanted[slot])
            wanted[slot] = (regs->rsp & ~7ul) + 8 * (uint64_t)slot;
    }
    poke(pid, 7, 0);
    for (int slot = 0; slot < 4; slot++) {
        if (poke(pid, slot, wanted[slot]) != 0)
            return -errno;
        addresses[slot] = wanted[slot];
        values[slot] = 0;
        read_word(pid, wanted[slot], &values[slot]);
    }
    if (poke(pid, 7, control) != 0)
        return -errno;
    poke(pid, 6, 0xffff0ff0);
    return 0;
}

/// Runs to an address. Returns 0, or -errno.
static int run_to(pid_t pid, uint64_t address)
{
    int status;
    if (poke(pid, 0, address) != 0 || poke(pid, 7, 0x401) != 0 || ptrace(PTRACE_CONT, pid, 0, 0) != 0)
        return -errno;
    if (waitpid(pid, &status, __WALL) != pid || !WIFSTOPPED(status) || WSTOPSIG(status) != SIGTRAP)
        return -ECHILD;
    return poke(pid, 7, 0) == 0 ? 0 : -errno;
}

static int step_through(const char *path, char *const arguments[], char *const environment[], uint64_t start, uint64_t data,
    uint64_t skip, uint64_t most_steps, uint64_t period, struct css_hit *hits, size_t most_hits, struct css_run *run)
{
    memset(run, 0, sizeof *run);
    pid_t pid = fork();
    if (pid < 0)
        return -errno;
    if (pid == 0) {
        int null = open("/dev/null", O_RDWR);
        for (int descriptor = 0; descriptor < 3; descriptor++)
            dup2(null, descriptor);
        personality(ADDR_NO_RANDOMIZE);
        ptrace(PTRACE_TRACEME, 0, 0, 0);
        execve(path, arguments, environment);
        _exit(127);
    }
    int status;
    if (waitpid(pid, &status, __WALL) != pid || !WIFSTOPPED(status))
        return -ECHILD;
    run->pid = pid;
    ptrace(PTRACE_SETOPTIONS, pid, 0, PTRACE_O_EXITKILL | PTRACE_O_TRACEEXIT);
    if (start) {
        int result = run_to(pid, start);
        if (result < 0)
            return result;
    }
    uint64_t addresses[4] = {0}, values[4] = {0}, round = 0;
    struct user_regs_struct before, after;
    ptrace(PTRACE_GETREGS, pid, 0, &before);
    int signal = 0;
    for (uint64_t step = 0; step < skip + most_steps && run->hit_count + 4 <= most_hits; step++) {
        if (step >= skip && (step - skip) % period == 0) {
            int result = arm(pid, &before, data, addresses, values, round++);
            if (result < 0)
                return result;
        }
        if (ptrace(PTRACE_SINGLESTEP, pid, 0, signal) != 0 || waitpid(pid, &status, __WALL) != pid)
            return -errno;
        if (!WIFSTOPPED(status)) {
            run->has_exited = 1;
            return 0;
        }
        // It is about to end, and all of it can still be looked at.
        if (status >> 16 == PTRACE_EVENT_EXIT)
            break;
        signal = WSTOPSIG(status) == SIGTRAP ? 0 : WSTOPSIG(status);
        ptrace(PTRACE_GETREGS, pid, 0, &after);
        run->steps++;
        if (step >= skip) {
            long read = ptrace(PTRACE_PEEKUSER, pid, offsetof(struct user, u_debugreg) + 8 * 6, 0);
            for (int slot = 0; slot < 4; slot++) {
                if (!(read & 1 << slot))
                    continue;
                struct css_hit *hit = &hits[run->hit_count++];
                hit->instruction = before.rip;
                memcpy(hit->registers, &after, sizeof hit->registers);
                hit->address = addresses[slot];
                hit->byte_count = 8;
                hit->old_value = values[slot];
                hit->is_valid = read_word(pid, addresses[slot], &values[slot]) == 1;
                hit->new_value = values[slot];
            }
            if (read & 0xf)
                poke(pid, 6, 0xffff0ff0);
        }
        before = after;
    }
    poke(pid, 7, 0);
    return 0;
}

int css_start(const char *path, char *const arguments[], char *const environment[], uint64_t start, uint64_t data,
    uint64_t skip, uint64_t most_steps, uint64_t period, struct css_hit *hits, size_t most_hits, struct css_run *run)
{
    // On one processor a step costs a tenth of what it costs across two. The child inherits it.
    cpu_set_t all, one;
    int cpu = sched_getcpu();
    CPU_ZERO(&one);
    CPU_SET(cpu < 0 ? 0 : cpu, &one);
    int is_pinned = sched_getaffinity(0, sizeof all, &all) == 0 && sched_setaffinity(0, sizeof one, &one) == 0;
    int result = step_through(
        path, arguments, environment, start, data, skip, most_steps, period, hits, most_hits, run);
    if (is_pinned)
        sched_setaffinity(0, sizeof all, &all);
    return result;
}

void css_end(struct css_run *run)
{
    if (run->pid <= 0 || run->has_exited)
        return;
    int status;
    kill(run->pid, SIGKILL);
    // A process that is ending already does not notice, and stays in its stop.
    do
        ptrace(PTRACE_CONT, run->pid, 0, 0);
    while (waitpid(run->pid, &status, __WALL) == run->pid && WIFSTOPPED(status));
}
