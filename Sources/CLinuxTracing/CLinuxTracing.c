#define _GNU_SOURCE
#include "CLinuxTracing.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/kcmp.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#define DEBUG_REGISTER(n) ((void *)(offsetof(struct user, u_debugreg) + sizeof(long) * (size_t)(n)))
#define CHECK(call) ((call) < 0 ? -errno : 0)

int clt_seize_options(void) {
    return PTRACE_O_EXITKILL | PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACEEXEC;
}

int clt_seize(int tid, int options) { return CHECK(ptrace(PTRACE_SEIZE, tid, 0, (long)options)); }
int clt_continue(int tid, int signal) { return CHECK(ptrace(PTRACE_CONT, tid, 0, (long)signal)); }
int clt_step(int tid, int signal) { return CHECK(ptrace(PTRACE_SINGLESTEP, tid, 0, (long)signal)); }
int clt_listen(int tid) { return CHECK(ptrace(PTRACE_LISTEN, tid, 0, 0)); }
int clt_interrupt(int tid) { return CHECK(ptrace(PTRACE_INTERRUPT, tid, 0, 0)); }
int clt_detach(int tid, int signal) { return CHECK(ptrace(PTRACE_DETACH, tid, 0, (long)signal)); }

int clt_event_message(int tid, uint64_t *message) {
    unsigned long value = 0;
    int result = CHECK(ptrace(PTRACE_GETEVENTMSG, tid, 0, &value));
    *message = value;
    return result;
}

static int peek(int tid, void *offset, uint64_t *value) {
    errno = 0;
    long word = ptrace(PTRACE_PEEKUSER, tid, offset, 0);
    if (word == -1 && errno) return -errno;
    *value = (uint64_t)word;
    return 0;
}

int clt_peek_debug(int tid, int number, uint64_t *value) { return peek(tid, DEBUG_REGISTER(number), value); }
int clt_poke_debug(int tid, int number, uint64_t value) {
    return CHECK(ptrace(PTRACE_POKEUSER, tid, DEBUG_REGISTER(number), (void *)value));
}

int clt_program_counter(int tid, uint64_t *pc) {
    return peek(tid, (void *)offsetof(struct user, regs.rip), pc);
}
int clt_set_program_counter(int tid, uint64_t pc) {
    return CHECK(ptrace(PTRACE_POKEUSER, tid, offsetof(struct user, regs.rip), (void *)pc));
}

int clt_registers(int tid, uint64_t values[27]) {
    _Static_assert(sizeof(struct user_regs_struct) == 27 * sizeof(uint64_t), "user_regs_struct has 27 registers");
    return CHECK(ptrace(PTRACE_GETREGS, tid, 0, values));
}

int clt_read_trap(int tid, struct clt_trap *trap) {
    siginfo_t info;
    uint64_t status;
    if (ptrace(PTRACE_GETSIGINFO, tid, 0, &info) < 0) return -errno;
    trap->code = info.si_code;
    int result = peek(tid, DEBUG_REGISTER(6), &status);
    if (result < 0) return result;
    trap->status = (uint32_t)status;
    return clt_program_counter(tid, &trap->pc);
}

int clt_has_queued_trap(int tid) {
    for (unsigned shared = 0; shared < 2; shared++) {
        struct __ptrace_peeksiginfo_args args = {.off = 0, .flags = shared ? PTRACE_PEEKSIGINFO_SHARED : 0, .nr = 1};
        siginfo_t info;
        for (; ptrace(PTRACE_PEEKSIGINFO, tid, &args, &info) == 1; args.off++) {
            if (info.si_signo == SIGTRAP && info.si_code >= 1 && info.si_code <= 4) return 1;
        }
    }
    return 0;
}

int clt_wait(int *status, int flags) { return clt_wait_for(-1, status, flags); }

int clt_wait_for(int tid, int *status, int flags) {
    int got = waitpid(tid, status, __WALL | __WNOTHREAD | flags);
    return got < 0 ? -errno : got;
}

static void do_nothing(int signal) { (void)signal; }

int clt_prepare_tracer_thread(void) {
    struct sigaction action = {.sa_handler = do_nothing};
    sigemptyset(&action.sa_mask);
    if (sigaction(SIGRTMIN + 3, &action, NULL) < 0) return -errno;
    sigset_t mask;
    sigfillset(&mask);
    sigdelset(&mask, SIGRTMIN + 3);
    int error = pthread_sigmask(SIG_SETMASK, &mask, NULL);
    return error ? -error : (int)syscall(SYS_gettid);
}

int clt_wake(int tid) { return CHECK((int)syscall(SYS_tgkill, getpid(), tid, SIGRTMIN + 3)); }

static void child_fail(int out, int step) {
    int message[2] = {step, errno};
    if (write(out, message, sizeof message) < 0) _exit(126);
    _exit(127);
}

enum { step_terminal = 1, step_directory, step_personality, step_execute };

static void child(const struct clt_launch *launch, int go, int out, int owns_terminal) {
    // What we ignore or block is our business; the program starts as from a shell.
    struct sigaction plain = {.sa_handler = SIG_DFL};
    for (int signal = 1; signal < NSIG; signal++) sigaction(signal, &plain, NULL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);

    char byte;
    while (read(go, &byte, 1) < 0 && errno == EINTR) {}

    if (launch->terminal == CLT_PATH) {
        if (owns_terminal) {
            setpgid(0, 0);
        } else {
            setsid();
        }
        int fd = open(launch->files[0], O_RDWR | O_NOCTTY);
        if (fd < 0) child_fail(out, step_terminal);
        // Refused for a terminal that is another session's: then it is used for the streams alone.
        if (!owns_terminal) ioctl(fd, TIOCSCTTY, 0);
        for (int n = 0; n < 3; n++) dup2(fd, n);
    } else if (launch->terminal == CLT_FILES) {
        for (int n = 0; n < 3; n++) {
            if (!launch->files[n]) continue;
            int fd = open(launch->files[n], n == 0 ? O_RDONLY : O_WRONLY | O_CREAT | O_TRUNC, 0666);
            if (fd < 0) child_fail(out, step_terminal);
            dup2(fd, n);
        }
    }
    if (launch->directory && chdir(launch->directory) < 0) child_fail(out, step_directory);
    if (!launch->randomizes && personality(ADDR_NO_RANDOMIZE) < 0) {
        // A sandbox may forbid it; the program then runs with its addresses randomized.
    }
    close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
    execve(launch->path, launch->argv, launch->envp);
    child_fail(out, step_execute);
}

int clt_start(const struct clt_launch *launch, int options, const char **failed_step) {
    int go[2], out[2];
    *failed_step = "fork";
    if (pipe2(go, O_CLOEXEC) < 0) return -errno;
    if (pipe2(out, O_CLOEXEC) < 0) {
        int error = errno;
        close(go[0]);
        close(go[1]);
        return -error;
    }
    // A session leader without a terminal (the tracer process) takes the program's terminal itself: were the program its
    // leader, its end would send SIGHUP to the children that were let go.
    int owned = -1;
    if (launch->terminal == CLT_PATH && getsid(0) == getpid()) {
        owned = open(launch->files[0], O_RDWR | O_NOCTTY | O_CLOEXEC);
        if (owned >= 0 && ioctl(owned, TIOCSCTTY, 0) < 0 && tcgetsid(owned) != getpid()) {
            close(owned);
            owned = -1;
        }
    }
    int pid = fork();
    if (pid == 0) {
        close(go[1]);
        child(launch, go[0], out[1], owned >= 0);
    }
    int error = pid < 0 ? errno : 0;
    close(go[0]);
    close(out[1]);
    if (!error && ptrace(PTRACE_SEIZE, pid, 0, (long)options) < 0) {
        error = errno;
        *failed_step = "seize";
    }
    if (!error && owned >= 0) {
        setpgid(pid, pid);
        // SIGTTOU is blocked in the tracer's thread.
        tcsetpgrp(owned, pid);
    }
    if (!error) {
        char byte = 1;
        if (write(go[1], &byte, 1) < 0) error = errno;
        int message[2];
        ssize_t count;
        do count = read(out[0], message, sizeof message);
        while (count < 0 && errno == EINTR);
        if (count == (ssize_t)sizeof message) {
            static const char *const steps[] = {"fork", "terminal", "directory", "personality", "execute"};
            *failed_step = steps[message[0]];
            error = message[1];
        }
    }
    close(go[1]);
    close(out[0]);
    if (owned >= 0) close(owned);
    if (error && pid > 0) {
        kill(pid, SIGKILL);
        int status;
        while (waitpid(pid, &status, __WALL) == pid && WIFSTOPPED(status)) {}
    }
    return error ? -error : pid;
}

int clt_shares_memory(int a, int b) {
    long order = syscall(SYS_kcmp, a, b, KCMP_VM, 0, 0);
    return order < 0 ? -errno : order == 0;
}

int clt_kill(int pid, int signal) { return CHECK(kill(pid, signal)); }

int clt_open_memory(int pid) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/mem", pid);
    int fd = open(path, O_RDWR | O_CLOEXEC);
    return fd < 0 ? -errno : fd;
}

int clt_leave_terminal(void) {
    if (getsid(0) != getpid()) return 0;
    int fd = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (fd < 0) return 0;
    // The hang-up goes to the foreground group, so that is to be ours, and we ignore it.
    signal(SIGHUP, SIG_IGN);
    tcsetpgrp(fd, getpgrp());
    ioctl(fd, TIOCNOTTY, 0);
    close(fd);
    return 0;
}

int clt_open_terminal(char *path, size_t size) {
    int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
    if (master < 0) return -errno;
    if (grantpt(master) < 0 || unlockpt(master) < 0 || ptsname_r(master, path, size) != 0) {
        int error = errno;
        close(master);
        return -error;
    }
    return master;
}

int clt_set_terminal_size(int master, int rows, int columns) {
    struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};
    return CHECK(ioctl(master, TIOCSWINSZ, &size));
}

int clt_eventfd(void) {
    int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    return fd < 0 ? -errno : fd;
}
