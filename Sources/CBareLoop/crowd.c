#define _GNU_SOURCE
#include "CBareLoop.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
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

int bare_crowd_start(const char *path, int threads, uint64_t stores, struct bare_crowd *crowd) {
    int told[2], go[2];
    if (pipe2(told, O_CLOEXEC) < 0) return -errno;
    if (pipe2(go, O_CLOEXEC) < 0) {
        close(told[0]), close(told[1]);
        return -errno;
    }
    pid_t pid = fork();
    if (pid == 0) {
        char count[32], each[32];
        snprintf(count, sizeof count, "%d", threads);
        snprintf(each, sizeof each, "%llu", (unsigned long long)stores);
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        dup2(go[0], 0);
        dup2(told[1], 1);
        execl(path, path, "crowd", count, each, (char *)0);
        _exit(127);
    }
    int error = pid < 0 ? errno : 0;
    close(told[1]), close(go[0]);
    if (!error && read(told[0], &crowd->address, sizeof crowd->address) != sizeof crowd->address) error = EIO;
    close(told[0]);
    crowd->pid = (int)pid;
    crowd->go = go[1];
    if (error) bare_crowd_end(crowd);
    return -error;
}

void bare_crowd_release(const struct bare_crowd *crowd) { (void)!write(crowd->go, "", 1); }

void bare_crowd_end(struct bare_crowd *crowd) {
    close(crowd->go);
    if (crowd->pid <= 0) return;
    kill(crowd->pid, SIGKILL);
    // Its threads are ours to bury as well while we trace them, and the leader comes last.
    pid_t found;
    do found = waitpid(-1, 0, __WALL | __WNOTHREAD);
    while (found != crowd->pid && !(found < 0 && errno == ECHILD));
    crowd->pid = 0;
}

/// Seizes every thread that was not there before. Returns how many are known, or -errno.
static int seize_new(int pid, int *tids, int count, int capacity) {
    char name[64];
    snprintf(name, sizeof name, "/proc/%d/task", pid);
    DIR *tasks = opendir(name);
    if (!tasks) return -errno;
    const int before = count;
    const struct dirent *entry;
    while ((entry = readdir(tasks)) && count < capacity) {
        int tid = atoi(entry->d_name), known = 0;
        // They are listed in the order of their birth: the newest known one is met last.
        for (int i = 0; i < before && !known; i++) known = tids[i] == tid;
        if (tid <= 0 || known) continue;
        if (ptrace(PTRACE_SEIZE, tid, 0, 0) == 0) tids[count++] = tid;
    }
    closedir(tasks);
    return count;
}

/// Returns the number of threads, or -errno.
static int arm(int pid, uint64_t address) {
    enum { capacity = 4096 };
    static int tids[capacity];
    int count = 0, seen;
    do {
        seen = count;
        count = seize_new(pid, tids, count, capacity);
    } while (count > seen && seen == 0);
    if (count <= 0) return count < 0 ? count : -ESRCH;
    for (int i = 0; i < count; i++) ptrace(PTRACE_INTERRUPT, tids[i], 0, 0);
    for (int i = 0; i < count; i++) {
        int status;
        pid_t tid = waitpid(-1, &status, __WALL | __WNOTHREAD);
        if (tid < 0) return -errno;
        if (!WIFSTOPPED(status)) return -ESRCH;
        tids[i] = tid;
    }
    for (int i = 0; i < count; i++) {
        if (ptrace(PTRACE_POKEUSER, tids[i], offsetof(struct user, u_debugreg[0]), address) < 0) return -errno;
        if (ptrace(PTRACE_POKEUSER, tids[i], offsetof(struct user, u_debugreg[7]), 0x90401UL) < 0) return -errno;
    }
    for (int i = 0; i < count; i++) ptrace(PTRACE_CONT, tids[i], 0, 0);
    return count;
}

int bare_crowd_attach(const struct bare_crowd *crowd, uint64_t *nanoseconds) {
    uint64_t start = now();
    int count = arm(crowd->pid, crowd->address);
    *nanoseconds = now() - start;
    return count;
}

int bare_crowd_hits(const struct bare_crowd *crowd, struct bare_loop_result *result) {
    int count = arm(crowd->pid, crowd->address);
    if (count < 0) return count;
    char name[64];
    snprintf(name, sizeof name, "/proc/%d/mem", crowd->pid);
    int memory = open(name, O_RDONLY | O_CLOEXEC);
    if (memory < 0) return -errno;
    bare_crowd_release(crowd);
    struct user_regs_struct registers;
    volatile uint64_t value = 0;
    uint64_t first = 0, last = 0, hits = 0;
    int error = 0;
    while (!error) {
        int status;
        pid_t tid = waitpid(-1, &status, __WALL | __WNOTHREAD);
        if (tid < 0) error = errno;
        else if (!WIFSTOPPED(status)) {
            if (tid == crowd->pid) break;
        } else {
            long dr6 = ptrace(PTRACE_PEEKUSER, tid, offsetof(struct user, u_debugreg[6]), 0);
            ptrace(PTRACE_GETREGS, tid, 0, &registers);
            if (pread(memory, (void *)&value, sizeof value, (off_t)crowd->address) != sizeof value) error = EIO;
            if ((dr6 & 1) || WSTOPSIG(status) == SIGTRAP) {
                last = now();
                if (hits++ == 0) first = last;
            }
            ptrace(PTRACE_CONT, tid, 0, 0);
        }
    }
    close(memory);
    result->hits = hits;
    result->nanoseconds = last - first;
    return -error;
}
