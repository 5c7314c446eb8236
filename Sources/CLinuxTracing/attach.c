#define _GNU_SOURCE
#include "CLinuxTracing.h"
#include "options.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <unistd.h>

int32_t bt_seize(int32_t tid)
{
    // Without PTRACE_O_EXITKILL: what was there before us outlives us.
    return ptrace(PTRACE_SEIZE, tid, NULL, (void *)trace_options) == -1 ? -errno : 0;
}

/// What getdents64(2) fills in.
struct entry {
    uint64_t inode;
    int64_t offset;
    unsigned short length;
    unsigned char type;
    char name[];
};

int32_t bt_list_directory(const char *path, int32_t *numbers, int32_t capacity)
{
    int directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0) return -errno;
    int32_t count = 0;
    for (;;) {
        _Alignas(struct entry) char buffer[32768];
        long size = syscall(SYS_getdents64, directory, buffer, sizeof buffer);
        if (size <= 0) {
            int32_t error = size < 0 ? -errno : 0;
            close(directory);
            return error < 0 ? error : count;
        }
        for (long at = 0; at < size;) {
            const struct entry *entry = (const void *)(buffer + at);
            at += entry->length;
            char *end;
            long number = strtol(entry->name, &end, 10);
            if (*end != 0 || number <= 0) continue;
            if (count < capacity) numbers[count] = (int32_t)number;
            count++;
        }
    }
}

int64_t bt_read_file(const char *path, void *bytes, size_t size)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return -errno;
    size_t count = 0;
    int64_t result = 0;
    while (count < size) {
        ssize_t got = read(file, (char *)bytes + count, size - count);
        if (got < 0) result = -errno;
        if (got <= 0) break;
        count += (size_t)got;
    }
    close(file);
    return count > 0 ? (int64_t)count : result;
}

int32_t bt_effective_user(void) { return (int32_t)geteuid(); }

int32_t bt_signal_mask(int32_t tid, uint64_t *mask)
{
    return ptrace(PTRACE_GETSIGMASK, tid, (void *)sizeof *mask, mask) == -1 ? -errno : 0;
}

int32_t bt_set_signal_mask(int32_t tid, uint64_t mask)
{
    return ptrace(PTRACE_SETSIGMASK, tid, (void *)sizeof mask, &mask) == -1 ? -errno : 0;
}

void bt_avoid_oom_killer(void)
{
    int file = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    if (file < 0) return;
    (void)!write(file, "-1000", 5);
    close(file);
}

int32_t bt_read_link(const char *path, char *text, size_t size)
{
    ssize_t count = readlink(path, text, size - 1);
    if (count < 0) return -errno;
    text[count] = 0;
    return (int32_t)count;
}
