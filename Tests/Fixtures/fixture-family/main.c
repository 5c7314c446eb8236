// Children of every kind. A child that lives as it should ends with code 7; the parent then ends with 0.
//   vfork      the child, in the parent's memory, stores 1; then the parent stores 2
//   fork       the child stores 1 into its copy, prints "child lived"; then the parent stores 2
//   fork-many N  N such children, one after another
//   exec       stores 1, then executes itself anew, which stores 3 and ends with 7
//   exec-thread  the same, from a thread that is not the leader
//   spawn      posix_spawn of itself, which stores 3 into its own memory; then the parent stores 2
//   vfork-exec vfork, and the child executes itself, which stores 3; then the parent stores 2
//   clone-vm   a child process by clone(CLONE_VM) stores 1; then the parent stores 2
//   leader     the leader ends first; a thread stores 5 and ends the process with 7
// forks.c has more.
#define _GNU_SOURCE
#include "forks.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

volatile uint64_t counter;
volatile uint32_t a, b;
volatile uint64_t c, d;
extern char **environ;

static void child_stores(void) { counter = 1; }
static void parent_stores(void) { counter = 2; }

int collect(pid_t child)
{
    int status = 0;
    if (child < 0 || waitpid(child, &status, 0) != child) return 1;
    if (WIFSIGNALED(status)) return 100 + WTERMSIG(status);
    return WEXITSTATUS(status) == 7 ? 0 : 2;
}

static int by_vfork(void)
{
    pid_t child = vfork();
    if (child == 0) {
        child_stores();
        _exit(7);
    }
    int result = collect(child);
    parent_stores();
    return result;
}

static int by_fork(void)
{
    pid_t child = fork();
    if (child == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        child_stores();
        (void)!write(1, "child lived\n", 12);
        _exit(7);
    }
    int result = collect(child);
    parent_stores();
    return result;
}

static char *again[] = {"/proc/self/exe", "again", NULL};

static int by_spawn(void)
{
    pid_t child;
    if (posix_spawn(&child, again[0], NULL, NULL, again, environ) != 0) return 1;
    int result = collect(child);
    parent_stores();
    return result;
}

static int by_vfork_exec(void)
{
    pid_t child = vfork();
    if (child == 0) {
        execv(again[0], again);
        _exit(1);
    }
    int result = collect(child);
    parent_stores();
    return result;
}

static int clone_body(void *unused)
{
    (void)unused;
    child_stores();
    return 7;
}

static int by_clone_vm(void)
{
    enum { size = 65536 };
    char *stack = malloc(size);
    int result = collect(clone(clone_body, stack + size, CLONE_VM | SIGCHLD, NULL));
    free(stack);
    parent_stores();
    return result;
}

static void *execute_again(void *unused)
{
    execv(again[0], again);
    return unused;
}

static void *outlive_leader(void *leader)
{
    pthread_join(*(pthread_t *)leader, NULL);
    counter = 5;
    exit(7);
}

int main(int argc, char **argv)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    const char *mode = argc > 1 ? argv[1] : "vfork";
    if (strcmp(mode, "vfork") == 0) return by_vfork();
    if (strcmp(mode, "fork") == 0) return by_fork();
    if (strcmp(mode, "fork-many") == 0) {
        int result = 0;
        for (int i = argc > 2 ? atoi(argv[2]) : 50; i > 0 && result == 0; i--) result = by_fork();
        return result;
    }
    if (strcmp(mode, "spawn") == 0) return by_spawn();
    if (strcmp(mode, "vfork-exec") == 0) return by_vfork_exec();
    if (strcmp(mode, "clone-vm") == 0) return by_clone_vm();
    if (strcmp(mode, "exec") == 0) {
        child_stores();
        execv(again[0], again);
        return 1;
    }
    if (strcmp(mode, "exec-thread") == 0) {
        pthread_t thread;
        child_stores();
        pthread_create(&thread, NULL, execute_again, NULL);
        pthread_join(thread, NULL);
        return 1;
    }
    if (strcmp(mode, "again") == 0) {
        counter = 3;
        return 7;
    }
    if (strcmp(mode, "leader") == 0) {
        static pthread_t leader;
        pthread_t thread;
        leader = pthread_self();
        pthread_create(&thread, NULL, outlive_leader, &leader);
        pthread_exit(NULL);
    }
    return forks_mode(mode, argc, argv);
}
