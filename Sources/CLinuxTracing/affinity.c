#define _GNU_SOURCE
#include "CLinuxTracing.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int32_t bt_processors(int32_t tid, uint64_t *words)
{
    memset(words, 0, bt_processor_words * sizeof *words);
    return syscall(SYS_sched_getaffinity, tid, bt_processor_words * sizeof *words, words) < 0 ? -errno : 0;
}

int32_t bt_set_processors(int32_t tid, const uint64_t *words)
{
    return syscall(SYS_sched_setaffinity, tid, bt_processor_words * sizeof *words, words) < 0 ? -errno : 0;
}

int32_t bt_allowed_processors(int32_t tid, uint64_t *words)
{
    static const char name[] = "\nCpus_allowed:\t";
    char path[40], text[8192];
    snprintf(path, sizeof path, "/proc/%d/status", (int)tid);
    int64_t count = bt_read_file(path, text, sizeof text - 1);
    if (count < 0) return (int32_t)count;
    text[count] = 0;
    const char *start = strstr(text, name);
    if (!start) return -ENOENT;
    start += sizeof name - 1;
    const char *end = start + strcspn(start, "\n");
    memset(words, 0, bt_processor_words * sizeof *words);
    // Groups of eight hexadecimal digits, the highest first, with commas between them.
    int32_t bit = 0;
    while (end > start && bit < bt_processor_words * 64) {
        char digit = *--end;
        if (digit == ',') continue;
        const uint64_t value = digit <= '9' ? (uint64_t)(digit - '0') : (uint64_t)(digit - 'a' + 10);
        words[bit / 64] |= value << bit % 64;
        bit += 4;
    }
    return 0;
}

int32_t bt_last_processor(int32_t tid)
{
    char path[40], text[1024];
    snprintf(path, sizeof path, "/proc/%d/stat", (int)tid);
    int64_t count = bt_read_file(path, text, sizeof text - 1);
    if (count < 0) return (int32_t)count;
    text[count] = 0;
    // The second field, the name, may hold any character; the processor is the 39th.
    const char *at = strrchr(text, ')');
    for (int field = 2; at && field < 39; field++) at = strchr(at + 1, ' ');
    return at ? atoi(at + 1) : -EINVAL;
}

int32_t bt_tick_start(int32_t milliseconds, int64_t *ticker)
{
    struct sigevent event = {.sigev_notify = SIGEV_THREAD_ID, .sigev_signo = bt_wake_signal()};
    event._sigev_un._tid = bt_current_thread();
    timer_t timer;
    if (timer_create(CLOCK_MONOTONIC, &event, &timer) != 0) return -errno;
    const struct timespec pace = {milliseconds / 1000, milliseconds % 1000 * 1000000L};
    const struct itimerspec setting = {pace, pace};
    if (timer_settime(timer, 0, &setting, NULL) != 0) {
        int32_t error = -errno;
        timer_delete(timer);
        return error;
    }
    *ticker = (int64_t)(intptr_t)timer;
    return 0;
}

void bt_tick_stop(int64_t ticker) { timer_delete((timer_t)(intptr_t)ticker); }
