#define _GNU_SOURCE
#include "CHardwareProof.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#define CLEARED 0xffff0ff0UL
#define DEBUG_REGISTER(n) ((void *)offsetof(struct user, u_debugreg[n]))

static volatile long cells[4] __attribute__((aligned(32)));
static volatile long sink;

// Functions with bodies of their own, so that no linker folds them into one address.
__attribute__((noinline)) static void call_0(void) { sink = 10; }
__attribute__((noinline)) static void call_1(void) { sink = 11; }
__attribute__((noinline)) static void call_2(void) { sink = 12; }
__attribute__((noinline)) static void call_3(void) { sink = 13; }
static void (*const calls[4])(void) = {call_0, call_1, call_2, call_3};

static void stop_self(void) { syscall(SYS_kill, syscall(SYS_getpid), SIGSTOP); }

static void child(pid_t parent) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    // A parent that died before that line would leave this to init, which would trace it and never let it go on.
    if (getppid() != parent) _exit(1);
    if (ptrace(PTRACE_TRACEME, 0, 0, 0) < 0) _exit(1);
    // Whatever happens to the parent, this ends.
    alarm(2);
    stop_self();
    for (int n = 0; n < 4; n++) cells[n] = n + 1;
    stop_self();
    for (int n = 0; n < 4; n++) sink = cells[n];
    stop_self();
    for (int n = 0; n < 4; n++) calls[n]();
    _exit(0);
}

static int fail(struct chp_result *result, const char *step) {
    if (!result->failed_step) {
        result->failed_step = step;
        result->failed_errno = errno;
    }
    return -1;
}

static int poke(pid_t pid, int n, unsigned long value) {
    return ptrace(PTRACE_POKEUSER, pid, DEBUG_REGISTER(n), (void *)value) < 0 ? -1 : 0;
}

/// Arms the four slots for one access: DR7 off, the addresses, DR7 on.
static int arm(pid_t pid, int access, struct chp_result *result) {
    unsigned long control = 1UL << 10;
    if (access > 0 && poke(pid, 7, control) < 0) return fail(result, "clearing DR7");
    for (int n = 0; n < 4; n++) {
        unsigned long address = access == CHP_CALL ? (unsigned long)calls[n] : (unsigned long)&cells[n];
        static const unsigned long condition[] = {0x9, 0xb, 0x0};  // write 8, read/write 8, execute
        if (poke(pid, n, address) < 0) return fail(result, "writing a debug address register");
        control |= 1UL << (2 * n) | condition[access] << (16 + 4 * n);
    }
    if (poke(pid, 7, control) < 0) return fail(result, "writing DR7");
    return 0;
}

static int wait_for(pid_t pid, int *status) {
    pid_t got;
    do got = waitpid(pid, status, __WALL);
    while (got < 0 && errno == EINTR);
    return got == pid ? 0 : -1;
}

/// Lets the child make its four accesses, up to its next stop of its own. Returns 1 when it has ended instead.
static int watch(pid_t pid, int access, struct chp_result *result) {
    int seen = 0;
    for (;;) {
        int status;
        if (ptrace(PTRACE_CONT, pid, 0, 0) < 0) return fail(result, "continuing the child");
        if (wait_for(pid, &status) < 0) return fail(result, "waiting for the child");
        if (!WIFSTOPPED(status)) return 1;
        if (WSTOPSIG(status) == SIGSTOP) return 0;
        if (WSTOPSIG(status) != SIGTRAP) {
            errno = 0;
            return fail(result, "a signal in the child");
        }
        errno = 0;
        long value = ptrace(PTRACE_PEEKUSER, pid, DEBUG_REGISTER(6), 0);
        if (value == -1 && errno) return fail(result, "reading DR6");
        poke(pid, 6, CLEARED);
        // The accesses come in the order of the slots; one that did not trap is passed over.
        int named = -1;
        for (int n = seen; n < 4; n++) {
            if (value & (1L << n)) {
                named = n;
                break;
            }
        }
        int slot = named >= 0 ? named : seen;
        if (slot > 3) continue;
        result->status[access][slot] = (unsigned long)value;
        result->verdict[access][slot] = (value & 0xf) == (1L << slot) ? CHP_PROVEN : CHP_WRONG_STATUS;
        seen = slot + 1;
    }
}

void chp_prove(struct chp_result *result) {
    memset(result, 0, sizeof *result);
    pid_t parent = getpid();
    pid_t pid = fork();
    if (pid < 0) {
        fail(result, "starting a child");
        return;
    }
    if (pid == 0) child(parent);
    int status;
    int ended = 0;
    if (wait_for(pid, &status) < 0 || !WIFSTOPPED(status)) {
        errno = EPERM;
        fail(result, "tracing a child (PTRACE_TRACEME)");
        ended = !WIFSTOPPED(status);
    }
    for (int access = 0; access < 3 && !result->failed_step && !ended; access++) {
        if (arm(pid, access, result) < 0) {
            for (int n = 0; n < 4; n++) result->verdict[access][n] = CHP_REFUSED;
            break;
        }
        for (int n = 0; n < 4; n++) result->verdict[access][n] = CHP_SILENT;
        ended = watch(pid, access, result) != 0;
    }
    if (!ended || result->failed_step) {
        kill(pid, SIGKILL);
        while (wait_for(pid, &status) == 0 && WIFSTOPPED(status)) {}
    }
}
