#define _GNU_SOURCE
#include "CBareLoop.h"

#include <errno.h>
#include <fcntl.h>
#include <pty.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static uint64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

int bare_start(const char *path, uint64_t stores, uint64_t *address) {
    int ends[2];
    if (pipe(ends) < 0) return -errno;
    pid_t pid = fork();
    if (pid < 0) return -errno;
    if (pid == 0) {
        char count[32], fd[16];
        snprintf(count, sizeof count, "%llu", (unsigned long long)stores);
        snprintf(fd, sizeof fd, "%d", ends[1]);
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        ptrace(PTRACE_TRACEME, 0, 0, 0);
        execl(path, path, count, fd, (char *)0);
        _exit(127);
    }
    close(ends[1]);
    int status, error = 0;
    // The stop at exec, then its own.
    if (waitpid(pid, &status, 0) != pid || !WIFSTOPPED(status)) error = ENOEXEC;
    if (!error && (ptrace(PTRACE_CONT, pid, 0, 0) < 0 || waitpid(pid, &status, 0) != pid || !WIFSTOPPED(status))) {
        error = ENOEXEC;
    }
    if (!error && read(ends[0], address, sizeof *address) != sizeof *address) error = EIO;
    close(ends[0]);
    if (error) {
        kill(pid, SIGKILL);
        waitpid(pid, &status, 0);
        return -error;
    }
    return pid;
}

int bare_loop_run(const char *path, uint64_t stores, struct bare_loop_result *result) {
    uint64_t address = 0, first = 0, last = 0, hits = 0;
    int pid = bare_start(path, stores, &address);
    if (pid < 0) return pid;

    char name[64];
    snprintf(name, sizeof name, "/proc/%d/mem", pid);
    int memory = open(name, O_RDONLY | O_CLOEXEC);
    ptrace(PTRACE_POKEUSER, pid, offsetof(struct user, u_debugreg[0]), address);
    // Bit 10, L0, write, eight bytes.
    long armed = ptrace(PTRACE_POKEUSER, pid, offsetof(struct user, u_debugreg[7]), 0x90401UL);
    int error = memory < 0 || armed < 0 ? errno : 0;

    struct user_regs_struct registers;
    volatile uint64_t value = 0;
    int status;
    while (!error) {
        ptrace(PTRACE_CONT, pid, 0, 0);
        if (waitpid(pid, &status, 0) != pid) error = errno;
        else if (!WIFSTOPPED(status)) break;
        else {
            long dr6 = ptrace(PTRACE_PEEKUSER, pid, offsetof(struct user, u_debugreg[6]), 0);
            ptrace(PTRACE_GETREGS, pid, 0, &registers);
            if (pread(memory, (void *)&value, sizeof value, (off_t)address) != sizeof value) error = EIO;
            // Some hypervisors now and then deliver the trap with a DR6 that names no slot: it is a hit all the same.
            if ((dr6 & 1) || WSTOPSIG(status) == SIGTRAP) {
                last = now();
                if (hits++ == 0) first = last;
            }
        }
    }
    if (memory >= 0) close(memory);
    if (error) {
        kill(pid, SIGKILL);
        waitpid(pid, &status, 0);
        return -error;
    }
    result->hits = hits;
    result->nanoseconds = last - first;
    return 0;
}

static cpu_set_t allowed;

void bare_unpin(void) { sched_setaffinity(0, sizeof allowed, &allowed); }

int bare_spawn_terminal(const char *const *arguments, int columns, int rows, int *terminal) {
    struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};
    pid_t pid = forkpty(terminal, NULL, NULL, &size);
    if (pid < 0) return -errno;
    if (pid == 0) {
        setenv("TERM", "xterm-256color", 1);
        setenv("LC_ALL", "C.UTF-8", 1);
        execv(arguments[0], (char *const *)arguments);
        _exit(127);
    }
    fcntl(*terminal, F_SETFD, FD_CLOEXEC);
    return (int)pid;
}

int bare_pin(void) {
    cpu_set_t one;
    if (CPU_COUNT(&allowed) == 0 && sched_getaffinity(0, sizeof allowed, &allowed) < 0) return -errno;
    for (int cpu = CPU_SETSIZE - 1; cpu >= 0; cpu--) {
        if (!CPU_ISSET(cpu, &allowed)) continue;
        CPU_ZERO(&one);
        CPU_SET(cpu, &one);
        return sched_setaffinity(0, sizeof one, &one) < 0 ? -errno : 0;
    }
    return -EINVAL;
}

int bare_spawn(const char *bptui, const char *log, const char *const *options, const char *target, uint64_t stores) {
    char count[32];
    snprintf(count, sizeof count, "%llu", (unsigned long long)stores);
    pid_t pid = fork();
    if (pid < 0) return -errno;
    if (pid == 0) {
        int null = open("/dev/null", O_RDWR);
        dup2(null, 0);
        dup2(null, 1);
        enum { most = 32 };
        const char *arguments[most] = {bptui, "--batch", "-o", log};
        int used = 4;
        while (*options && used < most - 3) arguments[used++] = *options++;
        arguments[used++] = target;
        arguments[used++] = count;
        arguments[used] = 0;
        execv(bptui, (char *const *)arguments);
        _exit(127);
    }
    return (int)pid;
}
