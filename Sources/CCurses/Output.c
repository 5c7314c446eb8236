#define _GNU_SOURCE
#include "CCurses.h"
#include "Output.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

/// What ncurses writes goes into a pipe, and from there to the terminal on a thread of its own: a terminal that takes its
/// time, or none at all (Ctrl-S), holds nobody else up. ncurses' descriptor is exchanged behind its back, since it writes
/// to the number and knows nothing else of it; for the terminal's modes it gets the terminal back for a moment.
static int queue[2] = {-1, -1};
/// ncurses' descriptor, the terminal as it had it, and the terminal as the thread has it, which never waits in a write.
static int lent = -1, kept = -1, terminal = -1;
static pthread_t writer;
static atomic_int is_writing, is_discarding, is_leaving;
static atomic_ulong written;

static void put(const char *bytes, ssize_t count) {
    while (count > 0 && !atomic_load(&is_discarding)) {
        ssize_t done = write(terminal, bytes, (size_t)count);
        if (done > 0) {
            bytes += done;
            count -= done;
            atomic_fetch_add(&written, (unsigned long)done);
        } else if (errno == EAGAIN) {
            struct pollfd room = {.fd = terminal, .events = POLLOUT};
            poll(&room, 1, 100);
        } else if (errno != EINTR) {
            // The terminal is gone.
            return;
        }
    }
}

static void *run(void *unused) {
    char bytes[16384];
    while (1) {
        struct pollfd some = {.fd = queue[0], .events = POLLIN};
        if (poll(&some, 1, -1) < 0) continue;
        // Before the queue is seen empty.
        atomic_store(&is_writing, 1);
        ssize_t count = read(queue[0], bytes, sizeof bytes);
        if (count > 0) put(bytes, count);
        atomic_store(&is_writing, 0);
        if (count == 0 || atomic_load(&is_leaving)) return unused;
    }
}

int cc_start_output(int descriptor) {
    if (lent >= 0) return -EBUSY;
    terminal = open("/dev/tty", O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    kept = fcntl(descriptor, F_DUPFD_CLOEXEC, 3);
    if (terminal >= 0 && kept >= 0 && pipe2(queue, O_CLOEXEC) == 0) {
        // A whole frame finds room.
        fcntl(queue[1], F_SETPIPE_SZ, 1 << 20);
        atomic_store(&is_discarding, 0);
        atomic_store(&is_leaving, 0);
        sigset_t all, before;
        sigfillset(&all);
        pthread_sigmask(SIG_SETMASK, &all, &before);
        int failure = pthread_create(&writer, NULL, run, NULL);
        pthread_sigmask(SIG_SETMASK, &before, NULL);
        if (failure == 0 && dup3(queue[1], descriptor, O_CLOEXEC) >= 0) {
            lent = descriptor;
            return 0;
        }
        if (failure == 0) {
            close(queue[1]);
            pthread_join(writer, NULL);
        } else {
            close(queue[1]);
        }
        close(queue[0]);
        queue[0] = queue[1] = -1;
    }
    int failure = errno;
    if (terminal >= 0) close(terminal);
    if (kept >= 0) close(kept);
    terminal = kept = -1;
    return -failure;
}

int cc_output_pending(void) {
    if (lent < 0) return 0;
    int count = 0;
    return (ioctl(queue[0], FIONREAD, &count) == 0 && count > 0) || atomic_load(&is_writing);
}

void cc_discard_output(void) { atomic_store(&is_discarding, 1); }

/// Waits for as long as the terminal takes something.
static void drain(void) {
    enum { PATIENCE = 400, LONGEST = 6000 };
    unsigned long seen = atomic_load(&written);
    int idle = 0;
    for (int waited = 0; cc_output_pending() && waited < LONGEST; waited++) {
        struct timespec pause = {0, 2500000};
        nanosleep(&pause, NULL);
        unsigned long now = atomic_load(&written);
        idle = now == seen ? idle + 1 : 0;
        seen = now;
        if (idle > PATIENCE) break;
    }
    if (!cc_output_pending()) return;
    cc_discard_output();
    while (cc_output_pending()) {
        struct timespec pause = {0, 1000000};
        nanosleep(&pause, NULL);
    }
}

void cc_take_terminal(void) {
    if (lent < 0) return;
    drain();
    dup3(kept, lent, O_CLOEXEC);
}

void cc_give_terminal(void) {
    if (lent < 0) return;
    atomic_store(&is_discarding, 0);
    dup3(queue[1], lent, O_CLOEXEC);
}

int cc_output(int tty) { return lent < 0 ? tty : lent; }

void cc_stop_output(void) {
    if (lent < 0) return;
    cc_take_terminal();
    lent = -1;
    atomic_store(&is_leaving, 1);
    close(queue[1]);
    pthread_join(writer, NULL);
    close(queue[0]);
    close(kept);
    close(terminal);
    queue[0] = queue[1] = kept = terminal = -1;
}
