// usage: fixture-slow-line BYTES PROGRAM [ARGUMENT…]
//
// Runs a program in a terminal of its own at the end of a line that carries so many bytes a second each way, as a modem
// does: what is written faster waits. Ends with the program's status.
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <pty.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

static uint64_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

/// What one direction may carry at a moment.
struct line {
    uint64_t since;
    double owed;
};

static size_t allowance(struct line *line, double rate)
{
    uint64_t at = now();
    line->owed += (double)(at - line->since) / 1e9 * rate;
    // Nothing is saved up while the line is idle.
    if (line->owed > rate / 20) line->owed = rate / 20;
    line->since = at;
    return line->owed < 1 ? 0 : (size_t)line->owed;
}

/// 0 at the end.
static int carry(int from, int to, struct line *line, double rate)
{
    char bytes[4096];
    size_t most = allowance(line, rate);
    if (most == 0) return 1;
    if (most > sizeof bytes) most = sizeof bytes;
    ssize_t count = read(from, bytes, most);
    if (count < 0) return errno == EAGAIN || errno == EINTR;
    if (count == 0) return 0;
    line->owed -= (double)count;
    for (ssize_t done = 0; done < count;) {
        ssize_t written = write(to, bytes + done, (size_t)(count - done));
        if (written < 0 && errno != EINTR) return 0;
        if (written > 0) done += written;
    }
    return 1;
}

int main(int argc, char **argv)
{
    double rate = argc > 2 ? atof(argv[1]) : 0;
    if (rate < 20) return 64;
    struct winsize size;
    struct termios before, raw;
    if (ioctl(0, TIOCGWINSZ, &size) < 0 || tcgetattr(0, &before) < 0) return 69;
    raw = before;
    cfmakeraw(&raw);
    tcsetattr(0, TCSANOW, &raw);
    int terminal;
    pid_t child = forkpty(&terminal, NULL, &before, &size);
    if (child == 0) {
        execvp(argv[2], argv + 2);
        _exit(127);
    }
    struct line out = {now(), 0}, in = {now(), 0};
    for (int isOpen = 1; isOpen;) {
        struct pollfd polled[2] = {{terminal, POLLIN, 0}, {0, POLLIN, 0}};
        poll(polled, 2, 1000);
        if (polled[0].revents) isOpen = carry(terminal, 1, &out, rate);
        if (polled[1].revents && !carry(0, terminal, &in, rate)) break;
        // A byte's time: poll says at once that there is more.
        struct timespec pause = {0, (long)(1e9 / rate)};
        nanosleep(&pause, NULL);
    }
    tcsetattr(0, TCSADRAIN, &before);
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
