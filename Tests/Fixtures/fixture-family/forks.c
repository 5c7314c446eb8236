// Children with a copy of the memory, in all forms.
//   fork-stores N M   N children at once; each, and then the parent, adds 1 to counter M times
//   fork-orphan       the parent ends with 3; after that its child stores 5 and ends
//   fork-exec         the child stores 1, then executes the program anew, which stores 3; then the parent stores 2
//   fork-deep         a child of a child stores 3, the child 2, the parent 1
//   fork-thread       a thread of the child stores 1; then the parent stores 2
//   fork-kill         the child dies of SIGKILL after it stored 1; then the parent stores 2
//   fork-vfork        the child's own vfork child stores 1 into the child's memory, then the child 2, then the parent 3
//   fork-wait         the child stores 1 and waits for ever; the parent too
//   clone-plain       clone without flags or a signal: the child stores 1; then the parent stores 2
//   clone-files       the same with CLONE_FILES | CLONE_FS | SIGCHLD
//   clone-vfork       the same with CLONE_VFORK: the parent waits for a copy
//   clone-parent      the same with CLONE_PARENT, from a child, whose sibling it becomes
//   tracer            the child asks to be traced by the parent, which steps it past a stop; then the parent stores 2
//   fork-then-exec    a child waits while the parent stores 1 and executes the program anew, which stores 3
#define _GNU_SOURCE
#include "forks.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void add(int times)
{
    for (int i = 0; i < times; i++) counter++;
}

static pid_t start(void)
{
    pid_t child = fork();
    if (child == 0) prctl(PR_SET_PDEATHSIG, SIGKILL);
    return child;
}

static int by_fork_stores(int count, int stores)
{
    pid_t children[64];
    int result = 0;
    for (int i = 0; i < count; i++) {
        children[i] = start();
        if (children[i] == 0) {
            add(stores);
            _exit(7);
        }
    }
    add(stores);
    for (int i = 0; i < count; i++) result |= collect(children[i]);
    return result;
}

static int by_fork_orphan(void)
{
    pid_t parent = getpid();
    if (fork() == 0) {
        while (getppid() == parent) sched_yield();
        counter = 5;
        _exit(7);
    }
    return 3;
}

static int by_fork_exec(void)
{
    pid_t child = start();
    if (child == 0) {
        counter = 1;
        execl("/proc/self/exe", "/proc/self/exe", "again", NULL);
        _exit(1);
    }
    int result = collect(child);
    counter = 2;
    return result;
}

static int by_fork_deep(void)
{
    pid_t child = start();
    if (child == 0) {
        pid_t grandchild = start();
        if (grandchild == 0) {
            counter = 3;
            _exit(7);
        }
        int result = collect(grandchild);
        counter = 2;
        _exit(result == 0 ? 7 : 1);
    }
    int result = collect(child);
    counter = 1;
    return result;
}

static void *store_one(void *unused)
{
    counter = 1;
    return unused;
}

static int by_fork_thread(void)
{
    pid_t child = start();
    if (child == 0) {
        pthread_t thread;
        pthread_create(&thread, NULL, store_one, NULL);
        pthread_join(thread, NULL);
        _exit(7);
    }
    int result = collect(child);
    counter = 2;
    return result;
}

static int by_fork_kill(void)
{
    pid_t child = start();
    if (child == 0) {
        counter = 1;
        raise(SIGKILL);
    }
    int result = collect(child);
    counter = 2;
    return result == 100 + SIGKILL ? 0 : 1;
}

static int by_fork_vfork(void)
{
    pid_t child = start();
    if (child == 0) {
        pid_t grandchild = vfork();
        if (grandchild == 0) {
            counter = 1;
            _exit(7);
        }
        int result = collect(grandchild);
        counter = 2;
        _exit(result == 0 ? 7 : 1);
    }
    int result = collect(child);
    counter = 3;
    return result;
}

static int by_fork_wait(void)
{
    pid_t child = start();
    if (child == 0) counter = 1;
    while (1) pause();
}

static int by_clone(long flags)
{
    long child = syscall(SYS_clone, flags, NULL, NULL, NULL, NULL);
    if (child == 0) {
        counter = 1;
        syscall(SYS_exit_group, 7);
    }
    int status = 0;
    if (waitpid(child, &status, __WALL) != child || WEXITSTATUS(status) != 7) return 1;
    counter = 2;
    return 0;
}

static int by_clone_parent(void)
{
    pid_t child = start();
    if (child == 0) {
        long sibling = syscall(SYS_clone, CLONE_PARENT | SIGCHLD, NULL, NULL, NULL, NULL);
        if (sibling == 0) {
            counter = 1;
            syscall(SYS_exit_group, 7);
        }
        _exit(7);
    }
    int result = 0;
    for (int i = 0; i < 2; i++) {
        int status = 0;
        if (wait(&status) < 0 || WEXITSTATUS(status) != 7) result = 1;
    }
    counter = 2;
    return result;
}

static int by_tracer(void)
{
    pid_t child = start();
    if (child == 0) {
        if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0) _exit(1);
        raise(SIGSTOP);
        counter = 1;
        _exit(7);
    }
    int status = 0;
    if (waitpid(child, &status, 0) != child || !WIFSTOPPED(status)) return 3;
    if (ptrace(PTRACE_CONT, child, NULL, NULL) != 0) return 4;
    int result = collect(child);
    counter = 2;
    return result;
}

static int by_fork_then_exec(void)
{
    if (start() == 0) {
        while (1) pause();
    }
    counter = 1;
    execl("/proc/self/exe", "/proc/self/exe", "again", NULL);
    return 1;
}

int forks_mode(const char *mode, int argc, char **argv)
{
    if (strcmp(mode, "fork-stores") == 0 && argc > 3) return by_fork_stores(atoi(argv[2]), atoi(argv[3]));
    if (strcmp(mode, "fork-orphan") == 0) return by_fork_orphan();
    if (strcmp(mode, "fork-exec") == 0) return by_fork_exec();
    if (strcmp(mode, "fork-deep") == 0) return by_fork_deep();
    if (strcmp(mode, "fork-thread") == 0) return by_fork_thread();
    if (strcmp(mode, "fork-kill") == 0) return by_fork_kill();
    if (strcmp(mode, "fork-vfork") == 0) return by_fork_vfork();
    if (strcmp(mode, "fork-wait") == 0) return by_fork_wait();
    if (strcmp(mode, "clone-plain") == 0) return by_clone(0);
    if (strcmp(mode, "clone-files") == 0) return by_clone(CLONE_FILES | CLONE_FS | SIGCHLD);
    if (strcmp(mode, "clone-vfork") == 0) return by_clone(CLONE_VFORK | SIGCHLD);
    if (strcmp(mode, "clone-parent") == 0) return by_clone_parent();
    if (strcmp(mode, "tracer") == 0) return by_tracer();
    if (strcmp(mode, "fork-then-exec") == 0) return by_fork_then_exec();
    return 64;
}
