#define _GNU_SOURCE
#include "CTracerProcess.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <unistd.h>

int ctp_shared_memory(size_t size) {
    int fd = memfd_create("bptui-hits", MFD_CLOEXEC);
    if (fd < 0) return -errno;
    if (ftruncate(fd, (off_t)size) < 0) {
        int error = errno;
        close(fd);
        return -error;
    }
    return fd;
}

int ctp_become_tracer(const char *name) {
    static const int ignored[] = {SIGINT, SIGQUIT, SIGHUP, SIGTERM, SIGPIPE, SIGTSTP, SIGTTIN, SIGTTOU, SIGUSR1, SIGUSR2};
    if (prctl(PR_SET_NAME, name, 0, 0, 0) < 0) return -errno;
    for (size_t i = 0; i < sizeof ignored / sizeof *ignored; i++) {
        if (signal(ignored[i], SIG_IGN) == SIG_ERR) return -errno;
    }
    // The front may have been started with anything blocked.
    sigset_t none;
    sigemptyset(&none);
    if (sigprocmask(SIG_SETMASK, &none, NULL) < 0) return -errno;
    return 0;
}

int ctp_spawn(const char *executable, char *const argv[], const int *sources, int count) {
    enum { most = 16 };
    if (count < 0 || count > most) return -EINVAL;
    // Sources are first moved above every target, so that no dup2 overwrites one that is still needed.
    int high[most];
    int error = 0;
    for (int i = 0; i < count; i++) {
        high[i] = sources[i] < 0 ? -1 : fcntl(sources[i], F_DUPFD_CLOEXEC, most);
        if (sources[i] >= 0 && high[i] < 0) error = errno;
    }
    pid_t pid = -1;
    if (!error) {
        pid = fork();
        if (pid < 0) error = errno;
    }
    if (pid == 0) {
        setsid();
        for (int i = 0; i < count; i++) {
            if (high[i] < 0) close(i);
            else if (dup2(high[i], i) < 0) _exit(127);
        }
        close_range((unsigned)count, ~0U, 0);
        execv(executable, argv);
        _exit(127);
    }
    for (int i = 0; i < count; i++) {
        if (high[i] >= 0) close(high[i]);
    }
    return error ? -error : (int)pid;
}

int ctp_set_close_on_exec(int fd, int close_on_exec) {
    return fcntl(fd, F_SETFD, close_on_exec ? FD_CLOEXEC : 0) < 0 ? -errno : 0;
}

int ctp_signal_descriptor(const sigset_t *set) {
    int fd = signalfd(-1, set, SFD_CLOEXEC | SFD_NONBLOCK);
    return fd < 0 ? -errno : fd;
}

int ctp_take_signal(int fd) {
    struct signalfd_siginfo info;
    ssize_t count = read(fd, &info, sizeof info);
    return count == (ssize_t)sizeof info ? (int)info.ssi_signo : 0;
}
