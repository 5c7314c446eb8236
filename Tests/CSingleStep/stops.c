#define _GNU_SOURCE
#include "CSingleStep.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

int css_launch(const char *path, char *const arguments[], char *const environment[], struct css_run *run)
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
    ptrace(PTRACE_SETOPTIONS, pid, 0, PTRACE_O_EXITKILL);
    return 0;
}

/// One request and the stop after it, whose signal is in `signal`: 0 for a SIGTRAP.
static int resume(struct css_run *run, int request, int *signal, struct user_regs_struct *registers)
{
    int status;
    if (ptrace(request, run->pid, 0, *signal) != 0 || waitpid(run->pid, &status, __WALL) != run->pid)
        return -errno;
    if (!WIFSTOPPED(status)) {
        run->has_exited = 1;
        return 1;
    }
    run->steps++;
    *signal = WSTOPSIG(status) == SIGTRAP ? 0 : WSTOPSIG(status);
    return ptrace(PTRACE_GETREGS, run->pid, 0, registers) == 0 ? 0 : -errno;
}

int css_continue(struct css_run *run, uint64_t registers[27])
{
    int signal = 0, result;
    do
        result = resume(run, PTRACE_CONT, &signal, (struct user_regs_struct *)registers);
    while (result == 0 && signal != 0);
    return result;
}

int css_step(struct css_run *run, uint64_t registers[27])
{
    int signal = 0;
    return resume(run, PTRACE_SINGLESTEP, &signal, (struct user_regs_struct *)registers);
}

int css_read(const struct css_run *run, uint64_t address, void *bytes, size_t count)
{
    struct iovec local = {bytes, count}, remote = {(void *)address, count};
    ssize_t result = process_vm_readv(run->pid, &local, 1, &remote, 1, 0);
    return result < 0 ? -errno : (int)result;
}

/// The calls under way: where each return address lies, and what it is.
struct calls {
    size_t count;
    uint64_t slots[4096], targets[4096];
};

static void follow(struct calls *calls, const struct css_run *run, const struct user_regs_struct *before,
    const struct user_regs_struct *after)
{
    while (calls->count && calls->slots[calls->count - 1] < after->rsp)
        calls->count--;
    uint64_t word;
    if (after->rsp != before->rsp - 8 || css_read(run, after->rsp, &word, 8) != 8)
        return;
    // A call: what it pushed is the address after it, and it went elsewhere.
    if (word - before->rip < 2 || word - before->rip > 8 || after->rip - before->rip <= 8 ||
        calls->count == sizeof calls->slots / sizeof *calls->slots)
        return;
    calls->slots[calls->count] = after->rsp;
    calls->targets[calls->count++] = word;
}

int css_sample(struct css_run *run, uint64_t skip, uint64_t steps, uint64_t period, struct css_sample *samples,
    uint8_t *stacks, size_t stack_size, size_t most, size_t *count)
{
    static _Thread_local struct calls calls;
    struct user_regs_struct before, after;
    int signal = 0;
    calls.count = 0;
    *count = 0;
    ptrace(PTRACE_GETREGS, run->pid, 0, &before);
    for (uint64_t step = 0; step < skip + steps && *count < most; step++, before = after) {
        int result = resume(run, PTRACE_SINGLESTEP, &signal, &after);
        if (result != 0)
            return result;
        follow(&calls, run, &before, &after);
        if (step < skip || (step - skip) % period != 0)
            continue;
        uint8_t *stack = stacks + *count * stack_size;
        struct css_sample *sample = &samples[(*count)++];
        memcpy(sample->registers, &after, sizeof sample->registers);
        sample->depth = 0;
        for (size_t index = calls.count; index > 0 && sample->depth < 256; index--)
            sample->return_addresses[sample->depth++] = calls.targets[index - 1];
        // To the end of the stack, where it is nearer than the copy's.
        sample->stack_count = 0;
        for (size_t want = stack_size; want >= 8 && sample->stack_count == 0; want /= 2) {
            int got = css_read(run, after.rsp, stack, want);
            sample->stack_count = got > 0 ? (size_t)got : 0;
        }
    }
    return 0;
}
