#define _GNU_SOURCE
#include "CLinuxTracing.h"
#include "options.h"

#include <errno.h>
#include <linux/audit.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>

int32_t bt_mark_calls(int32_t tid, int32_t dies_with_tracer)
{
    const long options = trace_options | PTRACE_O_TRACESYSGOOD | (dies_with_tracer ? PTRACE_O_EXITKILL : 0);
    return ptrace(PTRACE_SETOPTIONS, tid, NULL, (void *)options) == -1 ? -errno : 0;
}

int32_t bt_call_stop(int32_t tid)
{
    struct __ptrace_syscall_info info;
    if (ptrace(PTRACE_GET_SYSCALL_INFO, tid, (void *)sizeof info, &info) == -1) return -errno;
    if (info.arch != AUDIT_ARCH_X86_64) return bt_call_foreign;
    switch (info.op) {
    case PTRACE_SYSCALL_INFO_ENTRY: return bt_call_entry;
    case PTRACE_SYSCALL_INFO_EXIT: return bt_call_exit;
    default: return bt_call_none;
    }
}

int32_t bt_thread_state(int32_t tid)
{
    char path[40], text[128];
    snprintf(path, sizeof path, "/proc/%d/stat", (int)tid);
    int64_t count = bt_read_file(path, text, sizeof text - 1);
    if (count < 0) return (int32_t)count;
    text[count] = 0;
    // The name stands in parentheses and may hold any character but is at most 15 long.
    char *end = strrchr(text, ')');
    return end && end[1] == ' ' ? end[2] : -EINVAL;
}
