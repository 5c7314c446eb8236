#define _GNU_SOURCE
#include "CLinuxTracing.h"
#include "options.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/personality.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef CLOSE_RANGE_CLOEXEC
#define CLOSE_RANGE_CLOEXEC (1U << 2)
#endif

struct report {
    int32_t stage;
    int32_t error;
};

// From here to exec only async-signal-safe calls: the caller has threads.

static void fail(int report, int32_t stage)
{
    struct report message = {stage, errno};
    (void)!write(report, &message, sizeof message);
    _exit(127);
}

/// A descriptor of the caller's for names like /dev/stderr and /dev/fd/3; -1 for every other name. Opening such a name
/// anew would truncate a file and fails for a socket.
static int own_descriptor(const char *path)
{
    if (strcmp(path, "/dev/stdin") == 0) return 0;
    if (strcmp(path, "/dev/stdout") == 0) return 1;
    if (strcmp(path, "/dev/stderr") == 0) return 2;
    const char *prefix = "/dev/fd/";
    if (strncmp(path, prefix, strlen(prefix)) != 0) return -1;
    int number = 0;
    const char *digit = path + strlen(prefix);
    if (*digit == 0) return -1;
    for (; *digit != 0; digit++) {
        if (*digit < '0' || *digit > '9' || number > 1 << 20) return -1;
        number = number * 10 + (*digit - '0');
    }
    return number;
}

/// Opens a stream's file at a descriptor above the three streams, so that setting up one never closes another's.
static int open_stream(const char *path, int flags)
{
    int own = own_descriptor(path);
    if (own >= 0) return fcntl(own, F_DUPFD_CLOEXEC, 3);
    int opened = open(path, flags | O_NOCTTY | O_CLOEXEC, 0666);
    if (opened < 0 || opened > 2) return opened;
    return fcntl(opened, F_DUPFD_CLOEXEC, 3);
}

static void set_up_files(const struct bt_launch *launch, int report)
{
    const int32_t stages[3] = {bt_stage_input, bt_stage_output, bt_stage_error};
    int streams[3] = {-1, -1, -1};
    if (launch->input && (streams[0] = open_stream(launch->input, O_RDONLY)) < 0) fail(report, bt_stage_input);
    const int writing = O_WRONLY | O_CREAT | O_TRUNC;
    if (launch->output && (streams[1] = open_stream(launch->output, writing)) < 0) fail(report, bt_stage_output);
    if (launch->error) {
        // One file for both keeps one offset, as 2>&1 does.
        int same = launch->output && strcmp(launch->output, launch->error) == 0;
        streams[2] = same ? fcntl(streams[1], F_DUPFD_CLOEXEC, 3) : open_stream(launch->error, writing);
        if (streams[2] < 0) fail(report, bt_stage_error);
    }
    for (int i = 0; i < 3; i++)
        if (streams[i] >= 0 && dup2(streams[i], i) < 0) fail(report, stages[i]);
}

static void set_up_terminal(const struct bt_launch *launch, int report)
{
    if (!launch->is_controlling) setsid();
    int terminal = open(launch->terminal, O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (terminal < 0) fail(report, bt_stage_terminal);
    if (launch->is_controlling) {
        // From a process group in the background tcsetpgrp raises SIGTTOU, unless it is blocked.
        sigset_t mask, before;
        sigemptyset(&mask);
        sigaddset(&mask, SIGTTOU);
        sigprocmask(SIG_BLOCK, &mask, &before);
        setpgid(0, 0);
        tcsetpgrp(terminal, getpid());
        sigprocmask(SIG_SETMASK, &before, NULL);
    } else {
        // Refused for a terminal that another session has: then it serves as plain streams.
        ioctl(terminal, TIOCSCTTY, 0);
    }
    for (int i = 0; i < 3; i++)
        if (dup2(terminal, i) < 0) fail(report, bt_stage_terminal);
}

static void become_target(const struct bt_launch *launch, int go, int report)
{
    for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    // Seized before anything else happens, so that no tracer's death can leave it behind.
    char byte;
    if (read(go, &byte, 1) != 1) _exit(127);
    // Containers may forbid it; the program then runs with random addresses.
    if (!launch->randomizes) personality(ADDR_NO_RANDOMIZE);
    if (launch->terminal) set_up_terminal(launch, report);
    set_up_files(launch, report);
    if (launch->directory && chdir(launch->directory) != 0) fail(report, bt_stage_directory);
    syscall(SYS_close_range, 3U, ~0U, CLOSE_RANGE_CLOEXEC);
    bt_restore_oom_score();
    execve(launch->path, launch->arguments, launch->environment);
    fail(report, bt_stage_execute);
}

/// Lets the child run until its exec. Returns 0, or -errno with the stage.
static int32_t run_to_exec(pid_t child, int report, int32_t *stage)
{
    for (;;) {
        int32_t status = 0;
        int32_t result = bt_wait_for(child, &status);
        if (result < 0) return result;
        if (!WIFSTOPPED(status)) {
            struct report message = {bt_stage_execute, EIO};
            (void)!read(report, &message, sizeof message);
            *stage = message.stage;
            return -message.error;
        }
        int event = status >> 16;
        if (event == PTRACE_EVENT_EXEC) return 0;
        bt_continue(child, event == 0 ? WSTOPSIG(status) : 0);
    }
}

int32_t bt_launch(const struct bt_launch *launch, int32_t *stage)
{
    int go[2], report[2];
    *stage = bt_stage_fork;
    if (pipe2(go, O_CLOEXEC) != 0) return -errno;
    if (pipe2(report, O_CLOEXEC) != 0) {
        int32_t result = -errno;
        close(go[0]), close(go[1]);
        return result;
    }
    pid_t child = fork();
    if (child == 0) {
        close(go[1]), close(report[0]);
        become_target(launch, go[0], report[1]);
    }
    int32_t result = child < 0 ? -errno : 0;
    close(go[0]), close(report[1]);
    if (child > 0) {
        const long options = PTRACE_O_EXITKILL | trace_options;
        *stage = bt_stage_seize;
        if (ptrace(PTRACE_SEIZE, child, NULL, (void *)options) != 0) result = -errno;
        if (result == 0 && write(go[1], "", 1) != 1) result = -errno;
        if (result == 0) {
            *stage = bt_stage_execute;
            result = run_to_exec(child, report[0], stage);
        } else {
            int32_t status;
            kill(child, SIGKILL);
            do
                if (bt_wait_for(child, &status) < 0) break;
            while (WIFSTOPPED(status) && (bt_continue(child, 0), 1));
        }
    }
    close(go[1]), close(report[0]);
    return result < 0 ? result : child;
}
