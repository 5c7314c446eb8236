#define _GNU_SOURCE
#include "CLinuxTracing.h"
#include "wake.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/kcmp.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

// MARK: Processes and threads

/// What a child's own registers say of the clone that made it: they are its parent's at the call.
static int32_t was_cloned_with_memory(int32_t child)
{
    enum { rdi = 14, orig_rax = 15 };
    const uint64_t clone_vm = 0x100;
    uint64_t registers[27];
    int32_t result = bt_read_registers(child, registers);
    if (result < 0) return result;
    uint64_t flags = 0;
    switch (registers[orig_rax]) {
    case SYS_vfork: return 1;
    case SYS_clone: flags = registers[rdi]; break;
    case SYS_clone3: {
        int32_t memory = bt_open_memory(child);
        if (memory < 0) return memory;
        int64_t count = bt_read_memory(memory, registers[rdi], &flags, sizeof flags);
        close(memory);
        if (count < 0) return (int32_t)count;
        break;
    }
    default: break;
    }
    return (flags & clone_vm) != 0;
}

int32_t bt_shares_memory(int32_t tid, int32_t child)
{
    long order = syscall(SYS_kcmp, (pid_t)tid, (pid_t)child, KCMP_VM, 0UL, 0UL);
    if (order >= 0) return order == 0;
    // Kernels without CONFIG_KCMP, and sandboxes.
    return was_cloned_with_memory(child);
}

int32_t bt_is_thread_of(int32_t pid, int32_t tid) { return syscall(SYS_tgkill, pid, tid, 0) == 0; }

static int32_t status_field(int32_t tid, const char *name)
{
    char path[64], text[1024];
    snprintf(path, sizeof path, "/proc/%d/status", tid);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return -errno;
    ssize_t count = read(file, text, sizeof text - 1);
    int32_t error = errno;
    close(file);
    if (count < 0) return -error;
    text[count] = 0;
    const char *found = strstr(text, name);
    return found ? atoi(found + strlen(name)) : -ENOENT;
}

int32_t bt_process_of(int32_t tid) { return status_field(tid, "\nTgid:"); }
int32_t bt_parent_of(int32_t tid) { return status_field(tid, "\nPPid:"); }
int32_t bt_kill(int32_t pid, int32_t signal) { return kill(pid, signal) != 0 ? -errno : 0; }

int32_t bt_executable(int32_t pid, char *path, size_t size)
{
    char link[64];
    snprintf(link, sizeof link, "/proc/%d/exe", pid);
    ssize_t count = readlink(link, path, size - 1);
    if (count < 0) return -errno;
    path[count] = 0;
    return (int32_t)count;
}

int32_t bt_find_mapping(int32_t pid, uint64_t address, struct bt_mapping *mapping)
{
    char path[64], line[512];
    snprintf(path, sizeof path, "/proc/%d/maps", pid);
    FILE *file = fopen(path, "re");
    if (!file) return -errno;
    int32_t result = -ENOENT;
    int is_start = 1;
    while (result < 0 && fgets(line, sizeof line, file)) {
        unsigned long long start, end;
        char rights[5];
        // A name may be longer than the line that it stands in.
        if (is_start && sscanf(line, "%llx-%llx %4s", &start, &end, rights) == 3 && start <= address && address < end) {
            *mapping = (struct bt_mapping){start, end, rights[2] == 'x'};
            result = 0;
        }
        is_start = strchr(line, '\n') != NULL;
    }
    fclose(file);
    return result;
}

int32_t bt_open_memory(int32_t pid)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/mem", pid);
    int file = open(path, O_RDWR | O_CLOEXEC);
    return file < 0 ? -errno : file;
}

int64_t bt_read_memory(int32_t memory, uint64_t address, void *bytes, size_t count)
{
    ssize_t result = pread(memory, bytes, count, (off_t)address);
    return result < 0 ? -errno : result;
}

int64_t bt_write_memory(int32_t memory, uint64_t address, const void *bytes, size_t count)
{
    ssize_t result = pwrite(memory, bytes, count, (off_t)address);
    return result < 0 ? -errno : result;
}

// MARK: The tracer's thread

int32_t bt_wake_signal(void) { return SIGRTMIN + 3; }
_Thread_local volatile sig_atomic_t bt_was_woken;
static void on_wake(int signal)
{
    (void)signal;
    bt_was_woken = 1;
}

int32_t bt_accept_wake(void)
{
    struct sigaction action = {.sa_handler = on_wake};
    sigemptyset(&action.sa_mask);
    if (sigaction(bt_wake_signal(), &action, NULL) != 0) return -errno;
    sigset_t mask;
    sigemptyset(&mask);
    sigaddset(&mask, bt_wake_signal());
    return -pthread_sigmask(SIG_UNBLOCK, &mask, NULL);
}

int32_t bt_thread_start(void *(*body)(void *), void *context, uint64_t *thread)
{
    sigset_t mask, before;
    sigfillset(&mask);
    // Each stop of a tracee sends SIGCHLD to this thread. Where it is not blocked it is ignored at once; blocked, it
    // would be given to another thread and wake that at every hit, for 2 µs.
    const int open[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGCHLD};
    for (size_t i = 0; i < sizeof open / sizeof *open; i++) sigdelset(&mask, open[i]);
    // The new thread starts with the maker's mask.
    pthread_sigmask(SIG_SETMASK, &mask, &before);
    pthread_t made;
    int error = pthread_create(&made, NULL, body, context);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    *thread = (uint64_t)made;
    return -error;
}

int32_t bt_prefer_latency(void)
{
    // sched_setattr(2); glibc 2.36 has no wrapper.
    struct {
        uint32_t size, policy;
        uint64_t flags;
        int32_t nice;
        uint32_t priority;
        uint64_t runtime, deadline, period;
    } attributes = {.size = sizeof attributes, .flags = 1 /* SCHED_FLAG_RESET_ON_FORK */, .runtime = 100000};
    attributes.nice = getpriority(PRIO_PROCESS, (id_t)bt_current_thread());
    return syscall(SYS_sched_setattr, 0, &attributes, 0U) != 0 ? -errno : 0;
}

int32_t bt_thread_join(uint64_t thread) { return -pthread_join((pthread_t)thread, NULL); }
int32_t bt_current_thread(void) { return (int32_t)syscall(SYS_gettid); }

int32_t bt_wake(int32_t thread)
{
    return syscall(SYS_tgkill, getpid(), thread, bt_wake_signal()) != 0 ? -errno : 0;
}

void bt_yield(int32_t microseconds)
{
    if (microseconds == 0) {
        sched_yield();
        return;
    }
    struct timespec pause = {0, (long)microseconds * 1000};
    nanosleep(&pause, NULL);
}

uint64_t bt_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

// MARK: Descriptors

int32_t bt_event_open(void)
{
    int descriptor = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    return descriptor < 0 ? -errno : descriptor;
}

int32_t bt_event_set(int32_t descriptor)
{
    uint64_t one = 1;
    return write(descriptor, &one, sizeof one) < 0 ? -errno : 0;
}

int32_t bt_event_clear(int32_t descriptor)
{
    uint64_t value;
    return read(descriptor, &value, sizeof value) < 0 ? -errno : 0;
}

int32_t bt_wait_readable(int32_t descriptor, int32_t milliseconds)
{
    struct pollfd entry = {.fd = descriptor, .events = POLLIN};
    int count = poll(&entry, 1, milliseconds);
    return count < 0 ? -errno : count;
}

int32_t bt_close(int32_t descriptor) { return close(descriptor) != 0 ? -errno : 0; }

// MARK: Terminals

int32_t bt_pty_open(char *path, size_t size)
{
    int master = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (master < 0) return -errno;
    int error = 0;
    if (grantpt(master) != 0 || unlockpt(master) != 0) error = errno;
    else error = ptsname_r(master, path, size);
    if (error == 0) return master;
    close(master);
    return -error;
}

int32_t bt_terminal_resize(int32_t descriptor, int32_t columns, int32_t rows)
{
    struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};
    return ioctl(descriptor, TIOCSWINSZ, &size) != 0 ? -errno : 0;
}

int64_t bt_read(int32_t descriptor, void *bytes, size_t count)
{
    ssize_t result;
    do
        result = read(descriptor, bytes, count);
    while (result < 0 && errno == EINTR);
    // EIO is how a pty master says that no slave is open.
    if (result < 0) return errno == EIO ? 0 : -errno;
    return result;
}

int64_t bt_write(int32_t descriptor, const void *bytes, size_t count)
{
    ssize_t result;
    do
        result = write(descriptor, bytes, count);
    while (result < 0 && errno == EINTR);
    return result < 0 ? -errno : result;
}

int32_t bt_terminal_take(const char *path)
{
    if (getsid(0) != getpid()) return -EPERM;
    int terminal = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (terminal < 0) return -errno;
    if (ioctl(terminal, TIOCSCTTY, 0) == 0) return terminal;
    int error = errno;
    close(terminal);
    return -error;
}

int32_t bt_terminal_release(int32_t descriptor)
{
    // tcsetpgrp from the background raises SIGTTOU, and giving the terminal up sends SIGHUP and SIGCONT to its
    // foreground group, which is our own by then. SIGHUP stays ignored: where a thread blocks it, it is still to come.
    struct sigaction ignore = {.sa_handler = SIG_IGN}, output;
    sigemptyset(&ignore.sa_mask);
    sigaction(SIGHUP, &ignore, NULL);
    sigaction(SIGTTOU, &ignore, &output);
    int32_t result = 0;
    if (tcsetpgrp(descriptor, getpgrp()) != 0) result = -errno;
    if (ioctl(descriptor, TIOCNOTTY) != 0 && result == 0) result = -errno;
    sigaction(SIGTTOU, &output, NULL);
    close(descriptor);
    return result;
}
